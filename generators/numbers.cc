#include "generators/numbers.h"

#include <algorithm>
#include <cmath>

#include "generators/drawn_column.h"
#include "generators/portable_math.h"
#include "harness/base/text.h"

namespace harness {
namespace {

using Made = Result<std::unique_ptr<DataColumn>>;

constexpr int kMaxDecimals = 15;
constexpr double kMaxCount = 1e6;        // of trials, or the mean of a count
constexpr double kMaxValue = 1e15;       // whole numbers up to it are exact, and some digits behind the point
constexpr double kMostLogarithm = 34.5;  // of kMaxValue
constexpr double kMostDeviations = 8.3;  // that OpenUnit can be away from the mean
constexpr double kPoissonPart = 500;     // e^-500 is still far from the smallest number

const Field kDecimals{.name = "decimals", .types = kInteger, .doc = "Digits behind the point, 0 to 15."};

Field Parameters(std::vector<Field> fields) {
  return {.name = "", .types = kMap, .doc = "", .shape = std::make_shared<Shape>(Shape{std::move(fields)})};
}

Field Parameter(const char* name, const char* doc) {
  return {.name = name, .types = kNumber, .doc = doc, .required = true};
}

// The parameters of one column, read with every mistake in them.
class Reader {
 public:
  explicit Reader(const Node& config) : config_(config) {}

  double Number(const char* name, double least, double most, std::string_view what) {
    const Node& node = *config_.Find(name);
    const double value = node.AsNumber();
    if (value >= least && value <= most) return value;
    mistakes_.Add(node.MakeDiagnostic(fmt::format("'{}' must be {}, found {}", name, what, node.AsString())));
    return least;
  }
  double Number(const char* name) { return Number(name, -kMaxValue, kMaxValue, "between -1e15 and 1e15"); }
  double Deviation(const char* name) { return Number(name, 0, kMaxValue, "at least 0 and at most 1e15"); }
  double Probability(const char* name) { return Number(name, 0, 1, "between 0 and 1"); }

  // Below 0: not given.
  int Decimals() {
    const Node* node = config_.Find("decimals");
    if (!node) return -1;
    if (node->AsInteger() >= 0 && node->AsInteger() <= kMaxDecimals) return static_cast<int>(node->AsInteger());
    mistakes_.Add(node->MakeDiagnostic(fmt::format("'decimals' must be between 0 and 15, found {}", node->AsString())));
    return -1;
  }

  void Mistake(std::string message) { mistakes_.Add(config_.MakeDiagnostic(std::move(message))); }
  bool good() const { return mistakes_.empty(); }
  Unexpected error() && { return Unexpected(std::move(mistakes_).ToError()); }

 private:
  const Node& config_;
  Diagnostics mistakes_;
};

// A number with so many decimals: none make it whole.
Datum Rounded(double value, int decimals) {
  if (decimals != 0) return Datum::Number(value, decimals);
  return Datum::Integer(static_cast<int64_t>(std::floor(value + 0.5)));
}

// In [low, high); low if they are equal. A sum that rounds up to `high` is drawn again.
double Between(double low, double high, Rng& rng) {
  for (int tries = 0; tries < 64; ++tries)
    if (const double value = low + (high - low) * rng.Unit(); value < high) return value;
  return low;
}

Made MakeUniform(const Node& config, const DataColumnContext& context) {
  Reader reader(config);
  const double low = reader.Number("low"), high = reader.Number("high");
  const int decimals = reader.Decimals();
  if (reader.good() && low > high) reader.Mistake("'low' is greater than 'high'");
  if (!reader.good()) return std::move(reader).error();
  if (decimals < 0) return MakeDrawn(context, [=](Rng& rng) { return Datum::Number(Between(low, high, rng)); });
  // Every number of so many decimals from low to high is as likely as any other.
  double scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  const double first = std::ceil(low * scale - 1e-9), last = std::floor(high * scale + 1e-9);
  if (first > last)
    return config.Fail("there is no number with {} between 'low' and 'high'",
                       Counted(static_cast<uint64_t>(decimals), "decimal"));
  if (std::max(std::fabs(first), std::fabs(last)) > 0x1p53)
    return config.Fail("'decimals' are too many for such numbers: at most 15 digits in all are exact");
  const auto begin = static_cast<int64_t>(first);
  const uint64_t steps = static_cast<uint64_t>(static_cast<int64_t>(last) - begin) + 1;
  return MakeDrawn(context, [=](Rng& rng) {
    const int64_t step = begin + static_cast<int64_t>(rng.Uniform(steps));
    return decimals == 0 ? Datum::Integer(step) : Datum::Number(static_cast<double>(step) / scale, decimals);
  });
}

Made MakeGaussian(const Node& config, const DataColumnContext& context) {
  Reader reader(config);
  const double mean = reader.Number("mean"), deviation = reader.Deviation("stddev");
  const int decimals = reader.Decimals();
  if (!reader.good()) return std::move(reader).error();
  return MakeDrawn(context,
                   [=](Rng& rng) { return Rounded(mean + deviation * NormalQuantile(OpenUnit(rng)), decimals); });
}

Made MakeLognormal(const Node& config, const DataColumnContext& context) {
  Reader reader(config);
  const double mu = reader.Number("mu", -30, 30, "between -30 and 30");
  const double sigma = reader.Number("sigma", 0, 10, "between 0 and 10");
  const int decimals = reader.Decimals();
  if (reader.good() && mu + kMostDeviations * sigma > kMostLogarithm)
    reader.Mistake("'mu' and 'sigma' make numbers beyond 1e15: mu + 8.3 sigma may be 34.5 at most");
  if (!reader.good()) return std::move(reader).error();
  return MakeDrawn(context, [=](Rng& rng) {
    return Rounded(std::min(PortableExp(mu + sigma * NormalQuantile(OpenUnit(rng))), kMaxValue), decimals);
  });
}

Made MakeExponential(const Node& config, const DataColumnContext& context) {
  Reader reader(config);
  const double mean = reader.Number("mean", 0, 1e12, "at least 0 and at most 1e12");
  const int decimals = reader.Decimals();
  if (!reader.good()) return std::move(reader).error();
  return MakeDrawn(context, [=](Rng& rng) { return Rounded(-mean * PortableLog(OpenUnit(rng)), decimals); });
}

Made MakeBernoulli(const Node& config, const DataColumnContext& context) {
  Reader reader(config);
  const double p = reader.Probability("p");
  if (!reader.good()) return std::move(reader).error();
  return MakeDrawn(context, [=](Rng& rng) { return Datum::Bool(rng.Unit() < p); });
}

// How many of n trials succeed: the waiting times between successes are geometric (Devroye, Non-Uniform Random Variate
// Generation, 1986, X.4.3). For p <= 1/2.
int64_t DrawBinomial(Rng& rng, int64_t n, double p) {
  if (p <= 0) return 0;
  const double log_q = p < 1e-8 ? -p - p * p / 2 : PortableLog(1 - p);
  int64_t successes = 0;
  for (double tried = 0;;) {
    tried += std::floor(PortableLog(OpenUnit(rng)) / log_q) + 1;
    if (tried > static_cast<double>(n)) return successes;
    ++successes;
  }
}

Made MakeBinomial(const Node& config, const DataColumnContext& context) {
  Reader reader(config);
  const double n = reader.Number("n", 0, kMaxCount, "between 0 and 1000000"), p = reader.Probability("p");
  if (!reader.good()) return std::move(reader).error();
  const auto trials = static_cast<int64_t>(n);
  return MakeDrawn(context, [=](Rng& rng) {
    return Datum::Integer(p <= 0.5 ? DrawBinomial(rng, trials, p) : trials - DrawBinomial(rng, trials, 1 - p));
  });
}

// Knuth's product of uniforms, in parts whose e^-mean can be told from 0: a sum of Poisson variables is one.
int64_t DrawPoisson(Rng& rng, double mean) {
  int64_t events = 0;
  for (double left = mean; left > 0; left -= kPoissonPart) {
    const double floor = PortableExp(-std::min(left, kPoissonPart));
    for (double product = OpenUnit(rng); product > floor; product *= OpenUnit(rng)) ++events;
  }
  return events;
}

Made MakePoisson(const Node& config, const DataColumnContext& context) {
  Reader reader(config);
  const double mean = reader.Number("mean", 0, kMaxCount, "between 0 and 1000000");
  if (!reader.good()) return std::move(reader).error();
  return MakeDrawn(context, [=](Rng& rng) { return Datum::Integer(DrawPoisson(rng, mean)); });
}

}  // namespace

ColumnType BernoulliColumnType() {
  return {.name = "bernoulli",
          .doc = "True with probability p.",
          .value = Parameters({Parameter("p", "The probability of true.")}),
          .make = MakeBernoulli};
}

ColumnType BinomialColumnType() {
  return {.name = "binomial",
          .doc = "How many of n trials succeed, each with probability p.",
          .value = Parameters({{.name = "n", .types = kInteger, .doc = "Trials.", .required = true},
                               Parameter("p", "The probability of a success.")}),
          .make = MakeBinomial};
}

ColumnType ExponentialColumnType() {
  return {.name = "exponential",
          .doc = "Exponentially distributed: waiting times.",
          .value = Parameters({Parameter("mean", "The mean, 1 / rate."), kDecimals}),
          .make = MakeExponential};
}

ColumnType GaussianColumnType() {
  return {
      .name = "gaussian",
      .doc = "Normally distributed.",
      .value = Parameters({Parameter("mean", "The mean."), Parameter("stddev", "The standard deviation."), kDecimals}),
      .make = MakeGaussian};
}

ColumnType LognormalColumnType() {
  return {.name = "lognormal",
          .doc = "A number whose logarithm is normally distributed.",
          .value = Parameters({Parameter("mu", "The mean of the logarithm."),
                               Parameter("sigma", "The standard deviation of the logarithm."), kDecimals}),
          .make = MakeLognormal};
}

ColumnType PoissonColumnType() {
  return {.name = "poisson",
          .doc = "Poisson distributed: how many events there are.",
          .value = Parameters({Parameter("mean", "The mean number of events.")}),
          .make = MakePoisson};
}

ColumnType UniformColumnType() {
  return {.name = "uniform",
          .doc = "Any number between two, all as likely.",
          .value = Parameters({Parameter("low", "The least."),
                               Parameter("high", "The greatest; without `decimals` it is not reached."), kDecimals}),
          .make = MakeUniform};
}

}  // namespace harness
