// One cell of a semantic column in the making: random choices of its record, the cells of other columns that it reads,
// and texts that are written once.
//
// Used by one thread, for one cell after another. One random number makes several choices: each takes as many of its
// bits as it needs, and of n values each is as likely as any other to within 2^-32.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "generators/datum.h"
#include "generators/semantic/words.h"
#include "generators/text_arena.h"
#include "harness/base/digest.h"
#include "harness/base/rng.h"

namespace harness {

inline constexpr int64_t kDayMicros = int64_t{86'400} * 1'000'000;

// What all cells of a column are drawn with; see SemanticType.
struct DrawingOptions {
  int64_t least = 0, most = 0;  // `min` and `max`
  int64_t day = 0;              // since 1970
  int choice = -1;              // -1: any
};

class Drawing {
 public:
  static constexpr size_t kOthers = 2;  // columns that one reads at most

  Drawing(const DrawingOptions& options, TextArena& texts) : options_(options), texts_(texts) {}

  // The cell that an option's column holds, for the draws from now on.
  void Show(size_t index, const Datum* other) { others_[index] = other; }
  void Begin(Rng rng) {
    rng_ = rng;
    bits_ = rng_.Next64();
    used_ = 1;
  }

  // In [0, n); n is at least 1.
  uint64_t Below(uint64_t n) {
    if (n >> 31 != 0) return rng_.Uniform(n);
    used_ *= n;
    if (used_ >> 32 != 0) {
      bits_ = rng_.Next64();
      used_ = n;
    }
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(bits_) * n;
    bits_ = static_cast<uint64_t>(product);
    return static_cast<uint64_t>(product >> 64);
  }
  int64_t Between(int64_t least, int64_t most) {
    return least + static_cast<int64_t>(Below(static_cast<uint64_t>(most - least) + 1));
  }
  int64_t WithinLimits() { return Between(options_.least, options_.most); }
  bool Chance(uint64_t percent) { return Below(100) < percent; }
  uint64_t Bits64() { return rng_.Next64(); }
  template <typename T, size_t N>
  const T& One(std::span<const T, N> values) {
    return values[Below(values.size())];
  }
  std::string_view One(Words words) { return words[Below(words.size())]; }

  const DrawingOptions& options() const { return options_; }
  // What an option's column holds in this record; null if it was not given.
  const Datum* Other(size_t index = 0) const { return others_[index]; }
  // The same as a text.
  std::string_view OtherText(size_t index = 0) {
    const Datum& other = *others_[index];
    if (other.kind() == Datum::Kind::kText) return other.AsText();
    scratch_.clear();
    other.AppendText(scratch_);
    return texts_.Keep(scratch_);
  }

  // The parts behind one another.
  Datum Join(std::initializer_list<std::string_view> parts) { return Joined({parts.begin(), parts.size()}); }
  Datum Joined(Words parts) {
    size_t size = 0;
    for (const std::string_view part : parts) size += part.size();
    char* const text = texts_.Take(size);
    char* to = text;
    for (const std::string_view part : parts) {
      std::memcpy(to, part.data(), part.size());
      to += part.size();
    }
    return Datum::Text({text, size});
  }
  // '#' becomes a digit, '@' a letter from A to Z, '^' a hex digit; the rest stays.
  std::string_view Fill(std::string_view pattern) {
    char* const text = texts_.Take(pattern.size());
    for (size_t i = 0; i < pattern.size(); ++i) text[i] = Filled(pattern[i]);
    return {text, pattern.size()};
  }
  Datum Pattern(std::string_view pattern) { return Datum::Text(Fill(pattern)); }
  char* Take(size_t size) { return texts_.Take(size); }

  Sha256& sha256() {
    if (!sha256_) sha256_.emplace();
    return *sha256_;
  }

  // There is no such cell: `failure` says why. The column stops there.
  Datum Fail(std::string failure) {
    failure_ = std::move(failure);
    return Datum::Null();
  }
  bool failed() const { return !failure_.empty(); }
  const std::string& failure() const { return failure_; }

 private:
  char Filled(char mark) {
    if (mark == '#') return static_cast<char>('0' + Below(10));
    if (mark == '@') return static_cast<char>('A' + Below(26));
    if (mark == '^') return "0123456789abcdef"[Below(16)];
    return mark;
  }

  const DrawingOptions& options_;
  TextArena& texts_;
  Rng rng_{0};
  std::array<const Datum*, kOthers> others_{};
  uint64_t bits_ = 0;  // of a random number, those that are left
  uint64_t used_ = 1;  // the product of the numbers of values that were chosen from with the others
  std::string scratch_;
  std::string failure_;
  std::optional<Sha256> sha256_;
};

// A whole number that is not negative, with zeros in front up to a width.
class Decimal {
 public:
  explicit Decimal(uint64_t value, size_t width = 1) {
    while (size_ < width || value > 0) {
      digits_[sizeof digits_ - ++size_] = static_cast<char>('0' + value % 10);
      value /= 10;
    }
  }
  operator std::string_view() const { return {digits_ + sizeof digits_ - size_, size_}; }

 private:
  char digits_[20];
  size_t size_ = 0;
};

}  // namespace harness
