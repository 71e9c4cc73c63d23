// Loads a scorer from a line of YAML and judges with it, as a suite does, without a suite.
//
// Applies the rules of the format that concern a scorer's configuration (a scalar or list is the `value`, options stand
// in the map) and the shape check; none of the options that every scorer knows.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "harness/core/catalogue.h"
#include "harness/suite/yaml.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/fake_models.h"

namespace harness {

class ScorerRig {
 public:
  explicit ScorerRig(std::vector<ScorerType> types) : types_(std::move(types)) {}

  // `text` is a suite with one entry under `score`, read from the file suite.yaml in `folder`.
  Result<std::unique_ptr<Scorer>> Load(const std::string& text, const std::string& folder = "") {
    const auto found = Read(text, folder);
    if (!found) return Unexpected(found.error());
    return found->first->make(found->second, services());
  }

  Result<std::unique_ptr<Comparer>> LoadComparer(const std::string& text) {
    const auto found = Read(text, "");
    if (!found) return Unexpected(found.error());
    return found->first->make_comparer(found->second, services());
  }

  // The type of the entry, and its checked options.
  Result<std::pair<const ScorerType*, Node>> Read(const std::string& text, const std::string& folder) {
    const std::string path = folder.empty() ? "suite.yaml" : folder + "/suite.yaml";
    Diagnostics diagnostics;
    const auto root = ParseYaml(std::make_shared<Source>(Source{path, text}), diagnostics);
    if (!root || !diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
    const Node::Entry entry = root->Find("score")->items().at(0).entries().at(0);
    const std::string name = entry.key.AsString();
    const auto type = std::find_if(types_.begin(), types_.end(), [&](const ScorerType& t) { return t.name == name; });
    if (type == types_.end()) return Fail("no scorer is called {}", name);
    const Node config = ConfigOf(entry);
    Shape shape = type->shape;
    if (type->value != 0) shape.fields.push_back({.name = "value", .types = type->value, .doc = "literal"});
    if (!CheckShape(config, shape, diagnostics)) return Unexpected(std::move(diagnostics).ToError());
    value_.reset();
    const Node* value = config.Find("value");
    if (value && type->needs == Needs::kExpected) value_ = value->ToJson();
    if (const std::string absent = type->absent ? type->absent(config, services()) : ""; !absent.empty())
      return config.Fail("{}", absent);
    return std::pair(&*type, config);
  }

  Services services() {
    return {clock_, *files_, *processes_, http_, log_, environment_, 0, nullptr, &models_, nullptr, &secrets_};
  }

  // What a target has to show in a comparison: its answer, or none because it failed or could not be asked.
  struct Shown {
    std::string target;
    std::optional<std::string> answer;
    bool unknown = false;
  };

  // Compares with the comparer of one line: "pairwise: { criterion: brevity, against: a }".
  std::vector<Score> Compare(const std::string& line, const std::vector<Shown>& all,
                             const std::optional<Json>& expected = {}) {
    const auto comparer = LoadComparer("score:\n  - " + line + "\n");
    if (!comparer) return {Score::Error("does not load: " + comparer.error().Render())};
    const CallContext context{clock_, clock_.SteadyNow() + std::chrono::seconds(60), {}, {}, 0};
    std::vector<Output> outputs;
    std::vector<Json> parts;
    for (const Shown& one : all) {
      outputs.push_back(Output::Text(one.answer.value_or("")));
      parts.emplace_back(one.answer.value_or(""));
    }
    std::vector<Contender> contenders;
    for (size_t i = 0; i < all.size(); ++i)
      contenders.push_back({all[i].target, outputs[i], all[i].answer ? &parts[i] : nullptr, all[i].unknown, context});
    return (*comparer)->Compare(test_, expected ? &*expected : nullptr, contenders);
  }

  // "" when `text` loads.
  std::string LoadError(const std::string& text, const std::string& folder = "") {
    const auto scorer = Load(text, folder);
    return scorer ? "" : scorer.error().Render();
  }

  // Judges `output`, or the part of it that is `actual`, with the scorer of one line: "regex: 'a+'".
  Score Judge(const std::string& line, const Output& output, const Json& actual, std::optional<Json> expected = {}) {
    const auto scorer = Load("score:\n  - " + line + "\n");
    if (!scorer) return Score::Error("does not load: " + scorer.error().Render());
    if (value_) expected = value_;
    const CallContext context{clock_, clock_.SteadyNow() + std::chrono::seconds(60), {}, {}, 0};
    return (*scorer)->Judge({test_, output, actual, expected ? &*expected : nullptr}, context);
  }

  Score JudgeText(const std::string& line, const std::string& text, std::optional<Json> expected = {}) {
    return Judge(line, Output::Text(text), text, std::move(expected));
  }

  Score JudgeJson(const std::string& line, const Json& json, std::optional<Json> expected = {}) {
    return Judge(line, Output::Structured(json), json, std::move(expected));
  }

  FakeHttp& http() { return http_; }
  FakeModels& models() { return models_; }
  const Secrets& secrets() const { return secrets_; }  // what the scorers made known
  Case& test() { return test_; }                       // what is judged an answer to

 private:
  class Silence final : public Log {
    void Write(LogLevel, std::string_view) override {}
  };

  static Node ConfigOf(const Node::Entry& entry) {
    if (entry.value.IsMap()) return entry.value;
    const Place place = entry.key.place();
    const Node config = Node::Map({}, entry.key.source(), place.line, place.column);
    if (entry.value.IsNull()) return config;
    return config.With(
        {Node::Scalar(Node::Kind::kString, "value", entry.key.source(), place.line, place.column), entry.value});
  }

  std::vector<ScorerType> types_;
  FakeClock clock_;
  std::unique_ptr<Files> files_ = MakeFiles();
  std::unique_ptr<Processes> processes_ = MakeProcesses("");
  FakeHttp http_;
  Secrets secrets_;
  FakeModels models_;
  Case test_;
  Silence log_;
  std::map<std::string, std::string> environment_;
  std::optional<Json> value_;
};

}  // namespace harness
