#include "harness/cli/selection.h"

#include <algorithm>
#include <charconv>

#include "harness/base/text.h"

namespace harness {
namespace {

std::optional<int> ParseCount(std::string_view text) {
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<Shard> ParseShard(const std::string& text) {
  const size_t slash = text.find('/');
  const auto index = ParseCount(text.substr(0, slash));
  const auto count = slash == std::string::npos ? std::nullopt : ParseCount(text.substr(slash + 1));
  if (!index || !count || *count < 1 || *index < 1 || *index > *count)
    return Fail("--shard: I/N with I from 1 to N is expected, found '{}'", text);
  return Shard{*index, *count};
}

Result<std::optional<Shard>> ShardFromEnvironment(const World& world) {
  const auto total = world.environment.find("GTEST_TOTAL_SHARDS");
  const auto index = world.environment.find("GTEST_SHARD_INDEX");
  const auto end = world.environment.end();
  if (total == end && index == end) return std::nullopt;
  if (total == end || index == end) return Fail("GTEST_TOTAL_SHARDS and GTEST_SHARD_INDEX must be set together");
  const auto count = ParseCount(total->second), from_zero = ParseCount(index->second);
  if (!count || !from_zero || *count < 1 || *from_zero < 0 || *from_zero >= *count)
    return Fail("GTEST_SHARD_INDEX must be from 0 to GTEST_TOTAL_SHARDS - 1, found {} of {}", index->second,
                total->second);
  return Shard{*from_zero + 1, *count};
}

Result<> TouchStatusFile(World& world) {
  const auto path = world.environment.find("GTEST_SHARD_STATUS_FILE");
  if (path == world.environment.end() || path->second.empty()) return {};
  auto file = world.files.Create(path->second);
  return file ? (*file)->Commit() : Result<>(Unexpected(file.error()));
}

}  // namespace

Json Selection::ToJson() const {
  Json json = {{"set", load.sets}, {"filter", filter}};
  if (load.repeat) json["repeat"] = *load.repeat;
  if (load.seed) json["seed"] = *load.seed;
  if (load.concurrency) json["concurrency"] = *load.concurrency;
  if (shard) json["shard"] = {shard->index, shard->count};
  return json;
}

Selection Selection::FromJson(const Json& json) {
  Selection selection;
  selection.load.sets = json.value("set", std::vector<std::string>());
  selection.filter = json.value("filter", "");
  if (json.contains("repeat")) selection.load.repeat = json["repeat"].get<int>();
  if (json.contains("seed")) selection.load.seed = json["seed"].get<uint64_t>();
  if (json.contains("concurrency")) selection.load.concurrency = json["concurrency"].get<int>();
  if (json.contains("shard")) selection.shard = Shard{json["shard"][0].get<int>(), json["shard"][1].get<int>()};
  return selection;
}

void AddSelectionOptions(Options& options) {
  options.Add()("filter", TextOption()->value_name("EXPR"),
                "only cases for which it holds, such as \"category == 'Access'\"")(
      "repeat", TextOption()->value_name("N"), "attempts a case")(
      "concurrency", TextOption()->value_name("N"), "attempts at once")("seed", TextOption()->value_name("N"),
                                                                        "what randomness depends on")(
      "set", TextsOption()->value_name("K=V"), "override a key of the suite, such as run.repeat=3")(
      "shard", TextOption()->value_name("I/N"), "only the I-th of N parts, I from 1");
}

Result<Selection> ReadSelection(const Options& options, World& world) {
  Selection selection;
  selection.filter = options.Text("filter");
  selection.load.sets = options.Texts("set");
  const auto repeat = options.Integer("repeat", 1, 65535);
  const auto concurrency = options.Integer("concurrency", 1, 10000);
  const auto seed = options.Integer("seed", 0, INT64_MAX);
  for (const auto* number : {&repeat, &concurrency, &seed})
    if (!*number) return Unexpected(number->error());
  if (*repeat) selection.load.repeat = static_cast<int>(**repeat);
  if (*concurrency) selection.load.concurrency = static_cast<int>(**concurrency);
  if (*seed) selection.load.seed = static_cast<uint64_t>(**seed);
  if (options.Has("shard")) {
    const auto shard = ParseShard(options.Text("shard"));
    if (!shard) return Unexpected(shard.error());
    selection.shard = *shard;
  } else {
    const auto shard = ShardFromEnvironment(world);
    if (!shard) return Unexpected(shard.error());
    selection.shard = *shard;
    if (auto touched = TouchStatusFile(world); !touched) return Unexpected(touched.error());
  }
  if (const auto filter = ParseFilter(selection.filter); !filter) return Unexpected(filter.error());
  return selection;
}

Result<std::optional<Expression>> ParseFilter(const std::string& text) {
  if (Trim(text).empty()) return std::nullopt;
  Result<Expression> filter = Expression::Parse(text);
  if (!filter) return Fail("--filter: {}", filter.error().Message());
  const std::vector<std::string_view> known = {"id", "input", "expected", "category", "tags", "vars"};
  for (const std::string& name : filter->names())
    if (std::find(known.begin(), known.end(), name) == known.end())
      return Fail("--filter: unknown name '{}'; a case has {}", name, JoinQuoted(known));
  return std::move(*filter);
}

}  // namespace harness
