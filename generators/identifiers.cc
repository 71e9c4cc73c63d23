#include "generators/identifiers.h"

#include <algorithm>
#include <charconv>

namespace harness {
namespace {

constexpr int64_t kMaxStart = 1'000'000'000'000'000;  // and step, either way: no sum of them overflows
constexpr int kMaxWidth = 18;

// Random UUIDs (RFC 9562, version 4).
class UuidColumn final : public DataColumn {
 public:
  UuidColumn(Rng draws, std::string prefix, bool upper_case)
      : draws_(draws), prefix_(std::move(prefix)), digits_(upper_case ? "0123456789ABCDEF" : "0123456789abcdef") {}

  Result<> Fill(Records& records, std::span<Datum> cells) const override {
    const size_t size = prefix_.size() + 36;
    for (size_t i = 0; i < cells.size(); ++i) {
      Rng rng = draws_.With(records.first + i);
      char* text = records.texts.Take(size);
      prefix_.copy(text, prefix_.size());
      const uint64_t high = rng.Next64();
      const uint64_t low = rng.Next64();
      Write(high, low, text + prefix_.size());
      cells[i] = Datum::Text({text, size});
    }
    return {};
  }

 private:
  void Write(uint64_t high, uint64_t low, char* to) const {
    high = (high & ~uint64_t{0xf000}) | 0x4000;              // version
    low = (low & ~(uint64_t{3} << 62)) | uint64_t{2} << 62;  // variant
    for (int digit = 0; digit < 32; ++digit) {
      if (digit == 8 || digit == 12 || digit == 16 || digit == 20) *to++ = '-';
      *to++ = digits_[((digit < 16 ? high : low) >> (60 - 4 * (digit % 16))) & 15];
    }
  }

  const Rng draws_;
  const std::string prefix_;
  const char* const digits_;
};

Result<std::unique_ptr<DataColumn>> MakeUuid(const Node& config, const DataColumnContext& context) {
  const Node* prefix = config.Find("prefix");
  const Node* upper = config.Find("uppercase");
  return std::make_unique<UuidColumn>(context.draws, prefix ? prefix->AsString() : "", upper && upper->AsBool());
}

// start, start + step, …: numbers, or texts with a prefix and zeros in front.
class SequenceColumn final : public DataColumn {
 public:
  SequenceColumn(int64_t start, int64_t step, bool is_text, std::string prefix, int width)
      : start_(start), step_(step), is_text_(is_text), prefix_(std::move(prefix)), width_(width) {}

  Result<> Fill(Records& records, std::span<Datum> cells) const override {
    std::string text;
    for (size_t i = 0; i < cells.size(); ++i) {
      const int64_t number = start_ + step_ * static_cast<int64_t>(records.first + i);
      if (!is_text_) {
        cells[i] = Datum::Integer(number);
        continue;
      }
      text = prefix_;
      fmt::format_to(std::back_inserter(text), "{:0{}}", number, width_);
      cells[i] = Datum::Text(records.texts.Keep(text));
    }
    return {};
  }

 private:
  const int64_t start_, step_;
  const bool is_text_;
  const std::string prefix_;
  const int width_;
};

Result<std::unique_ptr<DataColumn>> MakeSequence(const Node& config, const DataColumnContext& context) {
  Diagnostics mistakes;
  const auto read = [&](const char* name, int64_t otherwise, int64_t least, int64_t most) {
    const Node* node = config.Find(name);
    if (!node) return otherwise;
    if (node->AsInteger() < least || node->AsInteger() > most)
      mistakes.Add(node->MakeDiagnostic(
          fmt::format("'{}' must be between {} and {}, found {}", name, least, most, node->AsString())));
    return node->AsInteger();
  };
  const int64_t start = read("start", 1, -kMaxStart, kMaxStart), width = read("width", 0, 0, kMaxWidth);
  const int64_t most = kMaxStart / static_cast<int64_t>(std::max<uint64_t>(context.count, 1));
  const int64_t step = read("step", 1, -most, most);
  if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
  const Node* prefix = config.Find("prefix");
  const bool is_text = prefix || config.Find("width");
  return std::make_unique<SequenceColumn>(start, step, is_text, prefix ? prefix->AsString() : "",
                                          static_cast<int>(width));
}

}  // namespace

ColumnType SequenceColumnType() {
  ColumnType type;
  type.name = "sequence";
  type.doc = "Numbers one after another, or texts of them: INC0000001, INC0000002, …";
  type.value = {
      .name = "",
      .types = kMap,
      .doc = "",
      .shape = std::make_shared<Shape>(Shape{
          {{.name = "start", .types = kInteger, .doc = "Of the first record (default 1)."},
           {.name = "step", .types = kInteger, .doc = "From one record to the next (default 1)."},
           {.name = "prefix", .types = kText, .doc = "Before the number; makes it a text."},
           {.name = "width", .types = kInteger, .doc = "Digits at least, with zeros in front; makes it a text."}}})};
  type.make = MakeSequence;
  return type;
}

ColumnType UuidColumnType() {
  ColumnType type;
  type.name = "uuid";
  type.doc = "A random UUID (version 4).";
  type.value = {.name = "",
                .types = kMap,
                .doc = "",
                .shape = std::make_shared<Shape>(
                    Shape{{{.name = "prefix", .types = kText, .doc = "Before it."},
                           {.name = "uppercase", .types = kBool, .doc = "A to F instead of a to f."}}})};
  type.make = MakeUuid;
  return type;
}

}  // namespace harness
