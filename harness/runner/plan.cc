#include "harness/runner/plan.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <unordered_map>

#include "harness/base/digest.h"
#include "harness/base/key_index.h"
#include "harness/runner/conversation.h"
#include "harness/runner/identity.h"

namespace harness {
namespace {

// All cases of all sources, numbered.
class Walk {
 public:
  explicit Walk(const Suite& suite) : suite_(suite) {}

  Result<std::optional<Case>> Next() {
    while (true) {
      if (!reader_) {
        if (source_ == suite_.sources.size()) return std::nullopt;
        auto reader = suite_.sources[source_++]->Open();
        if (!reader) return Unexpected(reader.error());
        reader_ = std::move(*reader);
      }
      Result<std::optional<Case>> next = reader_->Next();
      if (next && !*next) {
        reader_.reset();
        continue;
      }
      if (next) (*next)->number = number_++;
      return next;
    }
  }

 private:
  const Suite& suite_;
  size_t source_ = 0;
  uint32_t number_ = 0;
  std::unique_ptr<CaseReader> reader_;
};

// What the first reading keeps for finding equal ids: the identity's key, and the case number with its lowest bit set
// for a derived id.
uint64_t Mark(uint32_t number, bool derived) {
  return uint64_t{number} << 1 | (derived ? 1 : 0);
}
uint32_t NumberOf(uint64_t mark) {
  return static_cast<uint32_t>(mark >> 1);
}
bool IsDerived(uint64_t mark) {
  return (mark & 1) != 0;
}

// Cases whose ids may be equal are read once more, since a hash is no proof, and named with both places.
Diagnostics FindDuplicates(const Suite& suite, const std::set<uint32_t>& suspects) {
  Diagnostics found;
  Sha256 hash;
  Walk walk(suite);
  std::unordered_map<std::string, Place> seen;
  while (true) {
    Result<std::optional<Case>> next = walk.Next();
    if (!next) {
      found.Add(next.error());
      break;
    }
    if (!*next) break;
    Case& test = **next;
    if (!suspects.contains(test.number)) continue;
    DeriveId(test, hash);
    const auto [first, fresh] = seen.emplace(test.id, test.place);
    if (fresh) continue;
    found.Add(
        {test.place, fmt::format("the id '{}' is taken by the case at {}", test.id, ToString(first->second)), ""});
    if (found.all().size() >= Plan::kMaxMistakes) break;
  }
  return found;
}

}  // namespace

Result<Plan> Plan::Make(const Suite& suite, PlanOptions options) {
  Plan plan(suite, std::move(options));
  if (auto numbered = plan.Number(); !numbered) return Unexpected(numbered.error());
  if (auto selected = plan.Select(); !selected) return Unexpected(selected.error());
  return plan;
}

Plan::Plan(const Suite& suite, PlanOptions options)
    : suite_(&suite),
      options_(std::move(options)),
      all_targets_(suite.targets.size()),
      target_attempts_(suite.targets.size()) {
  std::iota(all_targets_.begin(), all_targets_.end(), uint16_t{0});
}

Result<> Plan::Number() {
  Diagnostics mistakes;
  KeyIndex ids;
  Sha256 hash, whole;
  Walk walk(*suite_);
  const bool count = !options_.filter && !options_.only;
  while (mistakes.all().size() < kMaxMistakes) {
    Result<std::optional<Case>> next = walk.Next();
    if (!next) {
      const bool repeated = !mistakes.empty() && mistakes.all().back() == next.error().diagnostics().back();
      if (repeated) break;  // a source that can't go on says the same again
      mistakes.Add(next.error());
      continue;
    }
    if (!*next) break;
    Case& test = **next;
    if (const auto played = CheckConversation(*suite_, test); !played) {
      mistakes.Add(played.error());
      continue;
    }
    const bool derived = DeriveId(test, hash);
    ids.Add(IdKey(test.id, derived), Mark(test.number, derived));
    digests_.push_back(DigestOf(test, test.id));
    whole.Update({reinterpret_cast<const char*>(&digests_.back()), sizeof digests_.back()});
    if (count && InShard(test.number)) Count(test);
  }
  if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
  sha256_ = Hex(whole.Finish());
  return TellApart(ids);
}

// Cases without ids of their own that are identical are numbered; equal ids of authors are a mistake.
Result<> Plan::TellApart(KeyIndex& ids) {
  std::set<uint32_t> suspects;
  ids.Sort();
  for (size_t begin = 0, end = 0; begin < ids.size(); begin = end) {
    end = ids.GroupEnd(begin);
    if (end - begin == 1) continue;
    bool all_derived = true;
    for (size_t i = begin; i < end; ++i) all_derived &= IsDerived(ids[i].offset);
    for (size_t i = begin; i < end; ++i) {
      if (!all_derived)
        suspects.insert(NumberOf(ids[i].offset));
      else if (i > begin)
        repeated_[NumberOf(ids[i].offset)] = static_cast<uint32_t>(i - begin + 1);
    }
  }
  if (suspects.empty()) return {};
  Diagnostics duplicates = FindDuplicates(*suite_, suspects);
  if (!duplicates.empty()) return Unexpected(std::move(duplicates).ToError());
  return {};
}

Result<> Plan::Select() {
  if (!options_.filter && !options_.only) return {};
  selected_.assign(digests_.size(), false);
  Sha256 hash;
  std::vector<uint16_t> room;
  Walk walk(*suite_);
  while (true) {
    Result<std::optional<Case>> next = walk.Next();
    if (!next) return Unexpected(next.error());
    if (!*next) return {};
    Case& test = **next;
    if (test.number >= digests_.size()) return harness::Fail("the case files grew while they were read; run again");
    if (!InShard(test.number)) continue;
    DeriveId(test, hash);
    FinishId(test);
    if (options_.filter) {
      const Json names = CaseNames(test);
      const Result<bool> holds = options_.filter->Test(JsonScope(names));
      if (!holds) return harness::Fail("--filter: {}: {}", ToString(test.place), holds.error().Message());
      if (!*holds) continue;
    }
    if (TargetsOf(test, room).empty()) continue;
    selected_[test.number] = true;
    Count(test);
  }
}

bool Plan::InShard(uint32_t number) const {
  return !options_.shard || static_cast<int>(number % options_.shard->count) == options_.shard->index - 1;
}

std::span<const uint16_t> Plan::TargetsOf(const Case& test, std::vector<uint16_t>& room) const {
  const bool some = test.extras && !test.extras->targets.empty();
  if (!some && !options_.only) return all_targets_;
  room = all_targets_;
  if (some) room.assign(test.extras->targets.begin(), test.extras->targets.end());
  if (!options_.only) return room;
  const auto chosen = [&](uint16_t target) { return options_.only(test.id, suite_->targets[target].info.name); };
  if (!IsCompared(*suite_, test))
    std::erase_if(room, [&](uint16_t target) { return !chosen(target); });
  else if (std::none_of(room.begin(), room.end(), chosen))
    room.clear();
  return room;
}

void Plan::Count(const Case& test) {
  ++selected_cases_;
  std::vector<uint16_t> room;
  for (const uint16_t target : TargetsOf(test, room))
    target_attempts_[target] += static_cast<uint64_t>(suite_->run.repeat);
}

uint64_t Plan::selected_attempts() const {
  return std::accumulate(target_attempts_.begin(), target_attempts_.end(), uint64_t{0});
}

void Plan::FinishId(Case& test) const {
  const auto repetition = repeated_.find(test.number);
  if (repetition != repeated_.end()) test.id += fmt::format("~{}", repetition->second);
}

class Plan::Reader final : public PlanReader {
 public:
  explicit Reader(const Plan& plan) : plan_(plan), walk_(*plan.suite_) {}

  Result<std::optional<PlannedCase>> Next() override {
    while (true) {
      Result<std::optional<Case>> next = walk_.Next();
      if (!next) return Unexpected(next.error());
      if (!*next) return Ended();
      Case& test = **next;
      count_ = test.number + 1;
      if (count_ > plan_.cases()) return harness::Fail("{}: the file grew while the run read it", ToString(test.place));
      if (!plan_.InShard(test.number)) continue;
      if (!plan_.selected_.empty() && !plan_.selected_[test.number]) continue;
      DeriveId(test, hash_);
      plan_.FinishId(test);
      const std::span<const uint16_t> targets = plan_.TargetsOf(test, room_);
      return PlannedCase{std::make_shared<const Case>(std::move(test)), targets};
    }
  }

 private:
  Result<std::optional<PlannedCase>> Ended() const {
    if (count_ < plan_.cases())
      return harness::Fail("the case files shrank while the run read them: {} cases of {}", count_, plan_.cases());
    return std::nullopt;
  }

  const Plan& plan_;
  Walk walk_;
  Sha256 hash_;
  std::vector<uint16_t> room_;
  uint64_t count_ = 0;
};

bool Plan::Saw(const Case& test, uint64_t digest) const {
  if (!repeated_.contains(test.number)) return digest == digests_[test.number];
  // The digest was taken before the case was told apart from those that are identical with it.
  return DigestOf(test, std::string_view(test.id).substr(0, kDerivedIdDigits)) == digests_[test.number];
}

Result<std::unique_ptr<PlanReader>> Plan::Open() const {
  return std::make_unique<Reader>(*this);
}

Result<Case> Plan::Find(uint32_t number) const {
  Sha256 hash;
  Walk walk(*suite_);
  while (true) {
    Result<std::optional<Case>> next = walk.Next();
    if (!next) return Unexpected(next.error());
    if (!*next) return harness::Fail("there is no case number {}", number);
    if ((*next)->number != number) continue;
    DeriveId(**next, hash);
    FinishId(**next);
    return std::move(**next);
  }
}

}  // namespace harness
