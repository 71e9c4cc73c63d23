// Figures that were published for two real data sets, which are not part of the repository.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "harness/base/csv.h"
#include "harness/results/quality/quality_gate.h"
#include "harness/results/quality/quality_report.h"

namespace harness {
namespace {

class ReferencePoints : public testing::Test {
 protected:
  // Reads a column of a data set; the test is skipped if it is not there.
  void Read(const std::string& name, const std::string& column) {
    const char* given = std::getenv("HARNESS_DATA");
    const std::string data = given ? given : std::string(HARNESS_SOURCE_DIR) + "/../shared/data";
    const std::string path = data + "/" + name;
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "there is no " << path << "; set HARNESS_DATA";
    auto file = MakeFiles()->OpenRead(path);
    ASSERT_TRUE(file);
    auto reader = CsvReader::Open(std::move(*file));
    ASSERT_TRUE(reader);
    const auto& names = (*reader)->columns();
    const auto place = static_cast<size_t>(std::ranges::find(names, column) - names.begin());
    ValueColumn& texts = table_.columns.emplace_back(column);
    for (auto row = (*reader)->Next(); row && *row; row = (*reader)->Next(), ++table_.rows)
      texts.Add((*row)->fields[place]);
    report_ = MeasureQuality(table_, nullptr);
    ASSERT_EQ(report_.texts.size(), 1u);
  }

  const TextQuality& text() const { return report_.texts[0]; }
  std::vector<QualityVerdict> DefaultGates() const {
    std::vector<QualityVerdict> verdicts;
    for (const QualityGateResult& gate : JudgeQuality(DefaultQualityGates(), report_)) verdicts.push_back(gate.verdict);
    return verdicts;
  }

  ValueTable table_;
  QualityReport report_;
};

// Equal to the last digit that was published, which is less than 1 % of each.
constexpr double kThird = 0.0005;

TEST_F(ReferencePoints, SyntheticTicketsAreCondemned) {
  Read("soba-500/tickets.csv", "description");
  if (IsSkipped() || HasFatalFailure()) return;
  EXPECT_DOUBLE_EQ(*text().near_twins.value, 0.992);
  EXPECT_NEAR(*text().distinct[1].value, 0.096, kThird);
  EXPECT_NEAR(*text().self_bleu.value, 0.996, kThird);
  EXPECT_NEAR(*text().vendi.q1.value, 0.133, kThird);
  EXPECT_NEAR(*text().vendi.q2.value, 0.074, kThird);
  EXPECT_EQ(DefaultGates(), std::vector(3, QualityVerdict::kFails));
}

TEST_F(ReferencePoints, RealTicketsPass) {
  Read("it-tickets/tickets.csv", "Document");
  if (IsSkipped() || HasFatalFailure()) return;
  EXPECT_NEAR(*text().near_twins.value, 0.041, kThird);
  EXPECT_FALSE(text().near_twins.most);
  EXPECT_NEAR(*text().distinct[1].value, 0.638, kThird);
  EXPECT_NEAR(*text().self_bleu.value, 0.215, kThird);
  EXPECT_NEAR(*text().vendi.q1.value, 0.852, kThird);
  EXPECT_NEAR(*text().vendi.q2.value, 0.583, kThird);
  EXPECT_EQ(DefaultGates(), std::vector(3, QualityVerdict::kHolds));
}

}  // namespace
}  // namespace harness
