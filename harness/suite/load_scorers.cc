#include "harness/suite/load_scorers.h"

#include <algorithm>
#include <utility>

#include "harness/base/digest.h"
#include "harness/base/text.h"
#include "harness/suite/gate.h"
#include "harness/suite/load_calibration.h"
#include "harness/suite/load_comparers.h"
#include "harness/suite/unnamed.h"

namespace harness {
namespace {

constexpr std::string_view kNot = "not-";
constexpr std::chrono::hours kNoHurry{24 * 7};
constexpr uint64_t kMaxText = 16 << 20;  // bytes of a file in place of a text
// Of what is done around every scorer (extract, at, threshold, not-): raised when a score may become another by it.
constexpr int kScoringVersion = 1;

bool Has(const Shape& shape, std::string_view name) {
  return std::any_of(shape.fields.begin(), shape.fields.end(), [&](const Field& f) { return f.name == name; });
}

const Field* FindField(const Shape& shape, std::string_view name) {
  const auto found =
      std::find_if(shape.fields.begin(), shape.fields.end(), [&](const Field& f) { return f.name == name; });
  return found == shape.fields.end() ? nullptr : &*found;
}

// { file: PATH }
bool IsTextFile(const Node& node) {
  if (node.entries().size() != 1 || node.entries()[0].key.AsString() != "file") return false;
  const Node& path = node.entries()[0].value;
  return path.IsScalar() && !path.IsNull();
}

// A literal as JSON. Where only texts are taken, 5 is "5".
Json ValueJson(const Node& value, unsigned types) {
  constexpr unsigned kOther = kBool | kInteger | kNumber;
  if (value.IsScalar() && !value.IsNull() && (types & kText) != 0 && (types & kOther) == 0) return value.AsString();
  if (value.IsList() && (types & kTextList) != 0 && (types & kList) == 0) return ReadTexts(value);
  return value.ToJson();
}

// Two entries are the same if they say the same of the same turn and stand in the same folder, which relative paths are
// relative to.
std::string Identity(const Node& node, int turn) {
  return fmt::format("{}\n{}\n{}", turn, node.folder(), CanonicalJson(node.ToJson()));
}

// What stands behind the name of a scorer of one turn.
std::string TurnSuffix(const ScorerSpec& spec) {
  return spec.turn > 0 ? fmt::format("[{}]", spec.turn) : "";
}

}  // namespace

const Json* ExpectedOf(const ScorerSpec& spec, const Case& test) {
  if (spec.value) return &*spec.value;
  return test.expected ? spec.expected.Find(*test.expected) : nullptr;
}

Shape CommonScorerOptions() {
  const std::string any_text = "What is judged against, instead of the case's expected; a text may be { file: PATH }.";
  return {{
      {"name", kText, "What reports and gates call it; by default its type."},
      {"weight", kNumber, "Its weight in the roll-up; 0: reported, not decisive."},
      {"threshold", kNumber, "Pass when the value, from 0 to 1, reaches it."},
      {"when", kText, "An expression; where it does not hold the scorer is skipped."},
      {"optional", kBool, "Skip it when what it needs is absent, instead of refusing the suite."},
      {"at", kText, "JSON pointer to the judged part of the output; by default the whole."},
      {"expected", kText, "JSON pointer into the case's expected; by default the whole."},
      {"value", kAnything, any_text},
      {"calibration", kText, "A record of harness judge calibrate: reports correct the scorer's pass rate by it."},
      {"extract", kText, "How the judged part is taken from prose.", false, {"none", "text", "json", "sql", "answer"}},
  }};
}

bool ScorerLoader::Mistake(const Node& node, std::string message) {
  diagnostics_.Add(node.MakeDiagnostic(std::move(message)));
  return false;
}

std::vector<std::string> ScorerLoader::TypeNames() const {
  std::vector<std::string> names;
  names.reserve(catalogue_.scorers.size());
  for (const ScorerType& type : catalogue_.scorers) names.push_back(type.name);
  return names;
}

const ScorerType* ScorerLoader::FindType(std::string_view written) const {
  if (written.starts_with(kNot)) written.remove_prefix(kNot.size());
  for (const ScorerType& type : catalogue_.scorers)
    if (type.name == written) return &type;
  return nullptr;
}

std::vector<int> ScorerLoader::Add(const Node& list, bool share, int turn) {
  std::vector<int> indexes;
  std::map<std::string, size_t> used;  // by this list
  for (const Node& node : list.items()) {
    if (diagnostics_.full()) break;
    const std::string identity = share ? Identity(node, turn) : "";
    std::vector<int>* same = share ? &shared_[identity] : nullptr;
    const size_t nth = share ? used[identity]++ : 0;
    if (same && nth < same->size()) {
      indexes.push_back((*same)[nth]);
      continue;
    }
    const int index = static_cast<int>(specs_.size());
    Entry entry;
    ScorerSpec spec;
    spec.turn = turn;
    if (ReadEntry(node, entry))
      BuildListed(entry, spec);
    else
      all_named_ = false;
    specs_.push_back(std::move(spec));
    indexes.push_back(index);
    if (same) same->push_back(index);
  }
  return indexes;
}

bool ScorerLoader::ReadEntry(const Node& node, Entry& entry) {
  const bool bare = node.IsString();
  const Node::Entry* type_key = nullptr;
  if (bare) {
    entry.type = FindType(node.AsString());
    if (!entry.type) diagnostics_.Add(node.MakeDiagnostic(UnknownName("scorer", node.AsString(), TypeNames())));
  } else if (node.IsMap()) {
    type_key = FindTypeKey(node);
    if (type_key) entry.type = FindType(type_key->key.AsString());
  } else {
    (void)Mistake(node, fmt::format("a scorer is a name, or a map such as {{ contains: text }}; found {}",
                                    Describe(node.kind())));
  }
  if (!entry.type) {
    return false;
  }
  entry.key = bare ? node : type_key->key;
  return bare || TakeOptions(node, *type_key, entry);
}

const Node::Entry* ScorerLoader::FindTypeKey(const Node& node) {
  const Node::Entry* found = nullptr;
  for (const Node::Entry& entry : node.entries()) {
    if (!FindType(entry.key.AsString())) continue;
    if (found) {
      (void)Mistake(entry.key, fmt::format("one scorer type is expected here, found {} and {}", found->key.AsString(),
                                           entry.key.AsString()));
      return nullptr;
    }
    found = &entry;
  }
  if (!found) MissingType(node);
  return found;
}

// No key is a type: one that is no option either was probably meant to be.
void ScorerLoader::MissingType(const Node& node) {
  const Shape common = CommonScorerOptions();
  for (const Node::Entry& entry : node.entries()) {
    if (Has(common, entry.key.AsString())) continue;
    diagnostics_.Add(entry.key.MakeDiagnostic(UnknownName("scorer", entry.key.AsString(), TypeNames())));
    return;
  }
  (void)Mistake(node, "one scorer type is expected here, found none");
}

bool ScorerLoader::TakeOptions(const Node& node, const Node::Entry& type_key, Entry& entry) {
  const Node& body = type_key.value;
  const std::string& type = type_key.key.AsString();
  bool good = true;
  const bool text_file = IsTextFile(body) && !Has(entry.type->shape, "file");
  if (body.IsMap() && !text_file) {
    entry.options = body.entries();
  } else if (!body.IsNull()) {
    const Place place = body.place();
    entry.options.push_back(
        {Node::Scalar(Node::Kind::kString, "value", body.source(), place.line, place.column), body});
    entry.bare_value = true;
  }
  for (const Node::Entry& option : node.entries())
    if (option.key.AsString() != type) good = AddOption(option, type, entry) && good;
  return good;
}

// An option from beside the type, which must not be in its map too.
bool ScorerLoader::AddOption(const Node::Entry& option, const std::string& type, Entry& entry) {
  const auto same = std::find_if(entry.options.begin(), entry.options.end(),
                                 [&](const Node::Entry& e) { return e.key.AsString() == option.key.AsString(); });
  if (same == entry.options.end()) {
    entry.options.push_back(option);
    return true;
  }
  const Place first = same->key.place();
  return Mistake(option.key, fmt::format("'{}' is given twice: beside '{}' here, and within it on line {}, column {}",
                                         option.key.AsString(), type, first.line, first.column));
}

// An entry of a list of the suite's, with the hash of its configuration: its type, its options but those that do not
// touch its scores, and what was read from files for it and whatever stands within it.
void ScorerLoader::BuildListed(const Entry& entry, ScorerSpec& spec) {
  const size_t read_before = texts_.size();
  vouched_ = true;
  (void)Build(entry, spec);
  if (!vouched_) return;
  Json config = {{"scoring", kScoringVersion}, {"type", entry.key.AsString()}, {"version", entry.type->version}};
  if (spec.turn > 0) config["turn"] = spec.turn;
  Json& options = config["options"] = Json::object();
  for (const Node::Entry& option : entry.options) {
    const std::string& name = option.key.AsString();
    if (name != "name" && name != "weight" && name != "optional" && name != "calibration")
      options[name] = option.value.ToJson();
  }
  spec.info.config = Hex(Sha256Of(CanonicalJson(config) + texts_.substr(read_before)));
}

bool ScorerLoader::Build(const Entry& entry, ScorerSpec& spec) {
  const std::string& type = entry.key.AsString();
  std::vector<Node::Entry> common_entries, own_entries;
  bool good = SortOptions(entry, common_entries, own_entries);
  const Place place = entry.key.place();
  const Node common = Node::Map(std::move(common_entries), entry.key.source(), place.line, place.column);
  Node config = Node::Map(std::move(own_entries), entry.key.source(), place.line, place.column);
  spec.info.type = type;
  spec.negate = type.starts_with(kNot);
  spec.needs = entry.type->needs;
  spec.extract = entry.type->extract;
  good = TakeName(common.Find("name"), spec) && good;
  good = CheckShape(common, CommonScorerOptions(), diagnostics_) && good;
  good = good && ReadCommon(common, spec);
  good = CheckShape(config, entry.type->shape, diagnostics_) && good;
  if (entry.type->combination != Combination::kNone) return MakeGroup(entry, common, config, spec) && good;
  if (const Node* given = common.Find("value")) {
    Node value = *given;
    good = (!IsTextFile(value) || ReadText(value)) && ReadValue(entry, value, spec) && good;
    config = config.With(
        {Node::Scalar(Node::Kind::kString, "value", value.source(), value.place().line, value.place().column), value});
  }
  if (good && entry.type->make_comparer) good = CheckComparer(entry.key, config, targets_, spec.turn, diagnostics_);
  const Node* optional = common.Find("optional");
  return good && Make(entry, config, optional && optional->AsBool(), spec);
}

// Into those that every scorer knows and those of its type, whose { file: PATH } are read.
bool ScorerLoader::SortOptions(const Entry& entry, std::vector<Node::Entry>& common, std::vector<Node::Entry>& own) {
  const Shape common_shape = CommonScorerOptions();
  bool good = true;
  for (const Node::Entry& option : entry.options) {
    const std::string& name = option.key.AsString();
    if (const Field* field = FindField(entry.type->shape, name)) {
      own.push_back(option);
      const bool text = (field->types & kText) != 0 && (field->types & kMap) == 0;
      if (text && IsTextFile(option.value)) good = ReadText(own.back().value) && good;
      if (name == "file" && option.value.IsString()) NoteFile(option.value);
      if (!text && IsTextFile(option.value)) NoteFile(option.value.entries()[0].value);
    } else if (Has(common_shape, name)) {
      common.push_back(option);
    } else {
      std::vector<std::string> known = FieldNames(entry.type->shape);
      const std::vector<std::string> others = FieldNames(common_shape);
      known.insert(known.end(), others.begin(), others.end());
      std::string message = UnknownName(fmt::format("option of {}:", entry.type->name), name, known);
      if ((entry.type->value & kMap) != 0) message += "; a map that is the value is written { value: { … } }";
      good = Mistake(option.key, std::move(message));
    }
  }
  return good;
}

bool ScorerLoader::TakeName(const Node* name, ScorerSpec& spec) {
  if (!name || !name->IsScalar() || name->IsNull()) return true;
  spec.info.name = name->AsString() + TurnSuffix(spec);
  if (Trim(name->AsString()).empty()) return Mistake(*name, "a name must not be empty");
  const auto [first, added] = explicit_names_.emplace(spec.info.name, name->place());
  if (added) return true;
  return Mistake(*name, fmt::format("the scorer name '{}' is already on line {}, column {}", name->AsString(),
                                    first->second.line, first->second.column));
}

bool ScorerLoader::ReadCommon(const Node& common, ScorerSpec& spec) {
  bool good = ReadNumbers(common, spec);
  good = ReadPointers(common, spec) && good;
  if (const Node* extract = common.Find("extract"))
    spec.extract = ParseExtract(extract->AsString()).value_or(spec.extract);
  if (const Node* record = common.Find("calibration")) good = ReadCalibrationOf(*record, spec) && good;
  if (const Node* when = common.Find("when")) good = ReadCondition(*when, spec.when, diagnostics_) && good;
  return good;
}

bool ScorerLoader::ReadNumbers(const Node& common, ScorerSpec& spec) {
  bool good = true;
  if (const Node* weight = common.Find("weight")) {
    spec.info.weight = weight->AsNumber();
    if (spec.info.weight < 0) good = Mistake(*weight, "'weight' can't be negative");
  }
  if (const Node* threshold = common.Find("threshold")) {
    spec.threshold = threshold->AsNumber();
    if (*spec.threshold < 0 || *spec.threshold > 1) good = Mistake(*threshold, "'threshold' must be from 0 to 1");
  }
  return good;
}

bool ScorerLoader::ReadPointers(const Node& common, ScorerSpec& spec) {
  bool good = true;
  const auto read = [&](const char* name) -> std::optional<JsonPointer> {
    const Node* node = common.Find(name);
    if (!node) return std::nullopt;
    auto pointer = JsonPointer::Parse(node->AsString());
    if (pointer) return std::move(*pointer);
    good = Mistake(*node, fmt::format("'{}': {}", name, pointer.error().Message()));
    return std::nullopt;
  };
  spec.at = read("at");
  spec.expected = read("expected").value_or(JsonPointer());
  return good;
}

bool ScorerLoader::ReadCalibrationOf(const Node& path, ScorerSpec& spec) {
  return !calibrations_ ||
         diagnostics_.Take(ReadCalibration(path, spec.info.type, services_.files), spec.info.calibration);
}

bool ScorerLoader::ReadValue(const Entry& entry, const Node& value, ScorerSpec& spec) {
  const unsigned types = entry.type->value;
  if (types == 0) return Mistake(value, fmt::format("'{}' takes no value", entry.key.AsString()));
  Field field{entry.bare_value ? entry.key.AsString() : "value", types, ""};
  if (!CheckField(value, field, diagnostics_)) return false;
  if (spec.needs == Needs::kExpected) spec.value = ValueJson(value, types);
  return true;
}

void ScorerLoader::AddTimeout(const Entry& entry, const Node& config, ScorerSpec& spec) {
  if (entry.type->asks_model) spec.time = kNoHurry;  // tries are limited, waiting for permits is not
  if (!Has(entry.type->shape, "timeout")) return;
  const Node* given = config.Find("timeout");
  spec.time += 2 * (given ? ReadDuration(*given).value_or(kScorerTimeout) : std::chrono::microseconds(kScorerTimeout));
}

bool ScorerLoader::Make(const Entry& entry, const Node& config, bool optional, ScorerSpec& spec) {
  const std::string absent = entry.type->absent ? entry.type->absent(config, services_) : "";
  external_ = external_ || entry.type->external || entry.type->asks_model;
  spec.asks_model = entry.type->asks_model;
  AddTimeout(entry, config, spec);
  if (!absent.empty() || (entry.type->external && !config.Find("version"))) vouched_ = false;
  if (!absent.empty()) {
    if (!optional && !services_.survey)
      return Mistake(entry.key, fmt::format("{}; to skip the scorer then, say optional: true", absent));
    spec.absent = absent;
    spec.optional = optional;
    return true;
  }
  if (entry.type->depends_on) texts_ += entry.type->depends_on(config, services_);
  if (entry.type->make_comparer) return MakeComparer(entry, config, spec);
  auto scorer = entry.type->make(config, services_);
  if (!diagnostics_.Take(std::move(scorer), spec.scorer)) return false;
  if (spec.scorer) spec.info.detail = spec.scorer->Detail();
  return true;
}

bool ScorerLoader::MakeComparer(const Entry& entry, const Node& config, ScorerSpec& spec) {
  spec.info.compares = true;
  if (const Node* against = config.Find("against")) spec.against = against->AsString();
  return diagnostics_.Take(entry.type->make_comparer(config, services_), spec.comparer);
}

// What a combination judges are its members, so it has no judged part of its own.
bool ScorerLoader::MakeGroup(const Entry& entry, const Node& common, const Node& config, ScorerSpec& spec) {
  const std::string& type = entry.key.AsString();
  bool good = true;
  for (const char* option : {"at", "expected", "extract"})
    if (const Node* given = common.Find(option))
      good = Mistake(*given, fmt::format("'{}' belongs to the members of '{}', not beside them", option, type));
  const Node* value = common.Find("value");
  const Node* list = config.Find("score");
  if (value && list) return Mistake(*list, fmt::format("the members of '{}' are given twice", type));
  if (value && !ReadValue(entry, *value, spec)) return false;
  if (value) list = value;
  if (!list) return Mistake(entry.key, fmt::format("'{0}' needs members: {0}: [ SCORER, … ]", type));
  if (!list->IsList()) return false;  // a mistake of its shape already
  spec.combination = entry.type->combination;
  if (!ReadMembers(*list, spec) || !ReadCount(config, spec) || !good) return false;
  spec.asks_model = std::any_of(spec.members.begin(), spec.members.end(), [](const auto& m) { return m.asks_model; });
  return ReadVote(config, spec) && ReadAudit(config, spec);
}

bool ScorerLoader::ReadVote(const Node& config, ScorerSpec& spec) {
  if (spec.combination != Combination::kPanel) return true;
  const Node* vote = config.Find("vote");
  if (vote)
    spec.vote = vote->AsString() == "mean"        ? Vote::kMean
                : vote->AsString() == "unanimity" ? Vote::kUnanimity
                                                  : Vote::kMajority;
  if (spec.vote == Vote::kMean && !spec.threshold) spec.threshold = 0.5;
  if (spec.vote != Vote::kMean && spec.threshold)
    return Mistake(vote ? *vote : config,
                   "'threshold' is for vote: mean; by majority or unanimity verdicts are counted");
  return true;
}

bool ScorerLoader::ReadAudit(const Node& config, ScorerSpec& spec) {
  const Node* audit = config.Find("audit");
  if (spec.combination != Combination::kCascade || !audit) return true;
  spec.audit = audit->AsNumber();
  if (spec.audit >= 0 && spec.audit <= 1) return true;
  return Mistake(*audit, "'audit' must be from 0 to 1: the part of attempts that the last member judges in any case");
}

// Their names are told apart within the list only.
bool ScorerLoader::ReadMembers(const Node& list, ScorerSpec& spec) {
  auto outer = std::exchange(explicit_names_, {});
  bool good = true;
  for (const Node& node : list.items()) {
    if (diagnostics_.full()) break;
    good = ReadMember(node, spec.info.type, spec.members.emplace_back()) && good;
  }
  NameTheUnnamed(spec.members, explicit_names_);
  explicit_names_ = std::move(outer);
  const auto decisive = [](const ScorerSpec& member) { return member.info.weight > 0; };
  if (good && std::none_of(spec.members.begin(), spec.members.end(), decisive))
    return Mistake(list, "a member with a weight above 0 is needed: without one nothing is decided");
  return good;
}

bool ScorerLoader::ReadMember(const Node& node, std::string_view combination, ScorerSpec& member) {
  Entry entry;
  if (!ReadEntry(node, entry)) return false;
  if (entry.type->make_comparer) {
    RefuseMember(entry.key, combination, diagnostics_);
    return false;
  }
  bool good = Build(entry, member);
  for (const Node::Entry& option : entry.options)
    if (option.key.AsString() == "calibration")
      good =
          Mistake(option.key, fmt::format("'calibration' belongs beside '{}', whose pass rate is reported, not to its "
                                          "members",
                                          combination));
  return good;
}

bool ScorerLoader::ReadCount(const Node& config, ScorerSpec& spec) {
  const Node* count = config.Find("count");
  if (spec.combination != Combination::kAtLeast || !count || count->kind() != Node::Kind::kInteger) return true;
  const auto decisive = std::count_if(spec.members.begin(), spec.members.end(),
                                      [](const ScorerSpec& member) { return member.info.weight > 0; });
  if (count->AsInteger() < 1 || count->AsInteger() > decisive)
    return Mistake(*count, fmt::format("'count' must be from 1 to {}, the number of members with a weight", decisive));
  spec.at_least = static_cast<size_t>(count->AsInteger());
  return true;
}

// A file that the scorer reads itself counts for the suite's digest too. If it can't be read, its factory says so.
void ScorerLoader::NoteFile(const Node& path) {
  const auto text = ReadWholeFile(services_.files, path.AsPath(), kMaxText);
  if (text) texts_ += Hex(Sha256Of(*text));
}

bool ScorerLoader::ReadText(Node& value) {
  const Node& path_node = value.entries()[0].value;
  const std::string path = path_node.AsPath();
  auto text = ReadWholeFile(services_.files, path, kMaxText);
  if (!text) return Mistake(path_node, text.error().Message());
  if (!IsValidUtf8(*text)) return Mistake(path_node, fmt::format("'{}' is not UTF-8", path));
  if (text->size() > text_budget_) return Mistake(path_node, "the texts of all files are more than 64 MiB");
  text_budget_ -= text->size();
  texts_ += Hex(Sha256Of(*text));
  const Place place = path_node.place();
  value = Node::Scalar(Node::Kind::kString, std::move(*text), path_node.source(), place.line, place.column, true);
  return true;
}

std::vector<ScorerSpec> ScorerLoader::Take() {
  NameTheUnnamed(specs_, explicit_names_, TurnSuffix);
  for (const ScorerSpec& spec : specs_) names_.push_back(spec.info.name);
  return std::move(specs_);
}

bool ReadCondition(const Node& node, std::optional<Expression>& to, Diagnostics& diagnostics) {
  auto expression = Expression::Read(node);
  if (!expression) {
    diagnostics.Add(expression.error());
    return false;
  }
  bool good = true;
  for (const std::string& name : expression->names()) {
    if (std::find(std::begin(kCaseNames), std::end(kCaseNames), name) != std::end(kCaseNames)) continue;
    diagnostics.Add(node.MakeDiagnostic(UnknownCaseName(name)));
    good = false;
  }
  to = std::move(*expression);
  return good;
}

}  // namespace harness
