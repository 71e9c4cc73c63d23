#include "reports/xml_writer.h"

#include <fmt/format.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace harness {
namespace {

constexpr std::string_view kCut = "…";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// ASCII that stands for itself in texts and attributes.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (int c = 0x20; c < 0x7F; ++c) plain[c] = true;
  for (const char c : {'&', '<', '>', '"'}) plain[static_cast<unsigned char>(c)] = false;
  return plain;
}();

// A piece of at most 8 bytes.
struct Unit {
  std::array<char, 8> bytes{};
  uint8_t size = 0;
  std::string_view view() const { return {bytes.data(), size}; }
};

Unit ToUnit(std::string_view bytes) {
  Unit unit;
  unit.size = static_cast<uint8_t>(bytes.copy(unit.bytes.data(), unit.bytes.size()));
  return unit;
}

Unit VisibleControl(int32_t c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const char text[] = {'\\', 'x', kHex[c >> 4 & 0xF], kHex[c & 0xF]};
  return ToUnit({text, 4});
}

// `raw` is the UTF-8 of `c`, which is negative where it is ill-formed.
Unit Escape(int32_t c, std::string_view raw, bool attribute) {
  switch (c) {
    case '&':
      return ToUnit("&amp;");
    case '<':
      return ToUnit("&lt;");
    case '>':  // everywhere, so that no "]]>" comes about
      return ToUnit("&gt;");
    case '"':
      return attribute ? ToUnit("&quot;") : ToUnit(raw);
    case '\t':
      return attribute ? ToUnit("&#9;") : ToUnit(raw);
    case '\n':
      return attribute ? ToUnit("&#10;") : ToUnit(raw);
    default:
      break;
  }
  if (c < 0 || c == 0xFFFE || c == 0xFFFF) return ToUnit(kReplacement);
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return VisibleControl(c);
  return ToUnit(raw);
}

// The longest front of plain characters.
size_t PlainPrefix(std::string_view text) {
  size_t at = 0;
  while (at < text.size() && kPlain[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

// Takes the next character from the front of a text that is not empty.
Unit TakeUnit(std::string_view& text, bool attribute) {
  const auto length = static_cast<int32_t>(std::min<size_t>(text.size(), 4));
  int32_t size = 0;
  UChar32 c = 0;
  U8_NEXT(text.data(), size, length, c);
  const std::string_view raw = text.substr(0, static_cast<size_t>(size));
  text.remove_prefix(raw.size());
  return Escape(c, raw, attribute);
}

}  // namespace

void AppendXmlText(std::string& to, std::string_view text, size_t max, bool attribute) {
  assert(max >= kCut.size());
  const size_t start = to.size();
  const size_t room = max - kCut.size();  // what may stand before the mark
  size_t used = 0;
  size_t safe = 0;  // where the text could be cut
  while (!text.empty()) {
    const size_t plain = PlainPrefix(text.substr(0, std::min(text.size(), max - used)));
    if (used <= room) safe = std::min(used + plain, room);
    to += text.substr(0, plain);
    text.remove_prefix(plain);
    used += plain;
    if (text.empty()) return;
    const Unit unit = TakeUnit(text, attribute);
    if (unit.size > max - used) {
      to.resize(start + safe);
      to += kCut;
      return;
    }
    to += unit.view();
    used += unit.size;
    if (used <= room) safe = used;
  }
}

XmlWriter::XmlWriter(std::string& to) : to_(to) {
  to_ += R"(<?xml version="1.0" encoding="UTF-8"?>)";
}

void XmlWriter::CloseTag() {
  if (!tag_open_) return;
  to_ += '>';
  tag_open_ = false;
}

XmlWriter::Element::Element(XmlWriter& writer, std::string_view name) : writer_(writer), name_(name) {
  writer_.CloseTag();
  writer_.to_ += '\n';
  writer_.to_.append(2 * static_cast<size_t>(writer_.depth_), ' ');
  writer_.to_ += '<';
  writer_.to_ += name;
  writer_.tag_open_ = true;
  ++writer_.depth_;
  ++writer_.elements_;
}

XmlWriter::Element::~Element() {
  --writer_.depth_;
  if (writer_.tag_open_) {
    writer_.to_ += "/>";
    writer_.tag_open_ = false;
  } else {
    if (!text_) writer_.to_.append("\n").append(2 * static_cast<size_t>(writer_.depth_), ' ');
    writer_.to_.append("</").append(name_).append(">");
  }
  if (writer_.depth_ == 0) writer_.to_ += '\n';
}

XmlWriter::Element& XmlWriter::Element::Attribute(std::string_view name, std::string_view value, size_t max) {
  assert(writer_.tag_open_);
  writer_.to_.append(" ").append(name).append("=\"");
  AppendXmlText(writer_.to_, value, max, true);
  writer_.to_ += '"';
  return *this;
}

XmlWriter::Element& XmlWriter::Element::Attribute(std::string_view name, uint64_t value) {
  return Attribute(name, fmt::format_int(value).c_str());
}

XmlWriter::Element& XmlWriter::Element::Text(std::string_view text, size_t max) {
  writer_.CloseTag();
  text_ = true;
  AppendXmlText(writer_.to_, text, max);
  return *this;
}

}  // namespace harness
