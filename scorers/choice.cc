#include "scorers/choice.h"

#include <algorithm>

#include "harness/base/segment.h"
#include "harness/base/text.h"
#include "scorers/judged.h"

namespace harness {
namespace {

constexpr std::string_view kLetters = "ABCD";
constexpr size_t kContext = 40;         // code points around a letter that say how it is meant
constexpr size_t kMostPlaces = 10'000;  // letters that stand alone in one text, chosen or not; with more it fails

using View = std::u32string_view;

// How clearly a letter is chosen.
enum class Rank {
  kNone,      // no letter, or one that is an article or denied
  kAlone,     // "I would take B"
  kEnclosed,  // "(B)", "**B**"
  kLine,      // a line that is "B", "B." or begins with "B)" or "(B)"
  kSaid,      // "the answer is B", "B is correct"
  kMarked,    // "ANSWER: B", "\boxed{B}"; of several the last counts
};

struct Place {
  size_t at = 0;  // in code points
  char letter = 0;
  Rank rank = Rank::kNone;
};

// Full-width letters and punctuation as ASCII's.
char32_t Narrow(char32_t c) {
  return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + '!' : c;
}

bool IsLatin(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (c >= 0xC0 && c <= 0x24F);
}

bool IsDecoration(char32_t c) {
  constexpr View kDecorations = U" \t*_`\"'()[]{}<>$\\\u2018\u2019\u201C\u201D";
  return kDecorations.find(c) != View::npos;
}

bool EndsWithAny(std::string_view text, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return text.ends_with(end); });
}

bool StartsWithAny(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return text.starts_with(start); });
}

View TrimEnd(View text) {
  while (!text.empty() && IsDecoration(text.back())) text.remove_suffix(1);
  return text;
}

View TrimStart(View text) {
  while (!text.empty() && IsDecoration(text.front())) text.remove_prefix(1);
  return text;
}

// What stands before and after a letter, in its line for the former, folded, without decorations next to it.
struct Surroundings {
  explicit Surroundings(View text, size_t at) {
    View head = text.substr(0, at);
    if (head.size() > kContext) head.remove_prefix(head.size() - kContext);
    const View tail = text.substr(at + 1, kContext);
    View trimmed = TrimEnd(head);
    // A marker may stand in the line above.
    while (!trimmed.empty() && trimmed.back() == '\n') trimmed = TrimEnd(trimmed.substr(0, trimmed.size() - 1));
    before = FoldCase(ToUtf8(trimmed));
    const size_t line = head.rfind(U'\n');
    starts_line =
        TrimStart(line == View::npos ? head : head.substr(line + 1)).empty() && (line != View::npos || at <= kContext);
    after = FoldCase(ToUtf8(TrimStart(tail)));
    next = tail.empty() ? U'\n' : tail[0];
    ends_line = TrimStart(tail).empty() || TrimStart(tail)[0] == '\n';
    previous = head.empty() ? U'\n' : head.back();
  }

  std::string before;
  std::string after;
  char32_t previous = 0;
  char32_t next = 0;
  bool starts_line = false;
  bool ends_line = false;
};

bool IsMarked(std::string_view before) {
  if (EndsWithAny(before, {"boxed", "boxed{\\text", "boxed{\\textbf"})) return true;
  if (!EndsWithAny(before, {":", "="})) return false;
  before.remove_suffix(1);
  while (!before.empty() && (before.back() == ' ' || before.back() == '*' || before.back() == '_'))
    before.remove_suffix(1);
  return EndsWithAny(before, {"answer", "choice", "정답", "답", "답안", "答案", "答え", "正解"});
}

bool IsSaid(const Surroundings& around) {
  std::string_view before = around.before;
  for (const std::string_view word : {"option", "choice", "letter"})
    if (before.ends_with(word)) before = Trim(before.substr(0, before.size() - word.size()));
  if (EndsWithAny(before, {"answer is", "answer is:", "answer would be", "answer should be", "answer must be",
                           "choice is", "option is", "i choose", "i would choose", "i pick", "i select", "go with",
                           "정답은", "답은", "答案是", "答案为", "答えは", "正解は"})) {
    return true;
  }
  return StartsWithAny(around.after, {"is correct", "is the correct", "is right", "is the right", "is the answer",
                                      "is the best answer", "가 정답", "이 정답", "가 맞", "이 맞"});
}

// "not" as a word of its own, at the beginning too.
bool EndsWithNot(std::string_view before) {
  constexpr std::string_view kNot = "not";
  if (!before.ends_with(kNot)) return false;
  before.remove_suffix(kNot.size());
  return before.empty() || static_cast<unsigned char>(before.back()) >= 0x80 ||
         !IsLatin(static_cast<unsigned char>(before.back()));
}

bool IsDenied(const Surroundings& around) {
  return EndsWithNot(around.before) || EndsWithAny(around.before, {"n't", "n\u2019t"}) ||
         StartsWithAny(around.after, {"is not", "isn't", "isn\u2019t", "is wrong", "is incorrect", "는 아니", "은 아니",
                                      "가 아니", "이 아니"});
}

// Before and behind a letter that stands alone.
bool Encloses(char32_t before, char32_t after) {
  return (before == '(' && after == ')') || (before == '[' && after == ']') || (before == '{' && after == '}') ||
         (before == '*' && after == '*') || (before == '"' && after == '"') || (before == '\'' && after == '\'') ||
         (before == '`' && after == '`') || (before == U'\u201C' && after == U'\u201D') ||
         (before == U'\u2018' && after == U'\u2019');
}

// The first word of a sentence, or a part of a name: "A cat", "I", "plan-B", "C's".
bool IsWord(char32_t letter, const Surroundings& around, View text, size_t at) {
  if (around.previous == '-' || around.next == '-' || around.next == '+' || around.next == '#') return true;
  const char32_t second = at + 2 < text.size() ? text[at + 2] : U'\n';
  if (around.next == '\'' || around.next == U'\u2019') return second >= 'a' && second <= 'z';
  const bool article = (letter == 'A' || letter == 'I') && around.next == ' ' && second >= 'a' && second <= 'z';
  return article && !StartsWithAny(around.after, {"or ", "and "});
}

Rank RankOf(View text, size_t at, bool upper) {
  const Surroundings around(text, at);
  if (IsDenied(around)) return Rank::kNone;
  if (IsMarked(around.before)) return Rank::kMarked;
  if (!upper) return around.starts_line && around.ends_line ? Rank::kLine : Rank::kNone;
  if (IsSaid(around)) return Rank::kSaid;
  if (IsWord(text[at], around, text, at)) return Rank::kNone;
  if (around.starts_line && (around.ends_line || around.next == ')' || around.next == '.' || around.next == ':'))
    return Rank::kLine;
  return Encloses(around.previous, around.next) ? Rank::kEnclosed : Rank::kAlone;
}

// The letters of `text` that stand alone, in order.
tl::expected<std::vector<Place>, Score> PlacesIn(View text, std::string_view letters, const CallContext& context) {
  constexpr size_t kPoll = 256;  // places between two looks at the time
  std::vector<Place> places;
  size_t seen = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (c >= 0x80 || (i > 0 && IsLatin(text[i - 1])) || (i + 1 < text.size() && IsLatin(text[i + 1]))) continue;
    const bool lower = c >= 'a' && c <= 'z';
    const char letter = static_cast<char>(lower ? c - 'a' + 'A' : c);
    if (letters.find(letter) == std::string_view::npos) continue;
    if (++seen > kMostPlaces)
      return tl::unexpected(Score::Fail(fmt::format("more than {} letters stand alone", kMostPlaces)));
    if (seen % kPoll == 0 && context.Expired()) return tl::unexpected(Score::Error("ran out of time"));
    const Rank rank = RankOf(text, i, !lower);
    if (rank != Rank::kNone) places.push_back({i, letter, rank});
  }
  return places;
}

// Whether a list goes on from one letter to the next: "A, B", "A or B", "A/B".
bool Listed(View text, const Place& one, const Place& next) {
  const std::string between = FoldCase(ToUtf8(text.substr(one.at + 1, std::min(next.at - one.at - 1, kContext))));
  std::string bare;
  for (const char c : between)
    if (!IsDecoration(static_cast<unsigned char>(c))) bare += c;
  return bare == "," || bare == "/" || bare == "&" || bare == "and" || bare == "or" || bare == ",and" ||
         bare == ",or" || bare == "와" || bare == "과" || bare == "또는";
}

void AddLetter(std::string& letters, char letter) {
  if (letters.find(letter) == std::string::npos) letters += letter;
}

// One letter: that is chosen. None, or several, which are said equally clearly.
std::string ChosenIn(View text, const std::vector<Place>& places) {
  const auto clearest =
      std::max_element(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.rank < b.rank; });
  std::string chosen;
  if (clearest == places.end()) return chosen;
  for (size_t i = 0; i < places.size(); ++i) {
    if (places[i].rank != clearest->rank) continue;
    if (clearest->rank == Rank::kMarked) chosen.clear();  // the last marker counts
    AddLetter(chosen, places[i].letter);
    for (size_t j = i; clearest->rank >= Rank::kSaid && j + 1 < places.size() && Listed(text, places[j], places[j + 1]);
         ++j)
      AddLetter(chosen, places[j + 1].letter);
  }
  return chosen;
}

// "A, B and C"
std::string Enumerated(std::string_view letters) {
  std::string text;
  for (size_t i = 0; i < letters.size(); ++i) {
    if (i > 0) text += i + 1 == letters.size() ? " and " : ", ";
    text += letters[i];
  }
  return text;
}

class ChoiceScorer final : public Scorer {
 public:
  explicit ChoiceScorer(std::string letters) : letters_(std::move(letters)) {}

  Score Judge(const Question& question, const CallContext& context) override {
    const std::string expected =
        question.expected->is_structured() ? "" : std::string(Trim(JsonText(*question.expected)));
    const char wanted = expected.size() == 1 ? Upper(expected[0]) : '\0';
    if (wanted == '\0' || letters_.find(wanted) == std::string::npos) {
      return Score::Error(
          fmt::format("what is expected is none of {}: {}", Enumerated(letters_), QuoteJson(*question.expected)));
    }
    const TextView view(question.actual);
    std::u32string text = CodePoints(view.text());
    std::transform(text.begin(), text.end(), text.begin(), Narrow);
    const auto places = PlacesIn(text, letters_, context);
    if (!places) return places.error();
    const std::string chosen = ChosenIn(text, *places);
    if (chosen.size() == 1 && chosen[0] == wanted) return Score::Pass();
    if (chosen.empty())
      return Score::Fail(fmt::format("chooses none of {}: {}", Enumerated(letters_), QuoteEnd(view.text())));
    if (chosen.size() == 1) return Score::Fail(fmt::format("chooses {}, expected {}", chosen, wanted));
    return Score::Fail(
        fmt::format("says {} equally clearly, expected {}: {}", Enumerated(chosen), wanted, QuoteEnd(view.text())));
  }

  static char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

 private:
  const std::string letters_;
};

Result<std::string> ReadLetters(const Node& config) {
  const Node* node = config.Find("letters");
  if (!node) return std::string(kLetters);
  std::string letters;
  for (const char c : node->AsString()) {
    const char letter = ChoiceScorer::Upper(c);
    if (letter < 'A' || letter > 'Z' || letters.find(letter) != std::string::npos)
      return node->Fail("'letters' must be different letters from A to Z, such as ABCDE");
    letters += letter;
  }
  if (letters.size() < 2) return node->Fail("'letters' must be at least two letters");
  return letters;
}

Result<std::unique_ptr<Scorer>> MakeChoice(const Node& config, const Services&) {
  Result<std::string> letters = ReadLetters(config);
  if (!letters) return Unexpected(letters.error());
  if (const Node* value = config.Find("value")) {
    const std::string_view wanted = Trim(value->AsString());
    if (wanted.size() != 1 || letters->find(ChoiceScorer::Upper(wanted[0])) == std::string::npos)
      return value->Fail("what is expected is none of {}: {}", Enumerated(*letters), Quote(value->AsString()));
  }
  return std::make_unique<ChoiceScorer>(*std::move(letters));
}

}  // namespace

ScorerType ChoiceScorerType() {
  ScorerType type;
  type.name = "choice";
  type.doc = "The output chooses the expected letter of several, in free text.";
  type.value = kText;
  type.shape.fields = {{.name = "letters", .types = kText, .doc = "What there is to choose from; ABCD without it."}};
  type.make = MakeChoice;
  return type;
}

}  // namespace harness
