#include "scorers/grams.h"

#include <algorithm>

namespace harness {
namespace {

constexpr size_t kBits = 64;
constexpr uint64_t kPollSteps = uint64_t{1} << 22;  // words between two questions whether to give up

// Where each token stands in a sequence, as bits. Tokens that are rare have a list, others a row of bits, so that
// memory stays linear: fewer than 64 tokens can be in more than a 64th of all places.
class Masks {
 public:
  explicit Masks(std::span<const uint32_t> sequence) : row_((sequence.size() + kBits - 1) / kBits) {
    for (size_t i = 0; i < sequence.size(); ++i) places_[sequence[i]].places.push_back(static_cast<uint32_t>(i));
    for (auto& [token, place] : places_)
      if (place.places.size() > row_.size()) place.row = RowOf(place.places);
  }

  size_t words() const { return row_.size(); }

  // The row of a token; valid until the next call.
  const std::vector<uint64_t>& Of(uint32_t token) {
    Clear();
    const auto found = places_.find(token);
    if (found == places_.end()) return row_;
    if (!found->second.row.empty()) return found->second.row;
    set_ = &found->second.places;
    for (const uint32_t place : *set_) row_[place / kBits] |= uint64_t{1} << place % kBits;
    return row_;
  }

 private:
  struct Places {
    std::vector<uint32_t> places;
    std::vector<uint64_t> row;
  };

  std::vector<uint64_t> RowOf(const std::vector<uint32_t>& places) const {
    std::vector<uint64_t> row(row_.size());
    for (const uint32_t place : places) row[place / kBits] |= uint64_t{1} << place % kBits;
    return row;
  }

  void Clear() {
    if (set_)
      for (const uint32_t place : *set_) row_[place / kBits] = 0;
    set_ = nullptr;
  }

  std::vector<uint64_t> row_;  // of the token asked for last
  const std::vector<uint32_t>* set_ = nullptr;
  std::map<uint32_t, Places> places_;
};

// Asks whether to give up after every so many steps.
class Patience {
 public:
  Patience(const GiveUp& give_up, uint64_t steps) : give_up_(give_up), steps_(steps) {}
  bool Lost() {
    done_ += steps_;
    if (done_ < kPollSteps) return false;
    done_ = 0;
    return give_up_();
  }

 private:
  const GiveUp& give_up_;
  const uint64_t steps_;
  uint64_t done_ = 0;
};

// Takes off what both begin and end with, and says how much that was.
size_t TakeCommonEnds(std::span<const uint32_t>& a, std::span<const uint32_t>& b) {
  const size_t begin = static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  a = a.subspan(begin);
  b = b.subspan(begin);
  const size_t end = static_cast<size_t>(std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend()).first - a.rbegin());
  a = a.first(a.size() - end);
  b = b.first(b.size() - end);
  return begin + end;
}

bool TooLong(size_t a, size_t b) {
  return b > 0 && a > kMostPairs / b;
}

// One row of the distances' matrix, as differences between neighbours in a column (up, down).
class EditColumn {
 public:
  explicit EditColumn(size_t length)
      : length_(length), up_((length + kBits - 1) / kBits, ~uint64_t{0}), down_(up_.size()) {}

  // Takes one more token of the other text in; how the distance to the whole changes: -1, 0 or 1.
  int Add(const std::vector<uint64_t>& equal) {
    uint64_t up_in = 1;  // the first row counts up
    uint64_t down_in = 0;
    int change = 0;
    const uint64_t last = uint64_t{1} << (length_ - 1) % kBits;
    for (size_t w = 0; w < up_.size(); ++w) {
      const uint64_t match = equal[w] | down_in;
      const uint64_t zero = (((match & up_[w]) + up_[w]) ^ up_[w]) | match | down_[w];
      uint64_t rises = down_[w] | ~(zero | up_[w]);
      uint64_t falls = up_[w] & zero;
      if (w + 1 == up_.size()) change = (rises & last ? 1 : 0) - (falls & last ? 1 : 0);
      const uint64_t up_out = rises >> (kBits - 1);
      const uint64_t down_out = falls >> (kBits - 1);
      rises = rises << 1 | up_in;
      falls = falls << 1 | down_in;
      up_[w] = falls | ~(zero | rises);
      down_[w] = rises & zero;
      up_in = up_out;
      down_in = down_out;
    }
    return change;
  }

 private:
  const size_t length_;
  std::vector<uint64_t> up_;
  std::vector<uint64_t> down_;
};

}  // namespace

Ids Vocabulary::Number(const std::vector<std::string>& tokens) {
  Ids ids;
  ids.reserve(tokens.size());
  for (const std::string& token : tokens)
    ids.push_back(ids_.try_emplace(token, static_cast<uint32_t>(ids_.size())).first->second);
  return ids;
}

Ids Number(std::u32string_view text) {
  return {text.begin(), text.end()};
}

Grams::Grams(std::vector<Ids> tokens) {
  std::vector<std::vector<uint64_t>> keys;
  for (const Ids& sequence : tokens) keys.emplace_back(sequence.begin(), sequence.end());
  Renumber(std::move(keys));
  tokens_ = grams_;
}

void Grams::Lengthen() {
  std::vector<std::vector<uint64_t>> keys(grams_.size());
  for (size_t s = 0; s < grams_.size(); ++s) {
    for (size_t i = 0; i + 1 < grams_[s].size(); ++i)
      keys[s].push_back(uint64_t{grams_[s][i]} << 32 | tokens_[s][i + length_]);
  }
  ++length_;
  Renumber(std::move(keys));
}

void Grams::Renumber(std::vector<std::vector<uint64_t>> keys) {
  std::vector<uint64_t> all;
  for (const std::vector<uint64_t>& sequence : keys) all.insert(all.end(), sequence.begin(), sequence.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  kinds_ = all.size();
  grams_.assign(keys.size(), {});
  for (size_t s = 0; s < keys.size(); ++s) {
    for (const uint64_t key : keys[s])
      grams_[s].push_back(static_cast<uint32_t>(std::lower_bound(all.begin(), all.end(), key) - all.begin()));
  }
}

uint64_t Grams::Matches(size_t sequence, std::span<const size_t> others) const {
  std::vector<uint32_t> own(kinds_);
  for (const uint32_t gram : grams_[sequence]) ++own[gram];
  std::vector<uint32_t> most(kinds_);
  for (const size_t other : others) {
    std::vector<uint32_t> counts(kinds_);
    for (const uint32_t gram : grams_[other]) ++counts[gram];
    for (size_t gram = 0; gram < kinds_; ++gram) most[gram] = std::max(most[gram], counts[gram]);
  }
  uint64_t matches = 0;
  for (size_t gram = 0; gram < kinds_; ++gram) matches += std::min(own[gram], most[gram]);
  return matches;
}

Aligned LongestCommon(std::span<const uint32_t> a, std::span<const uint32_t> b, const GiveUp& give_up) {
  const size_t ends = TakeCommonEnds(a, b);
  if (a.size() > b.size()) std::swap(a, b);
  if (a.empty()) return {Aligned::Ending::kDone, ends};
  if (TooLong(a.size(), b.size())) return {Aligned::Ending::kTooLong, 0};
  Masks masks(a);
  std::vector<uint64_t> row(masks.words(), ~uint64_t{0});
  Patience patience(give_up, masks.words());
  for (const uint32_t token : b) {
    if (patience.Lost()) return {Aligned::Ending::kGaveUp, 0};
    const std::vector<uint64_t>& mask = masks.Of(token);
    uint64_t carry = 0;
    for (size_t w = 0; w < row.size(); ++w) {
      const uint64_t matched = row[w] & mask[w];
      const uint64_t sum = row[w] + matched;
      const uint64_t carried = sum + carry;
      carry = (sum < row[w] || carried < sum) ? 1 : 0;
      row[w] = carried | (row[w] & ~mask[w]);
    }
  }
  uint64_t common = ends;
  for (size_t i = 0; i < a.size(); ++i)
    if ((row[i / kBits] >> i % kBits & 1) == 0) ++common;
  return {Aligned::Ending::kDone, common};
}

Aligned EditDistance(std::span<const uint32_t> a, std::span<const uint32_t> b, const GiveUp& give_up) {
  TakeCommonEnds(a, b);
  if (a.size() > b.size()) std::swap(a, b);
  if (a.empty()) return {Aligned::Ending::kDone, b.size()};
  if (TooLong(a.size(), b.size())) return {Aligned::Ending::kTooLong, 0};
  Masks masks(a);
  EditColumn column(a.size());
  Patience patience(give_up, masks.words());
  auto distance = static_cast<int64_t>(a.size());
  for (const uint32_t token : b) {
    if (patience.Lost()) return {Aligned::Ending::kGaveUp, 0};
    distance += column.Add(masks.Of(token));
  }
  return {Aligned::Ending::kDone, static_cast<uint64_t>(distance)};
}

}  // namespace harness
