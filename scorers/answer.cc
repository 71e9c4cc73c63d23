#include "scorers/answer.h"

#include <algorithm>

#include "harness/base/marked_answer.h"
#include "harness/base/segment.h"
#include "harness/base/text.h"
#include "scorers/judged.h"
#include "scorers/likeness.h"

namespace harness {
namespace {

constexpr std::string_view kMarker = "ANSWER:";

bool Holds(std::u32string_view set, char32_t c) {
  return set.find(c) != std::u32string_view::npos;
}

constexpr std::u32string_view kAround = U" \t\u00A0\u3000*_`\"'\u2018\u2019\u201C\u201D";
constexpr std::u32string_view kEnds = U".,;:!?\u2026\u3002\u3001\uFF01\uFF1F\uFF0E\uFF0C";

std::u32string_view Stripped(std::u32string_view text) {
  while (!text.empty() && (Holds(kAround, text.back()) || Holds(kEnds, text.back()))) text.remove_suffix(1);
  while (!text.empty() && Holds(kAround, text.front())) text.remove_prefix(1);
  return text;
}

// "(B)" and "[B]"; brackets around more than a word belong to it.
bool IsBracketed(std::u32string_view text) {
  if (text.size() < 3) return false;
  const bool pair = (text.front() == '(' && text.back() == ')') || (text.front() == '[' && text.back() == ']');
  return pair && text.substr(1, text.size() - 2).find_first_of(U" \t,;()[]") == std::u32string_view::npos;
}

// Folded, without what stands around an answer and does not belong to it.
std::u32string Bare(std::string_view text) {
  const std::u32string folded = CodePoints(FoldCase(text));
  std::u32string_view bare = Stripped(folded);
  if (IsBracketed(bare)) bare = Stripped(bare.substr(1, bare.size() - 2));
  return std::u32string(bare);
}

// Where nothing but marks is left out of one of them, they are compared as they are.
bool IsSame(std::string_view answer, std::string_view wanted) {
  const std::u32string bare = Bare(answer);
  const std::u32string bare_wanted = Bare(wanted);
  if (bare.empty() || bare_wanted.empty()) return FoldCase(Trim(answer)) == FoldCase(Trim(wanted));
  return bare == bare_wanted;
}

class AnswerScorer final : public Scorer {
 public:
  explicit AnswerScorer(std::string marker) : marker_(std::move(marker)) {}

  Score Judge(const Question& question, const CallContext&) override {
    const Result<std::vector<std::string>> wanted = ReferencesOf(*question.expected);
    if (!wanted) return Score::Error(wanted.error().Message());
    const TextView view(question.actual);
    const std::optional<std::string_view> answer = BehindMarker(view.text(), marker_);
    if (!answer) return Score::Fail(fmt::format("nothing says '{}': {}", marker_, QuoteEnd(view.text())));
    for (const std::string& one : *wanted)
      if (IsSame(*answer, one)) return Score::Pass();
    return Score::Fail(GotExpected(*answer, *wanted));
  }

 private:
  const std::string marker_;
};

Result<std::unique_ptr<Scorer>> MakeAnswer(const Node& config, const Services&) {
  const Node* value = config.Find("value");
  if (value && value->IsList() && value->items().empty()) return value->Fail("the list of answers is empty");
  const Node* marker = config.Find("marker");
  if (!marker) return std::make_unique<AnswerScorer>(std::string(kMarker));
  const std::string& text = marker->AsString();
  if (Trim(text).empty()) return marker->Fail("'marker' must not be blank");
  if (text.find_first_of("\r\n") != std::string::npos) return marker->Fail("'marker' must be one line");
  return std::make_unique<AnswerScorer>(text);
}

}  // namespace

ScorerType AnswerScorerType() {
  ScorerType type;
  type.name = "answer";
  type.doc = "What the output says behind a marker is what is expected.";
  type.value = kText | kTextList;
  type.shape.fields = {{.name = "marker",
                        .types = kText,
                        .doc = "What the answer stands behind; 'ANSWER:' without it. The last counts."}};
  type.make = MakeAnswer;
  return type;
}

}  // namespace harness
