#include "harness/results/quality/near_twins.h"

#include <algorithm>
#include <array>
#include <functional>
#include <tuple>

#include "harness/base/rng.h"

namespace harness {
namespace {

constexpr size_t kBands = 32;
constexpr size_t kRows = 4;

// Four hashes of a band, and one that says which of its candidates to compare first: halves of three products.
class BandHash {
 public:
  explicit BandHash(size_t band) {
    Rng rng(0, "near twins", band);
    for (uint64_t& key : keys_) key = rng.Next64() | 1;
  }

  struct Value {
    uint64_t key;
    uint32_t nearness;
  };
  Value Of(std::span<const uint64_t> grams) const {
    std::array<uint32_t, 2 * kProducts> least;
    least.fill(UINT32_MAX);
    for (const uint64_t gram : grams)
      for (size_t i = 0; i < kProducts; ++i) {
        const uint64_t mixed = Mixed(gram, keys_[i]);
        least[2 * i] = std::min(least[2 * i], static_cast<uint32_t>(mixed));
        least[2 * i + 1] = std::min(least[2 * i + 1], static_cast<uint32_t>(mixed >> 32));
      }
    static_assert(kRows == 4);
    const std::array<uint64_t, 2> rows = {uint64_t{least[0]} << 32 | least[1], uint64_t{least[2]} << 32 | least[3]};
    return {GramHash(rows), least[4]};
  }

 private:
  static constexpr size_t kProducts = 3;

  static uint64_t Mixed(uint64_t gram, uint64_t key) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(gram ^ key) * key;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  }

  std::array<uint64_t, kProducts> keys_;
};

class TwinSearch {
 public:
  // `reference` may be null: among `sets`.
  TwinSearch(const GramSets& sets, const GramSets* reference, const TwinLimits& limits)
      : sets_(sets),
        reference_(reference),
        window_(limits.window),
        grams_(limits.grams + limits.grams_of_document * sets.size()),
        found_(sets.size()),
        bounded_(sets.size()) {}

  NearTwins Run() {
    for (size_t band = 0; band < kBands && !std::ranges::all_of(found_, std::identity()); ++band) {
      Sort(BandHash(band));
      for (size_t begin = 0, end = 0; begin < entries_.size(); begin = end) {
        while (end < entries_.size() && entries_[end].key == entries_[begin].key) ++end;
        CompareWithin(begin, end);
      }
    }
    for (size_t i = 0; i < found_.size(); ++i)
      if (found_[i]) bounded_[i] = false;
    return {std::move(found_), std::move(bounded_)};
  }

 private:
  struct Entry {
    uint64_t key;
    uint32_t nearness;
    uint32_t document;  // those of the reference come behind those of the set
  };

  bool OfReference(const Entry& entry) const { return entry.document >= sets_.size(); }
  std::span<const uint64_t> GramsOf(size_t document) const {
    return document < sets_.size() ? sets_[document] : (*reference_)[document - sets_.size()];
  }

  void Sort(const BandHash& hash) {
    entries_.clear();
    const size_t all = sets_.size() + (reference_ ? reference_->size() : 0);
    for (size_t i = 0; i < all; ++i) {
      const auto [key, nearness] = hash.Of(GramsOf(i));
      entries_.push_back({key, nearness, static_cast<uint32_t>(i)});
    }
    std::ranges::sort(entries_, {}, [](const Entry& e) { return std::tuple(e.key, e.nearness, e.document); });
  }

  void CompareWithin(size_t begin, size_t end) {
    const auto settled = [this](const Entry& entry) { return Settled(entry); };
    if (std::all_of(entries_.begin() + static_cast<std::ptrdiff_t>(begin),
                    entries_.begin() + static_cast<std::ptrdiff_t>(end), settled))
      return;
    for (size_t i = begin; i < end; ++i) {
      const size_t last = std::min(end, i + 1 + window_);
      for (size_t j = i + 1; j < last; ++j)
        if (!Compare(entries_[i], entries_[j])) break;
    }
    if (end - begin == 1 || (end - begin <= window_ + 1 && looked_at_ < grams_)) return;
    for (size_t i = begin; i < end; ++i)
      if (!OfReference(entries_[i])) bounded_[entries_[i].document] = true;
  }

  bool Settled(const Entry& entry) const { return OfReference(entry) || found_[entry.document]; }

  // False: no more comparisons.
  bool Compare(const Entry& a, const Entry& b) {
    if (looked_at_++ >= grams_) return false;
    if (Settled(a) && Settled(b)) return true;
    if (reference_ && OfReference(a) == OfReference(b)) return true;
    const auto x = GramsOf(a.document), y = GramsOf(b.document);
    const size_t less = std::min(x.size(), y.size()), more = std::max(x.size(), y.size());
    if (static_cast<double>(less) < kTwinJaccard * static_cast<double>(more)) return true;
    looked_at_ += less + more;
    if (Jaccard(x, y) < kTwinJaccard) return true;
    if (!OfReference(a)) found_[a.document] = true;
    if (!OfReference(b)) found_[b.document] = true;
    return true;
  }

  const GramSets& sets_;
  const GramSets* reference_;
  const size_t window_;
  const uint64_t grams_;        // that may be looked at
  std::vector<Entry> entries_;  // of one band
  std::vector<bool> found_, bounded_;
  uint64_t looked_at_ = 0;
};

}  // namespace

NearTwins FindNearTwins(const GramSets& sets, const TwinLimits& limits) {
  return TwinSearch(sets, nullptr, limits).Run();
}

NearTwins FindNearTwins(const GramSets& sets, const GramSets& reference, const TwinLimits& limits) {
  return TwinSearch(sets, &reference, limits).Run();
}

}  // namespace harness
