#include "generators/times.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "generators/drawn_column.h"
#include "harness/base/clock.h"
#include "harness/base/text.h"

namespace harness {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::microseconds;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::sys_time;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr std::array kUnits = {"Y", "M", "D", "h", "m", "s"};  // by TimeUnit
constexpr int64_t kSecond = 1'000'000;                         // µs
constexpr int64_t kFirstMoment = -62'135'596'800 * kSecond;    // 0001-01-01
constexpr int64_t kLastMoment = 253'402'300'799 * kSecond;     // 9999-12-31T23:59:59

// Of a day and what is shorter.
int64_t MicrosOf(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kHour:
      return 3600 * kSecond;
    case TimeUnit::kMinute:
      return 60 * kSecond;
    case TimeUnit::kSecond:
      return kSecond;
    default:
      return 86'400 * kSecond;
  }
}

TimeUnit UnitOf(const Node* node, TimeUnit otherwise) {
  if (!node) return otherwise;
  const auto found = std::find(kUnits.begin(), kUnits.end(), node->AsString());
  return static_cast<TimeUnit>(found - kUnits.begin());
}

Field UnitField(const char* doc) {
  return {.name = "unit", .types = kText, .doc = doc, .choices = {kUnits.begin(), kUnits.end()}};
}

// Units since 1970, and back.
int64_t Count(int64_t micros, TimeUnit unit) {
  if (unit > TimeUnit::kMonth) return micros / MicrosOf(unit) - (micros % MicrosOf(unit) < 0 ? 1 : 0);
  const year_month_day date(floor<days>(sys_time<microseconds>(microseconds(micros))));
  const int64_t year = int64_t{int{date.year()}} - 1970;
  return unit == TimeUnit::kYear ? year : year * 12 + unsigned{date.month()} - 1;
}

int64_t MicrosAt(int64_t count, TimeUnit unit) {
  if (unit > TimeUnit::kMonth) return count * MicrosOf(unit);
  const year_month month =
      year_month(std::chrono::year(1970), std::chrono::January) + months(unit == TimeUnit::kYear ? count * 12 : count);
  return microseconds(sys_days(month / 1).time_since_epoch()).count();
}

// The first unit that begins at a moment or later.
int64_t CountUp(int64_t micros, TimeUnit unit) {
  const int64_t count = Count(micros, unit);
  return MicrosAt(count, unit) < micros ? count + 1 : count;
}

Result<int64_t> ReadMoment(const Node& node) {
  const Result<int64_t> moment = ParseTimestamp(node.AsString());
  if (!moment) return node.Fail("{}", moment.error().Message());
  if (*moment < kFirstMoment || *moment > kLastMoment)
    return node.Fail("a moment of the years 1 to 9999 is expected here");
  return moment;
}

Result<std::unique_ptr<DataColumn>> MakeDatetime(const Node& config, const DataColumnContext& context) {
  Diagnostics mistakes;
  int64_t start = 0, end = 0;
  const bool read = mistakes.Take(ReadMoment(*config.Find("start")), start) &
                    static_cast<int>(mistakes.Take(ReadMoment(*config.Find("end")), end));
  if (!read) return Unexpected(std::move(mistakes).ToError());
  const TimeUnit unit = UnitOf(config.Find("unit"), TimeUnit::kSecond);
  const int64_t first = CountUp(start, unit), behind = CountUp(end, unit);
  if (first >= behind)
    return config.Fail("no {} begins between 'start' and 'end', which is not itself among them",
                       std::array{"year", "month", "day", "hour", "minute", "second"}[static_cast<size_t>(unit)]);
  return MakeDrawn(context, [=](Rng& rng) {
    const auto offset = static_cast<int64_t>(rng.Uniform(static_cast<uint64_t>(behind - first)));
    return Datum::Time(MicrosAt(first + offset, unit), unit);
  });
}

class TimedeltaColumn final : public DataColumn {
 public:
  TimedeltaColumn(Node config, size_t from, microseconds least, microseconds most, Rng draws)
      : config_(std::move(config)), from_(from), least_(least), most_(most), draws_(draws) {}

  Result<> Fill(Records& records, std::span<Datum> cells) const override {
    for (size_t i = 0; i < cells.size(); ++i) {
      const Datum& from = records.columns[from_][i];
      if (from.IsNull()) {
        cells[i] = Datum::Null();
        continue;
      }
      if (from.kind() != Datum::Kind::kTime)
        return config_.Fail("column '{}' holds no moments to count from", config_.Find("from")->AsString());
      auto moment = After(from, draws_.With(records.first + i));
      if (!moment) return Unexpected(moment.error());
      cells[i] = *moment;
    }
    return {};
  }

 private:
  Result<Datum> After(const Datum& from, Rng rng) const {
    const TimeUnit unit = UnitOf(config_.Find("unit"), std::max(from.unit(), TimeUnit::kDay));
    const int64_t step = MicrosOf(unit);
    const int64_t first = (least_.count() + step - 1) / step, last = most_.count() / step;
    if (first > last)
      return config_.Fail("there is no whole {} between 'min' and 'max'; give a finer 'unit'",
                          std::array{"", "", "day", "hour", "minute", "second"}[static_cast<size_t>(unit)]);
    const int64_t steps = first + static_cast<int64_t>(rng.Uniform(static_cast<uint64_t>(last - first) + 1));
    const int64_t moment = from.AsInteger() + steps * step;
    if (moment > kLastMoment) return config_.Fail("the moment after {} lies behind the year 9999", TextOf(from));
    return Datum::Time(moment, std::max(unit, from.unit()));
  }

  static std::string TextOf(const Datum& moment) {
    std::string text;
    moment.AppendText(text);
    return text;
  }

  const Node config_;
  const size_t from_;
  const microseconds least_, most_;
  const Rng draws_;
};

Result<std::unique_ptr<DataColumn>> MakeTimedelta(const Node& config, const DataColumnContext& context) {
  Diagnostics mistakes;
  microseconds least{}, most{};
  if (const Node* min = config.Find("min")) mistakes.Take(ReadDuration(*min), least);
  mistakes.Take(ReadDuration(*config.Find("max")), most);
  if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
  if (least > most) return config.Fail("'min' is longer than 'max'");
  return std::make_unique<TimedeltaColumn>(config, context.index_of(config.Find("from")->AsString()), least, most,
                                           context.draws);
}

}  // namespace

ColumnType DatetimeColumnType() {
  ColumnType type;
  type.name = "datetime";
  type.doc = "Any moment between two, all as likely.";
  type.value = {.name = "",
                .types = kMap,
                .doc = "",
                .shape = std::make_shared<Shape>(
                    Shape{{{.name = "start", .types = kText, .doc = "The first moment.", .required = true},
                           {.name = "end", .types = kText, .doc = "The moment behind the last.", .required = true},
                           UnitField("How finely it is told: Y, M, D, h, m or s (the default).")}})};
  type.make = MakeDatetime;
  return type;
}

ColumnType TimedeltaColumnType() {
  ColumnType type;
  type.name = "timedelta";
  type.doc = "A moment after that of another column.";
  type.value = {.name = "",
                .types = kMap,
                .doc = "",
                .shape = std::make_shared<Shape>(
                    Shape{{{.name = "from", .types = kText, .doc = "The other column.", .required = true},
                           {.name = "min", .types = kDuration, .doc = "The shortest time between (default 0s)."},
                           {.name = "max", .types = kDuration, .doc = "The longest.", .required = true},
                           {.name = "unit",
                            .types = kText,
                            .doc = "In whole ones of which: D, h, m or s; without, those of the other column.",
                            .choices = {"D", "h", "m", "s"}}}})};
  type.reads = [](const Node& value, Files&) -> Result<std::map<std::string, Node>> {
    const Node& from = *value.Find("from");
    return std::map<std::string, Node>{{from.AsString(), from}};
  };
  type.make = MakeTimedelta;
  return type;
}

}  // namespace harness
