#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "harness/base/json.h"

namespace harness {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// Bytes of a string that can be copied without a look: everything but quotes, backslashes, controls and non-ASCII.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (int c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsWordByte(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// How many bytes at `p` belong together: a well-formed sequence, or the longest beginning of one (Unicode 15, table 3-7
// and "U+FFFD substitution of maximal subparts").
struct Sequence {
  int length;
  bool well_formed;
};

Sequence ReadUtf8(const char* p, const char* end) {
  const auto lead = static_cast<unsigned char>(*p);
  if (lead < 0x80) return {1, true};
  if (lead < 0xC2 || lead > 0xF4) return {1, false};
  const int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  for (int i = 1; i < length; ++i) {
    if (p + i == end) return {i, false};
    const auto next = static_cast<unsigned char>(p[i]);
    if (next < low || next > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {length, true};
}

void AppendUtf8(std::string& to, uint32_t code) {
  if (code < 0x80) {
    to += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    to += static_cast<char>(0xC0 | (code >> 6));
  } else {
    if (code < 0x10000) {
      to += static_cast<char>(0xE0 | (code >> 12));
    } else {
      to += static_cast<char>(0xF0 | (code >> 18));
      to += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    }
    to += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
  }
  to += static_cast<char>(0x80 | (code & 0x3F));
}

// Whether a number that double can't hold is too large rather than too small. `text` is a JSON number other than zero.
bool IsLarge(std::string_view text) {
  if (text[0] == '-') text.remove_prefix(1);
  const size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, e);
  const size_t point = std::min(mantissa.find('.'), mantissa.size());
  const int64_t scale = static_cast<int64_t>(point) - static_cast<int64_t>(mantissa.find_first_of("123456789"));
  if (e == text.size()) return scale > 0;
  const bool negative = text[e + 1] == '-';
  const char* digits = text.data() + e + (negative || text[e + 1] == '+' ? 2 : 1);
  int64_t exponent = 0;
  if (std::from_chars(digits, text.data() + text.size(), exponent).ec != std::errc()) return !negative;
  return scale + (negative ? -exponent : exponent) > 0;
}

// A recursive descent straight into the tree: one pass over the bytes, which repairs as it goes. The depth is bounded,
// so the stack is too.
class Parser {
 public:
  explicit Parser(std::string_view text) : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

  Result<Json> Parse() {
    if (begin_ == end_) return Fail("line 1, column 1: no JSON value: the text is empty");
    if (end_ - at_ >= 3 && std::memcmp(at_, "\xEF\xBB\xBF", 3) == 0) at_ += 3;
    Json value;
    if (!ReadValue(value, 0)) return ToError();
    SkipSpace();
    if (at_ != end_) return Wrong(at_, "text after the end of the JSON value: " + Found()), ToError();
    return value;
  }

  bool repaired() const { return repaired_; }

 private:
  void SkipSpace() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  bool Wrong(const char* where, std::string what) {
    wrong_at_ = where;
    what_ = std::move(what);
    return false;
  }

  Unexpected ToError() const {
    int line = 1;
    const char* start = begin_;
    for (const char* p = begin_; p != wrong_at_; ++p) {
      if (*p != '\n') continue;
      ++line;
      start = p + 1;
    }
    return Fail("line {}, column {}: {}", line, wrong_at_ - start + 1, what_);
  }

  // What stands here, for messages: a word, a byte, or the end.
  std::string Found() const {
    constexpr int kMost = 20;
    if (at_ == end_) return "the end of the text";
    int length = 0;
    while (length < kMost && at_ + length != end_ && IsWordByte(at_[length])) ++length;
    if (length > 0) return fmt::format("\"{}\"", std::string_view(at_, length));
    if (*at_ > 0x20 && *at_ < 0x7F) return fmt::format("'{}'", *at_);
    const Sequence sequence = ReadUtf8(at_, end_);
    if (sequence.length > 1 && sequence.well_formed) return fmt::format("'{}'", std::string_view(at_, sequence.length));
    return fmt::format("the byte 0x{:02x}", static_cast<unsigned char>(*at_));
  }

  bool Expected(std::string_view what) { return Wrong(at_, fmt::format("expected {}, found {}", what, Found())); }

  bool ReadValue(Json& value, int depth) {
    SkipSpace();
    if (at_ == end_) return Expected("a value");
    switch (*at_) {
      case '{':
        return ReadObject(value, depth + 1);
      case '[':
        return ReadArray(value, depth + 1);
      case '"':
        value = Json::value_t::string;
        return ReadString(value.get_ref<std::string&>());
      case 't':
        return ReadWord("true", value, true);
      case 'f':
        return ReadWord("false", value, false);
      case 'n':
        return ReadWord("null", value, nullptr);
      default:
        return *at_ == '-' || IsDigit(*at_) ? ReadNumber(value) : Expected("a value");
    }
  }

  template <typename T>
  bool ReadWord(std::string_view word, Json& value, T is) {
    const size_t left = static_cast<size_t>(end_ - at_);
    if (std::string_view(at_, std::min(left, word.size())) != word) return Expected("a value");
    if (left > word.size() && IsWordByte(at_[word.size()])) return Expected("a value");
    at_ += word.size();
    value = is;
    return true;
  }

  bool TooDeep(int depth) {
    if (depth <= kMaxJsonDepth) return false;
    Wrong(at_, fmt::format("nested deeper than {} levels", kMaxJsonDepth));
    return true;
  }

  // Takes `byte` if it comes next.
  bool Take(char byte) {
    SkipSpace();
    if (at_ == end_ || *at_ != byte) return false;
    ++at_;
    return true;
  }

  bool ReadArray(Json& value, int depth) {
    if (TooDeep(depth)) return false;
    ++at_;
    value = Json::value_t::array;
    auto& items = value.get_ref<Json::array_t&>();
    if (Take(']')) return true;
    do {
      if (!ReadValue(items.emplace_back(), depth)) return false;
    } while (Take(','));
    return Take(']') || Expected("',' or ']'");
  }

  bool ReadObject(Json& value, int depth) {
    if (TooDeep(depth)) return false;
    ++at_;
    value = Json::value_t::object;
    auto& members = value.get_ref<Json::object_t&>();
    if (Take('}')) return true;
    do {
      if (!ReadMember(members, depth)) return false;
    } while (Take(','));
    return Take('}') || Expected("',' or '}'");
  }

  bool ReadMember(Json::object_t& members, int depth) {
    SkipSpace();
    if (at_ == end_ || *at_ != '"') return Expected("a key in double quotes");
    const char* start = at_;
    std::string key;
    if (!ReadString(key)) return false;
    const auto [member, fresh] = members.try_emplace(std::move(key));
    if (!fresh) {
      std::string what = "duplicate key ";
      AppendJsonString(what, member->first);
      return Wrong(start, std::move(what));
    }
    if (!Take(':')) return Expected("':'");
    return ReadValue(member->second, depth);
  }

  bool ReadString(std::string& text) {
    const char* start = at_++;
    while (true) {
      const char* run = at_;
      while (at_ != end_ && kPlain[static_cast<unsigned char>(*at_)]) ++at_;
      text.append(run, at_);
      if (at_ == end_) return Wrong(start, "the string that starts here has no end");
      if (*at_ == '"') return ++at_, true;
      if (*at_ == '\\') {
        if (!ReadEscape(text)) return false;
      } else if (static_cast<unsigned char>(*at_) < 0x20) {
        return Wrong(at_, fmt::format("a raw control character in a string; write \\u{:04x}", *at_));
      } else {
        ReadNonAscii(text);
      }
    }
  }

  void ReadNonAscii(std::string& text) {
    const char* run = at_;
    while (at_ != end_ && static_cast<unsigned char>(*at_) >= 0x80) {
      const Sequence sequence = ReadUtf8(at_, end_);
      if (!sequence.well_formed) {
        text.append(run, at_);
        text += kReplacement;
        repaired_ = true;
        run = at_ + sequence.length;
      }
      at_ += sequence.length;
    }
    text.append(run, at_);
  }

  bool ReadEscape(std::string& text) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char* start = at_++;
    if (at_ == end_) return Wrong(start, "a backslash at the end of the text");
    if (*at_ == 'u') return at_ = start, ReadUnicodeEscape(text);
    const size_t letter = kLetters.find(*at_);
    if (letter == std::string_view::npos)
      return Wrong(start, "an escape that JSON doesn't know: a backslash and " + Found());
    text += kMeanings[letter];
    ++at_;
    return true;
  }

  // The code unit of the \uXXXX at `p`, or -1.
  int64_t CodeUnit(const char* p) const {
    if (end_ - p < 6 || p[0] != '\\' || p[1] != 'u') return -1;
    uint32_t unit = 0;
    const auto result = std::from_chars(p + 2, p + 6, unit, 16);
    return result.ptr == p + 6 ? int64_t{unit} : -1;
  }

  bool ReadUnicodeEscape(std::string& text) {
    const int64_t unit = CodeUnit(at_);
    if (unit < 0) return Wrong(at_, "\\u must be followed by four hexadecimal digits");
    at_ += 6;
    if (unit < 0xD800 || unit > 0xDFFF) return AppendUtf8(text, static_cast<uint32_t>(unit)), true;
    const int64_t low = unit < 0xDC00 ? CodeUnit(at_) : -1;
    if (low < 0xDC00 || low > 0xDFFF) {
      text += kReplacement;
      repaired_ = true;
      return true;
    }
    at_ += 6;
    AppendUtf8(text, static_cast<uint32_t>(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)));
    return true;
  }

  bool SkipDigits() {
    const char* start = at_;
    while (at_ != end_ && IsDigit(*at_)) ++at_;
    return at_ != start || Expected("a digit");
  }

  bool ReadNumber(Json& value) {
    const char* start = at_;
    if (*at_ == '-') ++at_;
    const char* digits = at_;
    if (!SkipDigits()) return false;
    if (*digits == '0' && at_ - digits > 1) return Wrong(start, "a number can't begin with 0");
    bool whole = true;
    if (at_ != end_ && *at_ == '.') {
      whole = false;
      ++at_;
      if (!SkipDigits()) return false;
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      whole = false;
      ++at_;
      if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
      if (!SkipDigits()) return false;
    }
    return (whole && SetWhole(start, value)) || SetDouble(start, value);
  }

  // False when no 64-bit integer holds the digits.
  bool SetWhole(const char* start, Json& value) const {
    if (*start == '-') {
      int64_t number = 0;
      if (std::from_chars(start, at_, number).ec != std::errc()) return false;
      value = number;
      return true;
    }
    uint64_t number = 0;
    if (std::from_chars(start, at_, number).ec != std::errc()) return false;
    value = number;
    return true;
  }

  bool SetDouble(const char* start, Json& value) {
    double number = 0;
    const std::errc problem = std::from_chars(start, at_, number).ec;
    if (problem == std::errc::result_out_of_range) {
      const std::string_view text(start, at_ - start);
      if (IsLarge(text)) return Wrong(start, fmt::format("the number {} is too large", text.substr(0, 40)));
      number = *start == '-' ? -0.0 : 0.0;
    }
    value = number;
    return true;
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* wrong_at_ = nullptr;
  std::string what_;
  bool repaired_ = false;
};

}  // namespace

Result<Json> ParseJson(std::string_view text, bool* repaired) {
  Parser parser(text);
  Result<Json> value = parser.Parse();
  if (repaired != nullptr) *repaired = parser.repaired();
  return value;
}

}  // namespace harness
