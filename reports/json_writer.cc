#include "reports/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "harness/base/json.h"
#include "harness/base/text.h"

namespace harness {
namespace {

template <typename T>
std::string_view Shortest(std::array<char, 32>& buffer, T value) {
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end};
}

}  // namespace

JsonWriter& JsonWriter::Key(std::string_view key) {
  String(key);
  to_ += depth_ <= open_levels_ ? ": " : ":";
  after_key_ = true;
  return *this;
}

void JsonWriter::String(std::string_view text) {
  Separate();
  if (IsValidUtf8(text)) return AppendJsonString(to_, text);
  std::string repaired(text);
  RepairUtf8(repaired);
  AppendJsonString(to_, repaired);
}

void JsonWriter::StringOrNull(std::string_view text) {
  if (text.empty())
    Null();
  else
    String(text);
}

void JsonWriter::Integer(int64_t value) {
  std::array<char, 32> buffer;
  Raw(Shortest(buffer, value));
}

void JsonWriter::Unsigned(uint64_t value) {
  std::array<char, 32> buffer;
  Raw(Shortest(buffer, value));
}

void JsonWriter::Number(std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return Null();
  std::array<char, 32> buffer;
  Raw(Shortest(buffer, *value));
}

void JsonWriter::Milli(std::optional<double> value) {
  if (!value) return Null();
  Number(std::round(*value * 1000) / 1000);
}

void JsonWriter::Raw(std::string_view json) {
  Separate();
  to_ += json;
}

void JsonWriter::Begin(char bracket) {
  Separate();
  to_ += bracket;
  ++depth_;
  first_ = true;
}

void JsonWriter::End(char bracket) {
  const bool open = depth_ <= open_levels_ && !first_;
  --depth_;
  if (open) NewLine();
  to_ += bracket;
  first_ = false;
}

void JsonWriter::Separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  const bool first = first_;
  first_ = false;
  if (depth_ == 0) return;
  if (!first) to_ += depth_ <= open_levels_ ? "," : ", ";
  if (depth_ <= open_levels_) NewLine();
}

void JsonWriter::NewLine() {
  to_ += '\n';
  to_.append(2 * static_cast<size_t>(depth_), ' ');
}

}  // namespace harness
