#include "generators/phrase_column.h"

#include "generators/grammar.h"
#include "harness/suite/yaml.h"

namespace harness {
namespace {

// What the columns of one record hold.
class RecordValues final : public Grammar::Values {
 public:
  using Reads = std::vector<std::pair<std::string, size_t>>;

  RecordValues(const Reads& reads, const Records& records, size_t record)
      : reads_(reads), records_(records), at_(record) {}

  void Append(const std::string& name, std::string& to) const override {
    for (const auto& [read, column] : reads_)
      if (read == name) return records_.columns[column][at_].AppendText(to);
  }

  const Scope& scope() const override {
    if (names_.empty())
      for (const auto& [name, column] : reads_) names_[name] = records_.columns[column][at_].ToJson();
    return scope_;
  }

 private:
  const Reads& reads_;
  const Records& records_;
  const size_t at_;
  mutable Json names_ = Json::object();  // made when a condition asks first
  const JsonScope scope_{names_};
};

class PhraseColumn final : public DataColumn {
 public:
  PhraseColumn(Grammar grammar, RecordValues::Reads reads, Rng draws)
      : grammar_(std::move(grammar)), reads_(std::move(reads)), draws_(draws) {}

  Result<> Fill(Records& records, std::span<Datum> cells) const override {
    for (size_t i = 0; i < cells.size(); ++i) {
      Rng rng = draws_.With(records.first + i);
      const RecordValues values(reads_, records, i);
      const Result<std::string> text = grammar_.Write(rng, values);
      if (!text) return Unexpected(OfRecord(text.error(), records.first + i));
      cells[i] = Datum::Text(records.texts.Keep(*text));
    }
    return {};
  }

 private:
  static Error OfRecord(const Error& error, uint64_t record) {
    Diagnostic diagnostic = error.diagnostics()[0];
    diagnostic.message = fmt::format("record {}: {}", record + 1, diagnostic.message);
    return Error(std::move(diagnostic));
  }

  const Grammar grammar_;
  const RecordValues::Reads reads_;
  const Rng draws_;
};

const std::string& StartOf(const Node& config) {
  static const std::string kStart = "start";
  const Node* start = config.Find("start");
  return start ? start->AsString() : kStart;
}

// The rules of a file in the place of its name.
Result<Node> Expand(const Node& config, Files& files) {
  const Node *file = config.Find("file"), *rules = config.Find("rules");
  if ((file != nullptr) == (rules != nullptr))
    return config.Fail("a phrase has either 'rules' or the 'file' that holds them");
  if (rules) return config;
  Diagnostics mistakes;
  const std::optional<Node> tree = ReadYaml(files, file->AsPath(), mistakes);
  if (!mistakes.empty() || !tree) return Unexpected(std::move(mistakes).ToError());
  if (!tree->IsMap()) return tree->Fail("a grammar is a map of rules, found {}", Describe(tree->kind()));
  const Place place = file->place();
  Node key = Node::Scalar(Node::Kind::kString, "rules", file->source(), place.line, place.column);
  return config.Without("file").With({std::move(key), *tree});
}

Result<std::map<std::string, Node>> Reads(const Node& config, Files&) {
  return Grammar::Read(*config.Find("rules"), StartOf(config)).map([](const Grammar& grammar) {
    return grammar.names();
  });
}

Result<std::unique_ptr<DataColumn>> MakePhrase(const Node& config, const DataColumnContext& context) {
  Result<Grammar> grammar = Grammar::Read(*config.Find("rules"), StartOf(config));
  if (!grammar) return Unexpected(grammar.error());
  RecordValues::Reads reads;
  for (const auto& [name, place] : grammar->names()) reads.emplace_back(name, context.index_of(name));
  return std::make_unique<PhraseColumn>(*std::move(grammar), std::move(reads), context.draws);
}

}  // namespace

ColumnType PhraseColumnType() {
  ColumnType type;
  type.name = "phrase";
  type.doc = "A text that a weighted grammar writes, without a model.";
  type.value = {.name = "",
                .types = kMap,
                .doc = "",
                .shape = std::make_shared<Shape>(
                    Shape{{{.name = "file", .types = kText, .doc = "A file of rules."},
                           {.name = "rules", .types = kMap, .doc = "The rules, each a text or a list of alternatives."},
                           {.name = "start", .types = kText, .doc = "The rule to begin with (default start)."}}})};
  type.expand = Expand;
  type.reads = Reads;
  type.make = MakePhrase;
  return type;
}

}  // namespace harness
