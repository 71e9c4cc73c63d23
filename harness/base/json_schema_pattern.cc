#include "harness/base/json_schema_pattern.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace harness {
namespace {

// ECMA-262's WhiteSpace and LineTerminator, and everything else, as the insides of a class.
constexpr std::string_view kSpace =
    R"(\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";
constexpr std::string_view kNotSpace =
    R"(\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e})"
    R"(\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff})";
constexpr std::string_view kNotLineEnd = R"([^\n\r\x{2028}\x{2029}])";

// Unicode's long names of general categories (PropertyValueAliases.txt), which RE2 knows by their short names only.
constexpr auto kCategories =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"Letter", "L"},
                                                                  {"Uppercase_Letter", "Lu"},
                                                                  {"Lowercase_Letter", "Ll"},
                                                                  {"Titlecase_Letter", "Lt"},
                                                                  {"Modifier_Letter", "Lm"},
                                                                  {"Other_Letter", "Lo"},
                                                                  {"Mark", "M"},
                                                                  {"Combining_Mark", "M"},
                                                                  {"Nonspacing_Mark", "Mn"},
                                                                  {"Spacing_Mark", "Mc"},
                                                                  {"Enclosing_Mark", "Me"},
                                                                  {"Number", "N"},
                                                                  {"Decimal_Number", "Nd"},
                                                                  {"digit", "Nd"},
                                                                  {"Letter_Number", "Nl"},
                                                                  {"Other_Number", "No"},
                                                                  {"Punctuation", "P"},
                                                                  {"punct", "P"},
                                                                  {"Connector_Punctuation", "Pc"},
                                                                  {"Dash_Punctuation", "Pd"},
                                                                  {"Open_Punctuation", "Ps"},
                                                                  {"Close_Punctuation", "Pe"},
                                                                  {"Initial_Punctuation", "Pi"},
                                                                  {"Final_Punctuation", "Pf"},
                                                                  {"Other_Punctuation", "Po"},
                                                                  {"Symbol", "S"},
                                                                  {"Math_Symbol", "Sm"},
                                                                  {"Currency_Symbol", "Sc"},
                                                                  {"Modifier_Symbol", "Sk"},
                                                                  {"Other_Symbol", "So"},
                                                                  {"Separator", "Z"},
                                                                  {"Space_Separator", "Zs"},
                                                                  {"Line_Separator", "Zl"},
                                                                  {"Paragraph_Separator", "Zp"},
                                                                  {"Other", "C"},
                                                                  {"Control", "Cc"},
                                                                  {"cntrl", "Cc"},
                                                                  {"Format", "Cf"},
                                                                  {"Surrogate", "Cs"},
                                                                  {"Private_Use", "Co"}});

class Translator {
 public:
  explicit Translator(std::string_view pattern) : rest_(pattern) {}

  Result<std::string> Translate() {
    while (!rest_.empty()) {
      const Result<> step = Step();
      if (!step) return Unexpected(step.error());
    }
    return std::move(out_);
  }

 private:
  // Takes `text` if it comes next.
  bool Take(std::string_view text) {
    if (rest_.substr(0, text.size()) != text) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  Result<> Step() {
    if (rest_[0] == '\\') return Escape();
    if (in_class_) return ClassByte(), Result<>();
    if (Take("[^]"))
      out_ += "(?s:.)";
    else if (Take("[]"))
      out_ += R"([^\x{0}-\x{10ffff}])";
    else if (Take("["))
      OpenClass();
    else if (Take("."))
      out_ += kNotLineEnd;
    else if (rest_.substr(0, 3) == "(?<" && rest_.size() > 3 && rest_[3] != '=' && rest_[3] != '!')
      NamedGroup();
    else
      CopyByte();
    return {};
  }

  void CopyByte() {
    out_ += rest_[0];
    rest_.remove_prefix(1);
  }

  void OpenClass() {
    in_class_ = true;
    out_ += '[';
    if (Take("^")) out_ += '^';
  }

  // A '[' within a class is a character like others; RE2 would look for [:alpha:].
  void ClassByte() {
    if (rest_[0] == ']') in_class_ = false;
    if (rest_[0] == '[') out_ += '\\';
    CopyByte();
  }

  void NamedGroup() {
    Take("(?<");
    out_ += "(?P<";
  }

  Result<> Escape() {
    if (rest_.size() == 1) return Fail("a backslash at the end");
    const char letter = rest_[1];
    rest_.remove_prefix(2);
    switch (letter) {
      case 's':
        out_ += in_class_ ? std::string(kSpace) : fmt::format("[{}]", kSpace);
        return {};
      case 'S':
        out_ += in_class_ ? std::string(kNotSpace) : fmt::format("[{}]", kNotSpace);
        return {};
      case 'c':
        return ControlEscape();
      case 'u':
        return UnicodeEscape();
      case 'p':
      case 'P':
        return PropertyEscape(letter);
      case '0':
        out_ += R"(\x{0})";
        return {};
      case '/':
        out_ += '/';
        return {};
      default:
        return PlainEscape(letter);
    }
  }

  Result<> PlainEscape(char letter) {
    constexpr std::string_view kShared = "dDwWfnrtvx123456789k";
    const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    if (in_class_ && letter == 'b') {
      out_ += R"(\x{8})";
    } else if (!is_letter || kShared.find(letter) != std::string_view::npos ||
               (!in_class_ && (letter == 'b' || letter == 'B'))) {
      if (static_cast<unsigned char>(letter) < 0x80 && letter != '_') out_ += '\\';
      out_ += letter;
    } else {
      return Fail("\\{} has no meaning in ECMA-262", letter);
    }
    return {};
  }

  Result<> ControlEscape() {
    const char letter = rest_.empty() ? ' ' : rest_[0];
    if ((letter < 'a' || letter > 'z') && (letter < 'A' || letter > 'Z'))
      return Fail("\\c must be followed by a letter");
    out_ += fmt::format("\\x{{{:x}}}", letter & 31);
    rest_.remove_prefix(1);
    return {};
  }

  std::optional<uint32_t> Hex(std::string_view digits) const {
    uint32_t value = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.empty() || result.ec != std::errc() || result.ptr != digits.data() + digits.size()) return std::nullopt;
    return value;
  }

  std::optional<uint32_t> CodeInBraces() {
    const size_t end = std::min(rest_.find('}'), rest_.size());
    const auto code = Hex(rest_.substr(0, end));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return code;
  }

  // Two of them where they are a pair of surrogates.
  std::optional<uint32_t> CodeOfFourDigits() {
    const auto code = rest_.size() >= 4 ? Hex(rest_.substr(0, 4)) : std::nullopt;
    if (!code) return std::nullopt;
    rest_.remove_prefix(4);
    const bool pair = *code >= 0xD800 && *code < 0xDC00 && rest_.size() >= 6 && rest_.substr(0, 2) == "\\u";
    const auto low = pair ? Hex(rest_.substr(2, 4)) : std::nullopt;
    if (!low || *low < 0xDC00 || *low >= 0xE000) return code;
    rest_.remove_prefix(6);
    return 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
  }

  Result<> UnicodeEscape() {
    const auto code = Take("{") ? CodeInBraces() : CodeOfFourDigits();
    if (!code) return Fail("\\u must be followed by four hexadecimal digits or {{…}}");
    out_ += fmt::format("\\x{{{:x}}}", *code);
    return {};
  }

  Result<> PropertyEscape(char letter) {
    const size_t end = rest_.find('}');
    if (rest_.substr(0, 1) != "{" || end == std::string_view::npos)
      return Fail("\\{} must be followed by {{…}}", letter);
    std::string_view name = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    for (const std::string_view prefix : {"General_Category=", "gc=", "Script=", "sc="})
      if (name.substr(0, prefix.size()) == prefix) name.remove_prefix(prefix.size());
    const auto category =
        std::find_if(kCategories.begin(), kCategories.end(), [&](const auto& entry) { return entry.first == name; });
    if (category != kCategories.end()) name = category->second;
    const std::string_view ascii = letter == 'p' ? "[:ascii:]" : "[:^ascii:]";
    if (name == "ASCII")
      out_ += in_class_ ? std::string(ascii) : fmt::format("[{}]", ascii);
    else
      out_ += fmt::format("\\{}{{{}}}", letter, name);
    return {};
  }

  std::string_view rest_;
  std::string out_;
  bool in_class_ = false;
};

}  // namespace

Result<std::string> EcmaToRe2(std::string_view pattern) {
  return Translator(pattern).Translate();
}

Result<std::unique_ptr<re2::RE2>> CompileEcmaPattern(std::string_view pattern) {
  const Result<std::string> translated = EcmaToRe2(pattern);
  if (!translated) return Fail("the pattern /{}/ can't be used: {}", pattern, translated.error().Message());
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_never_capture(true);
  auto compiled = std::make_unique<re2::RE2>(*translated, options);
  if (!compiled->ok()) return Fail("RE2 can't take the pattern /{}/: {}", pattern, compiled->error());
  return compiled;
}

}  // namespace harness
