#include "harness/suite/benchmark_labels.h"

#include <re2/re2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <functional>
#include <span>
#include <vector>

#include "harness/base/text.h"

namespace harness {
namespace {

using Kind = BenchmarkLabel::Kind;

constexpr std::string_view kWideColon = "：";
constexpr size_t kMaxKey = 60;   // bytes
constexpr size_t kMaxSlug = 60;  // code points

constexpr std::string_view kQuestionWords[] = {"question", "q", "질문", "문제"};
constexpr std::string_view kEnglishWords[] = {"en", "english", "영어", "영문"};
constexpr std::string_view kKoreanWords[] = {"ko", "kr", "korean", "한국어", "한글", "국문"};
constexpr std::string_view kSqlWords[] = {"sql",       "gold",  "expected", "ground", "truth",
                                          "reference", "query", "정답",     "쿼리"};

bool IsOneOf(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Calls `use` with every code point of well-formed UTF-8 and its bytes.
void ForEachCodePoint(std::string_view text, const std::function<void(UChar32, std::string_view)>& use) {
  for (size_t at = 0; at < text.size();) {
    const size_t start = at;
    UChar32 c = 0;
    U8_NEXT(text.data(), at, text.size(), c);
    use(c, text.substr(start, at - start));
  }
}

bool IsWordCharacter(UChar32 c) {
  return u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}

// Words in lower case, joined by `joint`.
std::string JoinWords(std::string_view text, char joint) {
  std::string joined;
  bool gap = false;
  ForEachCodePoint(FoldCase(text), [&](UChar32 c, std::string_view bytes) {
    if (!IsWordCharacter(c)) {
      gap = !joined.empty();
      return;
    }
    if (gap) joined += joint;
    gap = false;
    joined += bytes;
  });
  return joined;
}

// Whether a key has only what keys have: words, blanks, - _ / and brackets.
bool IsKey(std::string_view text) {
  bool key = !text.empty() && text.size() <= kMaxKey;
  ForEachCodePoint(text, [&](UChar32 c, std::string_view bytes) {
    key = key && (IsWordCharacter(c) || std::string_view(" -_/()[]").find(bytes) != std::string_view::npos);
  });
  return key;
}

Kind KindOf(const std::string& key) {
  if (key == "id" || key == "question_id") return Kind::kId;
  if (key == "category" || key == "카테고리" || key == "분류") return Kind::kCategory;
  if (key == "tags" || key == "tag" || key == "태그") return Kind::kTags;
  if (key == "cluster") return Kind::kCluster;
  int question = 0, english = 0, korean = 0, sql = 0, subject = 0, words = 0;
  for (const std::string_view word : Split(key, "_")) {
    ++words;
    question += IsOneOf(kQuestionWords, word);
    english += IsOneOf(kEnglishWords, word);
    korean += IsOneOf(kKoreanWords, word);
    sql += IsOneOf(kSqlWords, word);
    subject += word == "sql" || word == "query" || word == "쿼리";
  }
  if (sql == words && subject > 0) return Kind::kSql;
  if (question + english + korean != words || question > 1 || english + korean > 1) return Kind::kOther;
  return english > 0 ? Kind::kEnglish : korean > 0 ? Kind::kKorean : Kind::kQuestion;
}

// Takes "- ", "* ", "+ " or "1. " away; says whether there was one.
bool TakeBullet(std::string_view& line) {
  size_t length = 0;
  if (!line.empty() && std::string_view("-*+").find(line[0]) != std::string_view::npos) {
    length = 1;
  } else {
    const size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
    if (digits == 0 || digits == line.size() || (line[digits] != '.' && line[digits] != ')')) return false;
    length = digits + 1;
  }
  if (length >= line.size() || (line[length] != ' ' && line[length] != '\t')) return false;
  line = Trim(line.substr(length));
  return true;
}

// Takes a colon away from the front, or the end.
bool TakeColon(std::string_view& text, bool front) {
  for (const std::string_view colon : {std::string_view(":"), kWideColon}) {
    if (front ? !text.starts_with(colon) : !text.ends_with(colon)) continue;
    front ? text.remove_prefix(colon.size()) : text.remove_suffix(colon.size());
    return true;
  }
  return false;
}

struct Parts {
  std::string_view key;
  std::string_view value;
};

// "**Key:** value", "**Key**: value"
std::optional<Parts> SplitBold(std::string_view line) {
  const std::string_view mark = line.substr(0, 2);
  const size_t close = line.find(mark, 2);
  if (close == std::string_view::npos) return std::nullopt;
  Parts parts{Trim(line.substr(2, close - 2)), Trim(line.substr(close + 2))};
  if (!TakeColon(parts.key, false) && !TakeColon(parts.value, true)) return std::nullopt;
  return parts;
}

// "Key: value"; "10:30" and "https://…" are none.
std::optional<Parts> SplitPlain(std::string_view line) {
  const size_t plain = line.find(':');
  const size_t wide = line.find(kWideColon);
  if (plain == wide) return std::nullopt;  // neither
  Parts parts{line.substr(0, std::min(plain, wide)), line.substr(std::min(plain, wide))};
  TakeColon(parts.value, true);
  if (plain < wide && !parts.value.empty() && parts.value[0] != ' ' && parts.value[0] != '\t') return std::nullopt;
  return parts;
}

std::optional<BenchmarkLabel> MakeLabel(const Parts& parts) {
  const std::string_view name = Trim(parts.key);
  if (!IsKey(name)) return std::nullopt;
  BenchmarkLabel label{Kind::kOther, JoinWords(name, '_'), std::string(Trim(parts.value))};
  if (label.key.empty()) return std::nullopt;
  label.kind = KindOf(label.key);
  std::string& value = label.value;
  if (label.kind == Kind::kId && value.size() > 2 && value.front() == '`' && value.back() == '`')
    value = value.substr(1, value.size() - 2);
  return label;
}

}  // namespace

std::optional<BenchmarkLabel> ReadBenchmarkLabel(std::string_view line) {
  bool marked = TakeBullet(line);
  std::optional<Parts> parts;
  if (line.starts_with("**") || line.starts_with("__")) {
    marked = true;
    parts = SplitBold(line);
  } else {
    parts = SplitPlain(line);
  }
  if (!parts) return std::nullopt;
  std::optional<BenchmarkLabel> label = MakeLabel(*parts);
  if (label && label->kind == Kind::kOther && !marked) return std::nullopt;
  return label;
}

std::optional<BenchmarkLabel> ReadCommentLabel(std::string_view comment) {
  const std::optional<Parts> parts = SplitPlain(comment);
  std::optional<BenchmarkLabel> label = parts ? MakeLabel(*parts) : std::nullopt;
  if (!label) return std::nullopt;
  const bool known = label->kind == Kind::kId || label->kind == Kind::kCategory || label->kind == Kind::kTags ||
                     label->kind == Kind::kCluster;
  return known ? label : std::nullopt;
}

std::optional<Kind> ReadHeadingLabel(std::string_view heading) {
  TakeColon(heading, false);
  if (!IsKey(Trim(heading))) return std::nullopt;
  const Kind kind = KindOf(JoinWords(heading, '_'));
  const bool label = kind == Kind::kQuestion || kind == Kind::kEnglish || kind == Kind::kKorean || kind == Kind::kSql;
  return label ? std::optional(kind) : std::nullopt;
}

bool HasHangul(std::string_view text) {
  bool found = false;
  ForEachCodePoint(text, [&](UChar32 c, std::string_view) {
    found = found || (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3131 && c <= 0x318E) || (c >= 0xAC00 && c <= 0xD7A3);
  });
  return found;
}

std::string SlugOf(std::string_view title) {
  static const RE2 number(
      R"((?i)\s*(?:(?:q|question|no\.?|질문|문제)\s*)?#?\d+\s*(?:(?:[.):]|：)(?:\s+|$)|\s[-–—]\s+|$))");
  re2::StringPiece rest(title.data(), title.size());
  RE2::Consume(&rest, number);
  std::string slug = JoinWords({rest.data(), rest.size()}, '-');
  if (CountCodePoints(slug) <= kMaxSlug) return slug;
  std::string cut;
  size_t count = 0;
  ForEachCodePoint(slug, [&](UChar32, std::string_view bytes) {
    if (count++ < kMaxSlug) cut += bytes;
  });
  if (cut.ends_with('-')) cut.pop_back();
  return cut;
}

}  // namespace harness
