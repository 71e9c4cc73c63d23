#include "harness/base/expression_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "harness/base/expression_python.h"
#include "harness/base/expression_text.h"
#include "harness/base/text.h"

namespace harness::expression {
namespace {

// [[fill]align][sign][#][0][width][grouping][.precision][type]
struct Format {
  std::string fill = " ";
  char align = '\0';  // < > ^ =
  char sign = '-';
  bool alternative = false;
  int width = 0;
  char grouping = '\0';
  int precision = -1;
  char type = '\0';
};

std::string Pad(const Format& format, std::string_view sign, std::string_view body, char usual) {
  const int size = static_cast<int>(CountCodePoints(sign) + CountCodePoints(body));
  const int missing = std::max(0, format.width - size);
  const char align = format.align == '\0' ? usual : format.align;
  const int left = align == '>' ? missing : align == '^' ? missing / 2 : 0;
  const int within = align == '=' ? missing : 0;
  std::string text;
  for (int i = 0; i < left; ++i) text += format.fill;
  text += sign;
  for (int i = 0; i < within; ++i) text += format.fill;
  text += body;
  for (int i = left + within; i < missing; ++i) text += format.fill;
  return text;
}

std::string Grouped(std::string_view digits, char grouping, size_t each) {
  const size_t whole = std::min(digits.find_first_of(".eE%"), digits.size());
  std::string text;
  for (size_t i = 0; i < whole; ++i) {
    if (i > 0 && (whole - i) % each == 0) text += grouping;
    text += digits[i];
  }
  return text.append(digits.substr(whole));
}

std::string_view SignOf(const Format& format, bool negative) {
  return negative ? "-" : format.sign == '+' ? "+" : format.sign == ' ' ? " " : "";
}

Outcome<std::string> WriteInteger(const Format& format, const Value& value) {
  if (format.precision >= 0) return Wrong("a whole number takes no precision");
  const bool negative = value.kind() == Kind::kInteger && value.AsInteger() < 0;
  const uint64_t size = value.kind() == Kind::kUnsigned ? value.AsUnsigned()
                        : negative                      ? ~static_cast<uint64_t>(value.AsInteger()) + 1
                                                        : static_cast<uint64_t>(value.AsInteger());
  std::string prefix;
  std::string digits;
  if (format.type == 'x' || format.type == 'X')
    digits = format.type == 'x' ? fmt::format("{:x}", size) : fmt::format("{:X}", size);
  else if (format.type == 'o')
    digits = fmt::format("{:o}", size);
  else if (format.type == 'b')
    digits = fmt::format("{:b}", size);
  else
    digits = fmt::format_int(size).str();
  if (format.alternative && format.type != '\0' && format.type != 'd') prefix = {'0', format.type};
  if (format.grouping != '\0')
    digits = Grouped(
        digits, format.grouping,
        prefix.empty() && format.type != 'x' && format.type != 'X' && format.type != 'b' && format.type != 'o' ? 3 : 4);
  return Pad(format, std::string(SignOf(format, negative)) + prefix, digits, '>');
}

std::string Digits(const Format& format, double number) {
  const int precision = format.precision < 0 ? 6 : format.precision;
  const bool sharp = format.alternative;
  switch (format.type) {
    case 'e':
      return sharp ? fmt::format("{:#.{}e}", number, precision) : fmt::format("{:.{}e}", number, precision);
    case 'E':
      return sharp ? fmt::format("{:#.{}E}", number, precision) : fmt::format("{:.{}E}", number, precision);
    case 'f':
    case 'F':
      return sharp ? fmt::format("{:#.{}f}", number, precision) : fmt::format("{:.{}f}", number, precision);
    case 'g':
      return sharp ? fmt::format("{:#.{}g}", number, precision) : fmt::format("{:.{}g}", number, precision);
    case 'G':
      return sharp ? fmt::format("{:#.{}G}", number, precision) : fmt::format("{:.{}G}", number, precision);
    case '%':
      return fmt::format("{:.{}f}%", number * 100, precision);
    default:
      break;
  }
  if (format.precision < 0) return PythonFloat(number);
  // As 'g', but always with a digit behind the point.
  std::string text = fmt::format("{:.{}g}", number, std::max(precision, 1));
  const int exponent = number == 0 ? 0 : static_cast<int>(std::floor(std::log10(number)));
  if (text.find('e') == std::string::npos && exponent >= precision - 1 && precision > 0 &&
      text.find('.') == std::string::npos) {
    return fmt::format("{:.{}e}", number, precision - 1);
  }
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

Outcome<std::string> WriteFloat(const Format& format, double number) {
  if (!std::isfinite(number)) {
    return Pad(format, SignOf(format, std::signbit(number) && !std::isnan(number)), std::isnan(number) ? "nan" : "inf",
               '>');
  }
  std::string digits = Digits(format, std::abs(number));
  if (format.grouping != '\0') digits = Grouped(digits, format.grouping, 3);
  return Pad(format, SignOf(format, std::signbit(number)), digits, '>');
}

Outcome<std::string> WriteText(const Format& format, std::string_view text) {
  if (format.precision >= 0) text = Start(text, static_cast<size_t>(format.precision));
  return Pad(format, "", text, '<');
}

// A number of at most kMaxFormatWidth, moved over; nullopt if there is none.
std::optional<int> TakeNumber(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0 || number > kMaxFormatWidth) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return number;
}

bool IsDigit(std::string_view text) {
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

bool TakeOneOf(std::string_view& text, std::string_view some, char& to) {
  if (text.empty() || some.find(text[0]) == std::string_view::npos) return false;
  to = text[0];
  text.remove_prefix(1);
  return true;
}

Outcome<Format> ReadFormat(std::string_view text) {
  const std::string whole(text);
  const auto wrong = [&] { return Wrong(fmt::format("'{}' is no format", Abbreviate(whole, 40))); };
  Format format;
  const std::string_view fill = Start(text, 1);
  std::string_view behind = text.substr(fill.size());
  if (!fill.empty() && TakeOneOf(behind, "<>^=", format.align)) {
    format.fill = fill;
    text = behind;
  } else {
    TakeOneOf(text, "<>^=", format.align);
  }
  char taken = '\0';
  TakeOneOf(text, "+- ", format.sign);
  format.alternative = TakeOneOf(text, "#", taken);
  const bool zero = TakeOneOf(text, "0", taken);
  if (zero && format.align == '\0') {
    format.align = '=';
    format.fill = "0";
  }
  if (IsDigit(text)) {
    const std::optional<int> width = TakeNumber(text);
    if (!width) return Wrong(fmt::format("a width above {}", kMaxFormatWidth));
    format.width = *width;
  }
  TakeOneOf(text, ",_", format.grouping);
  if (format.grouping != '\0' && format.align == '=') return Wrong("zeros before digits in groups are not supported");
  if (TakeOneOf(text, ".", taken)) {
    const std::optional<int> precision = TakeNumber(text);
    if (!precision) return wrong();
    format.precision = *precision;
  }
  TakeOneOf(text, "bcdeEfFgGosxX%", format.type);
  if (!text.empty()) return wrong();
  return format;
}

constexpr std::string_view kFloatTypes = "eEfFgG%";

Outcome<std::string> WriteFormatted(Evaluation& evaluation, const Format& format, std::string_view written,
                                    const Value& value) {
  const auto unfit = [&] { return Wrong(fmt::format("the format '{}' does not fit {}", format.type, Show(value))); };
  if (written.empty()) return evaluation.Text(value);
  if (value.IsString()) {
    if (format.type != '\0' && format.type != 's') return unfit();
    if (format.align == '=' || format.grouping != '\0' || format.sign != '-') return unfit();
    return WriteText(format, value.AsString());
  }
  const Value number = WithoutBool(value);
  if (!number.IsNumber()) return Wrong(fmt::format("{} takes no format", Show(value)));
  if (value.IsBool() && format.type == '\0') return Wrong("a format without a type does not fit a boolean");
  if (kFloatTypes.find(format.type) != std::string_view::npos && format.type != '\0')
    return WriteFloat(format, number.AsNumber());
  if (format.type == 'c' || format.type == 's') return unfit();
  if (number.IsInteger()) return WriteInteger(format, number);
  return format.type == '\0' ? WriteFloat(format, number.AsNumber()) : unfit();
}

// One rendering of a % format.
class Percent {
 public:
  Percent(Evaluation& evaluation, std::string_view text, const PercentValues& values)
      : evaluation_(evaluation), rest_(text), values_(values) {}

  Outcome<Value> Run() {
    std::string text;
    while (true) {
      const size_t at = rest_.find('%');
      text += rest_.substr(0, at);
      if (at == std::string_view::npos) break;
      rest_.remove_prefix(at + 1);
      const Outcome<std::string> part = Conversion();
      if (!part) return tl::unexpected(part.error());
      text += *part;
      if (text.size() > kMaxExpressionText) break;
    }
    if (!used_mapping_ && !values_.mapping.IsGiven() && next_ < values_.positional.size())
      return Wrong("there are more values than the format takes");
    return TextResult(std::move(text));
  }

 private:
  Outcome<Value> Next() {
    if (next_ >= values_.positional.size()) return Wrong("there are fewer values than the format takes");
    return values_.positional[next_++];
  }

  Outcome<Value> Named() {
    const size_t end = rest_.find(')');
    if (end == std::string_view::npos) return Wrong("a name in the format does not end");
    const std::string_view name = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    if (!values_.mapping.IsMap()) return Wrong("the format needs a map");
    used_mapping_ = true;
    Value found = values_.mapping.Find(name);
    if (!found.IsGiven()) return Wrong(fmt::format("the format's '{}' is not there", Abbreviate(name, 40)));
    return found;
  }

  // A width or a precision: digits or '*'.
  Outcome<int> Measure() {
    char star = '\0';
    if (!TakeOneOf(rest_, "*", star)) {
      const std::optional<int> number = IsDigit(rest_) ? TakeNumber(rest_) : 0;
      if (!number) return Wrong(fmt::format("a width above {}", kMaxFormatWidth));
      return *number;
    }
    const Outcome<Value> value = Next();
    if (!value) return tl::unexpected(value.error());
    const Value number = WithoutBool(*value);
    if (number.kind() != Kind::kInteger || std::abs(number.AsInteger()) > kMaxFormatWidth)
      return Wrong("'*' needs a whole number");
    return static_cast<int>(number.AsInteger());
  }

  Outcome<std::string> Conversion() {
    std::optional<Value> named;
    if (rest_.starts_with('(')) {
      Outcome<Value> value = Named();
      if (!value) return tl::unexpected(value.error());
      named = *value;
    }
    Format format;
    format.align = '>';
    bool zero = false;
    for (char flag = '\0'; TakeOneOf(rest_, "#0- +", flag);) {
      if (flag == '#') format.alternative = true;
      if (flag == '-') format.align = '<';
      if (flag == '0') zero = true;
      if (flag == '+' || (flag == ' ' && format.sign != '+')) format.sign = flag;
    }
    const Outcome<int> width = Measure();
    if (!width) return tl::unexpected(width.error());
    if (*width < 0) format.align = '<';
    format.width = std::abs(*width);
    char taken = '\0';
    if (TakeOneOf(rest_, ".", taken)) {
      const Outcome<int> precision = Measure();
      if (!precision) return tl::unexpected(precision.error());
      format.precision = std::max(*precision, 0);
    }
    TakeOneOf(rest_, "hlL", taken);
    if (!TakeOneOf(rest_, "diouxXeEfFgGcrsa%", format.type)) return Wrong("a '%' in the format says no type");
    if (format.type == '%') return std::string("%");
    const Outcome<Value> value = named ? Outcome<Value>(*named) : Next();
    if (!value) return tl::unexpected(value.error());
    return Write(format, zero, *value);
  }

  Outcome<std::string> Write(Format format, bool zero, const Value& value) {
    if (format.type == 's' || format.type == 'r') {
      const Outcome<std::string> text = format.type == 's' ? evaluation_.Text(value) : PythonRepr(evaluation_, value);
      return text.and_then([&](const std::string& t) { return WriteText(format, t); });
    }
    const Value number = WithoutBool(value);
    if (format.type == 'c' || format.type == 'a' || !number.IsNumber())
      return Wrong(fmt::format("the format '%{}' does not fit {}", format.type, Show(value)));
    if (zero && format.align != '<') {
      format.align = '=';
      format.fill = "0";
    }
    if (kFloatTypes.find(format.type) != std::string_view::npos) return WriteFloat(format, number.AsNumber());
    if (format.type == 'i' || format.type == 'u') format.type = 'd';
    Outcome<Value> whole = format.type == 'd' ? WholeOf(number) : Outcome<Value>(number);
    if (!whole) return tl::unexpected(whole.error());
    if (!whole->IsInteger()) return Wrong(fmt::format("the format '%{}' does not fit {}", format.type, Show(value)));
    if (format.precision < 0) return WriteInteger(format, *whole);
    Format digits = format;
    digits.precision = -1;
    digits.width = 0;
    digits.sign = '-';
    std::string text = *WriteInteger(digits, *whole);
    const bool negative = text.starts_with('-');
    if (negative) text.erase(0, 1);
    if (static_cast<int>(text.size()) < format.precision)
      text.insert(0, static_cast<size_t>(format.precision) - text.size(), '0');
    return Pad(format, SignOf(format, negative), text, '>');
  }

  static Outcome<Value> WholeOf(const Value& number) {
    if (number.IsInteger()) return number;
    const double whole = std::trunc(number.AsNumber());
    if (!(std::abs(whole) < 0x1p63)) return Wrong("the number does not fit 64 bits");
    return Value::Integer(static_cast<int64_t>(whole));
  }

  Evaluation& evaluation_;
  std::string_view rest_;
  const PercentValues& values_;
  size_t next_ = 0;
  bool used_mapping_ = false;
};

// One rendering of a {} format.
class Brace {
 public:
  Brace(Evaluation& evaluation, std::string_view text, const CallArguments& values)
      : evaluation_(evaluation), rest_(text), values_(values) {}

  Outcome<Value> Run() {
    std::string text;
    while (!rest_.empty() && text.size() <= kMaxExpressionText) {
      const size_t at = std::min(rest_.find_first_of("{}"), rest_.size());
      text += rest_.substr(0, at);
      rest_.remove_prefix(at);
      if (rest_.empty()) break;
      if (rest_.starts_with("{{") || rest_.starts_with("}}")) {
        text += rest_[0];
        rest_.remove_prefix(2);
        continue;
      }
      if (rest_[0] == '}') return Wrong("a '}' in the format stands alone");
      const Outcome<std::string> part = Field();
      if (!part) return tl::unexpected(part.error());
      text += *part;
    }
    return TextResult(std::move(text));
  }

 private:
  Outcome<std::string> Field() {
    const size_t end = rest_.find('}');
    if (end == std::string_view::npos) return Wrong("a '{' in the format has no '}'");
    const std::string_view field = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    if (field.find('{') != std::string_view::npos) return Wrong("fields within fields are not supported");
    const size_t colon = std::min(field.find(':'), field.size());
    std::string_view name = field.substr(0, colon);
    const std::string_view written = colon < field.size() ? field.substr(colon + 1) : "";
    const size_t mark = std::min(name.find('!'), name.size());
    const std::string_view conversion = name.substr(mark);
    Outcome<Value> value = Find(name.substr(0, mark));
    if (!value) return tl::unexpected(value.error());
    if (value->IsUndefined()) return Wrong(std::string(value->AsString()));
    if (!conversion.empty()) {
      if (conversion != "!r" && conversion != "!s") return Wrong("a field's conversion is '!r' or '!s'");
      const Outcome<std::string> text = conversion == "!r" ? PythonRepr(evaluation_, *value) : evaluation_.Text(*value);
      if (!text) return tl::unexpected(text.error());
      value = Value::String(*text);
    }
    return ReadFormat(written).and_then(
        [&](const Format& format) { return WriteFormatted(evaluation_, format, written, *value); });
  }

  Outcome<Value> Find(std::string_view name) {
    if (name.find_first_of(".[") != std::string_view::npos)
      return Wrong("attributes of a format's fields are not supported");
    if (name.find_first_not_of("0123456789") == std::string_view::npos) {
      const std::optional<int> index = name.empty() ? static_cast<int>(next_++) : TakeNumber(name);
      if (!index || static_cast<size_t>(*index) >= values_.positional.size())
        return Wrong("the format takes more values than there are");
      return values_.positional[static_cast<size_t>(*index)];
    }
    for (const auto& [key, value] : values_.named)
      if (key == name) return value;
    return Wrong(fmt::format("the format's '{}' is not there", Abbreviate(name, 40)));
  }

  Evaluation& evaluation_;
  std::string_view rest_;
  const CallArguments& values_;
  size_t next_ = 0;
};

}  // namespace

Outcome<Value> PercentFormat(Evaluation& evaluation, std::string_view format, const PercentValues& values) {
  return Percent(evaluation, format, values).Run();
}

Outcome<Value> BraceFormat(Evaluation& evaluation, std::string_view format, const CallArguments& values) {
  return Brace(evaluation, format, values).Run();
}

}  // namespace harness::expression
