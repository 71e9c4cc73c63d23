#include "harness/targets/replay.h"

#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "harness/base/digest.h"
#include "harness/base/key_index.h"
#include "harness/targets/recorded_file.h"

namespace harness {
namespace {

class ReplayTarget final : public Target {
 public:
  ReplayTarget(Files& files, std::string path, RecordNames names, bool parse)
      : files_(files), path_(std::move(path)), names_(std::move(names)), parse_(parse) {}

  // Reads the whole file once; an error names the line.
  Result<> Index() {
    auto records = RecordedFile::Open(files_, path_, names_);
    if (!records) return Unexpected(records.error());
    while (true) {
      const auto record = (*records)->Next();
      if (!record) return Unexpected(record.error());
      if (!*record) break;
      index_.Add(Hash64((*record)->id), (*record)->offset);
    }
    index_.Sort();
    return CheckDistinct(**records);
  }

  Output Call(const Case& test, const CallContext&) override {
    Result<std::optional<Output>> found = Find(test.id);
    if (!found) return Output::Failed(FailureKind::kUnavailable, found.error().Message());
    if (!*found)
      return Output::Failed(FailureKind::kInvalidOutput,
                            fmt::format("{} has no output for the case '{}'", path_, test.id));
    Output& output = **found;
    return parse_ && !output.failure && !output.json ? Parsed(std::move(output)) : std::move(output);
  }

  bool Converses() const override { return false; }
  bool Waits() const override { return false; }

 private:
  Result<> CheckDistinct(RecordedFile& records) const {
    for (size_t begin = 0, end = 0; begin < index_.size(); begin = end) {
      end = index_.GroupEnd(begin);
      std::set<std::string> ids;
      for (size_t i = begin; end - begin > 1 && i < end; ++i) {
        const auto id = IdAt(records, index_[i].offset);
        if (!id) return Unexpected(id.error());
        const auto [place, fresh] = ids.emplace(*id);
        if (!fresh) return Fail("{}: there is more than one record for the id '{}'", path_, *place);
      }
    }
    return {};
  }

  static Result<std::string_view> IdAt(RecordedFile& records, uint64_t offset) {
    records.Seek(offset);
    const auto record = records.Next();
    if (!record) return Unexpected(record.error());
    if (!*record) return Fail("the file became shorter while it was read");
    return (*record)->id;
  }

  // What is recorded for the id; nothing if there is no record.
  Result<std::optional<Output>> Find(const std::string& id) {
    const uint64_t hash = Hash64(id);
    size_t at = index_.Find(hash);
    if (at == index_.size() || index_[at].hash != hash) return std::nullopt;
    auto records = Borrow();
    if (!records) return Unexpected(records.error());
    std::optional<Output> output;
    for (; !output && at < index_.size() && index_[at].hash == hash; ++at) {
      const auto found = IdAt(**records, index_[at].offset);
      if (!found) return Unexpected(found.error());
      if (*found == id) output = (*records)->ReadOutput();
    }
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(*records));
    return output;
  }

  // A reader of the file that no other call is using.
  Result<std::unique_ptr<RecordedFile>> Borrow() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto records = std::move(idle_.back());
        idle_.pop_back();
        return records;
      }
    }
    return RecordedFile::Open(files_, path_, names_);
  }

  static Output Parsed(Output output) {
    auto json = ParseJson(output.text);
    if (!json) {
      const std::string message = fmt::format("the recorded output is no JSON: {}", json.error().Message());
      Output failed = Output::Failed(FailureKind::kInvalidOutput, message);
      failed.latency = output.latency;
      failed.latency_recorded = output.latency_recorded;
      return failed;
    }
    output.json = std::move(*json);
    output.text.clear();
    return output;
  }

  Files& files_;
  const std::string path_;
  const RecordNames names_;
  const bool parse_;
  KeyIndex index_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<RecordedFile>> idle_;
};

Result<std::unique_ptr<Target>> MakeReplayTarget(const Node& config, const Services& services) {
  const Node& file = *config.Find("replay");
  std::string path = PathFrom(file.folder(), file.AsString());
  RecordNames names;
  if (const Node* map = config.Find("map")) {
    if (const Node* id = map->Find("id")) names.id = id->AsString();
    if (const Node* output = map->Find("output")) names.output = output->AsString();
  }
  const Node* format = config.Find("format");
  auto target = std::make_unique<ReplayTarget>(services.files, path, names, format && format->AsString() == "json");
  if (auto indexed = target->Index(); !indexed) return file.Fail("{}", indexed.error().Message());
  return target;
}

}  // namespace

TargetType ReplayTargetType() {
  TargetType type;
  type.name = "replay";
  type.doc = "Recorded outputs from a jsonl or csv file, by case id.";
  auto map = std::make_shared<Shape>();
  map->fields = {{.name = "id", .types = kText, .doc = "The column or key that holds the case id."},
                 {.name = "output", .types = kText, .doc = "The column or key that holds the output."}};
  type.shape.fields = {
      {.name = "replay",
       .types = kText,
       .doc = "The file: jsonl, csv or tsv, relative to the suite.",
       .required = true},
      {.name = "map", .types = kMap, .doc = "What the file calls `id` and `output`.", .shape = map},
      {.name = "format", .types = kText, .doc = "json: recorded texts are parsed.", .choices = {"text", "json"}}};
  type.make = MakeReplayTarget;
  return type;
}

}  // namespace harness
