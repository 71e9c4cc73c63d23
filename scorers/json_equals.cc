#include "scorers/json_equals.h"

#include <algorithm>
#include <set>

#include "harness/base/text.h"
#include "scorers/judged.h"

namespace harness {
namespace {

constexpr size_t kNamed = 5;   // differences that are shown
constexpr size_t kShown = 40;  // code points of a value in the reason

// Walks two values side by side; the depth of both is bounded by ParseJson.
class Differences {
 public:
  explicit Differences(const std::set<std::string>& ignored) : ignored_(ignored) {}

  void Compare(const Json* actual, const Json* expected) {
    if (ignored_.contains(path_)) return;
    if (!actual || !expected) return Add(actual, expected);
    if (actual->is_object() && expected->is_object()) return CompareMembers(*actual, *expected);
    if (actual->is_array() && expected->is_array()) return CompareItems(*actual, *expected);
    if (!JsonEqual(*actual, *expected)) Add(actual, expected);
  }

  size_t count() const { return count_; }
  const Json& shown() const { return shown_; }

  std::string Text() const {
    std::string text;
    for (const Json& difference : shown_) text += (text.empty() ? "" : "; ") + Describe(difference);
    if (count_ > shown_.size()) text += fmt::format("; and {} more", count_ - shown_.size());
    return text;
  }

 private:
  void CompareMembers(const Json& actual, const Json& expected) {
    for (const auto& [key, value] : expected.get_ref<const Json::object_t&>()) {
      const auto found = actual.find(key);
      Below(key, found == actual.end() ? nullptr : &*found, &value);
    }
    for (const auto& [key, value] : actual.get_ref<const Json::object_t&>())
      if (!expected.contains(key)) Below(key, &value, nullptr);
  }

  void CompareItems(const Json& actual, const Json& expected) {
    for (size_t i = 0; i < std::max(actual.size(), expected.size()); ++i) {
      Below(std::to_string(i), i < actual.size() ? &actual[i] : nullptr, i < expected.size() ? &expected[i] : nullptr);
    }
  }

  void Below(const std::string& step, const Json* actual, const Json* expected) {
    const size_t length = path_.size();
    path_ += '/';
    for (const char c : step) {
      if (c == '~')
        path_ += "~0";
      else if (c == '/')
        path_ += "~1";
      else
        path_ += c;
    }
    Compare(actual, expected);
    path_.resize(length);
  }

  void Add(const Json* actual, const Json* expected) {
    if (++count_ > kNamed) return;
    Json difference = {{"at", path_}};
    if (actual) difference["got"] = *actual;
    if (expected) difference["expected"] = *expected;
    shown_.push_back(std::move(difference));
  }

  static std::string Describe(const Json& difference) {
    const auto& at = difference["at"].get_ref<const std::string&>();
    const std::string where = at.empty() ? "" : Abbreviate(at, 2 * kShown) + ": ";
    const auto shown = [&](const char* side) { return Abbreviate(CanonicalJson(difference[side]), kShown); };
    if (!difference.contains("got")) return fmt::format("{}missing, expected {}", where, shown("expected"));
    if (!difference.contains("expected")) return fmt::format("{}not expected, got {}", where, shown("got"));
    return fmt::format("{}got {}, expected {}", where, shown("got"), shown("expected"));
  }

  const std::set<std::string>& ignored_;
  std::string path_;
  size_t count_ = 0;
  Json shown_ = Json::array();
};

class JsonEqualsScorer final : public Scorer {
 public:
  explicit JsonEqualsScorer(std::set<std::string> ignored) : ignored_(std::move(ignored)) {}

  Score Judge(const Question& question, const CallContext&) override {
    const Result<JsonView> view = JsonView::Of(question);
    if (!view) return Score::Fail(view.error().Message());
    const Json* expected = question.expected;
    std::optional<Json> read;
    if (expected->is_string()) read = ContainerIn(expected->get_ref<const std::string&>());
    if (read && !view->json().is_string()) expected = &*read;
    Differences differences(ignored_);
    differences.Compare(&view->json(), expected);
    if (differences.count() == 0) return Score::Pass();
    Score score = Score::Fail(differences.Text());
    score.evidence = differences.shown();
    return score;
  }

 private:
  const std::set<std::string> ignored_;
};

Result<std::unique_ptr<Scorer>> MakeJsonEquals(const Node& config, const Services&) {
  std::set<std::string> ignored;
  Diagnostics diagnostics;
  if (const Node* list = config.Find("ignore")) {
    for (const Node& node : list->IsList() ? list->items() : std::vector<Node>{*list}) {
      const Result<JsonPointer> pointer = JsonPointer::Parse(node.AsString());
      if (pointer)
        ignored.insert(pointer->text());
      else
        diagnostics.Add(node.MakeDiagnostic(pointer.error().Message()));
    }
  }
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  return std::make_unique<JsonEqualsScorer>(std::move(ignored));
}

}  // namespace

ScorerType JsonEqualsScorerType() {
  ScorerType type;
  type.name = "json-equals";
  type.doc = "The output is JSON that equals what is expected; the reason shows the differences.";
  type.shape.fields = {{.name = "ignore",
                        .types = kText | kTextList,
                        .doc = "JSON pointers to what is not compared, with all below it."}};
  type.make = MakeJsonEquals;
  return type;
}

}  // namespace harness
