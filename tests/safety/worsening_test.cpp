// What got reliably worse while something was worked on.
#include "safety/worsening.hpp"

#include <gtest/gtest.h>

#include "measures/data.hpp"

namespace intersession::safety {
namespace {

using std::chrono::days;

constexpr core::Instant kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

class WorseningRule : public ::testing::Test {
 protected:
  const measures::Instrument* phq9 = all->find("phq-9");
  const measures::Instrument* who5 = all->find("who-5");
  Measured at(const measures::Instrument* instrument, int day, double value) const {
    return {instrument, kStart + days{day}, value};
  }
  static std::vector<Worked> from_to(int from, int until) {
    return {{"graded-exposure", kStart + days{from}, kStart + days{until}}};
  }
  static inline const auto all = measures::testing::real_instruments();
};

TEST_F(WorseningRule, ComparesTheLastScoreBeforeWithTheLastUntilAFortnightAfter) {
  ASSERT_NE(phq9, nullptr);
  const double least = phq9->change.front().reliable.value().value;
  const std::vector measured{at(phq9, -20, 20), at(phq9, -1, 8), at(phq9, 6, 8 + least), at(phq9, 30, 3)};
  const auto found = worsenings(from_to(0, 14), measured);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].activity, "graded-exposure");
  EXPECT_EQ(found[0].before_at, kStart - days{1});
  EXPECT_EQ(found[0].after_at, kStart + days{6});
  EXPECT_EQ(found[0].change.raw(), least);
  ASSERT_NE(found[0].change.figures, nullptr);
  EXPECT_TRUE(worsenings(from_to(0, 20), measured).empty()) << "day 30 counts by then, and it is better";
}

TEST_F(WorseningRule, SaysNothingWithinTheErrorOfMeasurementOrOfOneScoreAlone) {
  const double least = phq9->change.front().reliable.value().value;
  EXPECT_TRUE(worsenings(from_to(0, 14), std::vector{at(phq9, -1, 8), at(phq9, 6, 8 + least - 1)}).empty());
  EXPECT_TRUE(worsenings(from_to(0, 14), std::vector{at(phq9, -1, 20), at(phq9, 6, 4)}).empty()) << "better";
  EXPECT_TRUE(worsenings(from_to(0, 14), std::vector{at(phq9, 1, 4), at(phq9, 6, 20)}).empty())
      << "nothing is known of before";
  EXPECT_TRUE(worsenings(from_to(0, 14), std::vector{at(phq9, -1, 4)}).empty());
  EXPECT_TRUE(worsenings({}, std::vector{at(phq9, -1, 4), at(phq9, 6, 20)}).empty());
}

TEST_F(WorseningRule, KnowsWhichWayIsWorseAndNamesTheLatestOfAnActivity) {
  ASSERT_NE(who5, nullptr);
  const std::vector measured{at(who5, -1, 80), at(phq9, -1, 4), at(phq9, 6, 20),
                             at(who5, 7, 20),  at(phq9, 39, 4), at(phq9, 46, 21)};
  const std::vector<Worked> twice{{"graded-exposure", kStart, kStart + days{14}},
                                  {"graded-exposure", kStart + days{40}, kStart + days{50}}};
  const auto found = worsenings(twice, measured);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].instrument, phq9);
  EXPECT_EQ(found[0].change.last, 21) << "the later of two";
  EXPECT_EQ(std::ranges::count(found, phq9, &Worsening::instrument), 1);
  for (const auto& each : found) {
    if (each.instrument == who5) {
      EXPECT_LT(each.change.raw(), 0) << "well-being falls";
    }
  }
}

}  // namespace
}  // namespace intersession::safety
