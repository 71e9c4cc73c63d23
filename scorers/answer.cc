#include "scorers/answer.h"

#include <algorithm>

#include "harness/base/segment.h"
#include "harness/base/text.h"
#include "scorers/judged.h"
#include "scorers/likeness.h"

namespace harness {
namespace {

constexpr std::string_view kMarker = "ANSWER:";

// How many bytes of `line` fold to the first `folded` bytes of the folded line. Folding looks at one code point at a
// time.
size_t UnfoldedLength(std::string_view line, size_t folded) {
  if (IsAscii(line)) return folded;
  size_t at = 0;
  for (size_t done = 0; done < folded && at < line.size();) {
    size_t end = at + 1;
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) ++end;
    done += FoldCase(line.substr(at, end - at)).size();
    at = end;
  }
  return at;
}

// What follows the last marker, trimmed; nullopt if there is no marker.
std::optional<std::string_view> Behind(std::string_view text, std::string_view folded_marker) {
  const std::vector<std::string_view> lines = Split(text, "\r\n");
  for (size_t i = lines.size(); i-- > 0;) {
    const std::string folded = FoldCase(lines[i]);
    const size_t found = folded.rfind(folded_marker);
    if (found == std::string::npos) continue;
    std::string_view rest = Trim(lines[i].substr(UnfoldedLength(lines[i], found + folded_marker.size())));
    // A bold marker: "**ANSWER:**" is followed by two stars.
    while (rest.starts_with('*')) rest.remove_prefix(1);
    rest = Trim(rest);
    for (size_t next = i + 1; rest.empty() && next < lines.size(); ++next) rest = Trim(lines[next]);
    return rest;
  }
  return std::nullopt;
}

bool Holds(std::u32string_view set, char32_t c) {
  return set.find(c) != std::u32string_view::npos;
}

// Folded, without what stands around an answer and does not belong to it.
std::u32string Bare(std::string_view text) {
  constexpr std::u32string_view kAround = U" \t\u00A0\u3000*_`\"'\u2018\u2019\u201C\u201D";
  constexpr std::u32string_view kEnds = U".,;:!?\u2026\u3002\u3001\uFF01\uFF1F\uFF0E\uFF0C";
  std::u32string bare = CodePoints(FoldCase(text));
  while (!bare.empty() && (Holds(kAround, bare.back()) || Holds(kEnds, bare.back()))) bare.pop_back();
  const size_t begin = std::min(bare.find_first_not_of(kAround), bare.size());
  return bare.substr(begin);
}

class AnswerScorer final : public Scorer {
 public:
  explicit AnswerScorer(std::string marker) : marker_(std::move(marker)), folded_(FoldCase(marker_)) {}

  Score Judge(const Question& question, const CallContext&) override {
    const Result<std::vector<std::string>> wanted = ReferencesOf(*question.expected);
    if (!wanted) return Score::Error(wanted.error().Message());
    const TextView view(question.actual);
    const std::optional<std::string_view> answer = Behind(view.text(), folded_);
    if (!answer) return Score::Fail(fmt::format("nothing says '{}': {}", marker_, QuoteEnd(view.text())));
    const std::u32string bare = Bare(*answer);
    for (const std::string& one : *wanted)
      if (Bare(one) == bare) return Score::Pass();
    return Score::Fail(GotExpected(*answer, *wanted));
  }

 private:
  const std::string marker_;
  const std::string folded_;
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
