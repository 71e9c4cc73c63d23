#include "generators/xml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/segment.h"

namespace harness {
namespace {

struct Range {
  char32_t first, last;
};
// XML 1.0, fifth edition, productions 4 and 4a, without the colon.
constexpr std::array<Range, 15> kStart = {{{'A', 'Z'},
                                           {'_', '_'},
                                           {'a', 'z'},
                                           {0xC0, 0xD6},
                                           {0xD8, 0xF6},
                                           {0xF8, 0x2FF},
                                           {0x370, 0x37D},
                                           {0x37F, 0x1FFF},
                                           {0x200C, 0x200D},
                                           {0x2070, 0x218F},
                                           {0x2C00, 0x2FEF},
                                           {0x3001, 0xD7FF},
                                           {0xF900, 0xFDCF},
                                           {0xFDF0, 0xFFFD},
                                           {0x10000, 0xEFFFF}}};
constexpr std::array<Range, 5> kMore = {{{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}};

template <size_t N>
bool IsIn(char32_t c, const std::array<Range, N>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [&](Range range) { return c >= range.first && c <= range.last; });
}

bool MayStand(char32_t c, bool first) {
  return IsIn(c, kStart) || (!first && IsIn(c, kMore));
}

bool BeginsXml(std::u32string_view name) {
  return name.size() >= 3 && (name[0] | 32) == 'x' && (name[1] | 32) == 'm' && (name[2] | 32) == 'l';
}

bool IsForbidden(std::string_view text, size_t at) {
  const char c = text[at];
  if (c >= 0 && c < ' ') return c != '\t' && c != '\n' && c != '\r';
  return c == '\xEF' && (text.substr(at, 3) == "\xEF\xBF\xBE" || text.substr(at, 3) == "\xEF\xBF\xBF");
}

}  // namespace

bool IsXmlName(std::string_view name) {
  const std::u32string points = CodePoints(name);
  for (size_t i = 0; i < points.size(); ++i)
    if (!MayStand(points[i], i == 0)) return false;
  return !points.empty();
}

std::string XmlName(std::string_view name) {
  const std::u32string points = CodePoints(name);
  std::string text;
  for (size_t i = 0; i < points.size(); ++i) {
    const bool escape =
        !MayStand(points[i], i == 0) || (points[i] == '_' && i + 1 < points.size() && points[i + 1] == 'x');
    if (escape || (i == 0 && BeginsXml(points)))
      fmt::format_to(std::back_inserter(text), "_x{:04X}_", static_cast<uint32_t>(points[i]));
    else
      text += ToUtf8(std::u32string_view(&points[i], 1));
  }
  return text;
}

bool ReplaceForbidden(std::string& text) {
  std::string replaced;
  size_t kept = 0;  // bytes of `text` that are done
  for (size_t i = 0; i < text.size(); ++i) {
    if (!IsForbidden(text, i)) continue;
    replaced.append(text, kept, i - kept);
    replaced += "\uFFFD";
    kept = i + (text[i] == '\xEF' ? 3 : 1);
  }
  if (kept == 0) return false;
  text = replaced.append(text, kept);
  return true;
}

}  // namespace harness
