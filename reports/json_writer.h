// Writes JSON to the end of a string, member by member, in the order of the calls.
//
// The caller keeps the grammar: a key before each value of an object, every Begin with its End. Containers nested
// deeper than `open_levels` stand on one line, which keeps figures of a kind below each other; 0 puts everything on one
// line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace harness {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& to, int open_levels = 0) : to_(to), open_levels_(open_levels) {}

  void BeginObject() { Begin('{'); }
  void EndObject() { End('}'); }
  void BeginArray() { Begin('['); }
  void EndArray() { End(']'); }
  JsonWriter& Key(std::string_view key);

  // Ill-formed UTF-8 becomes U+FFFD.
  void String(std::string_view text);
  // null if empty.
  void StringOrNull(std::string_view text);
  void Integer(int64_t value);
  void Unsigned(uint64_t value);
  // The shortest text that reads back as the same double; null for none, NaN and infinities.
  void Number(std::optional<double> value);
  // With at most three decimals; null for none.
  void Milli(std::optional<double> value);
  void Null() { Raw("null"); }
  // `json` as it is.
  void Raw(std::string_view json);

 private:
  void Begin(char bracket);
  void End(char bracket);
  void Separate();
  void NewLine();

  std::string& to_;
  int open_levels_;
  int depth_ = 0;
  bool first_ = true;  // nothing stands in the innermost container yet
  bool after_key_ = false;
};

}  // namespace harness
