#include "measures/change.hpp"

#include <gtest/gtest.h>

#include "measures/data.hpp"

namespace intersession::measures {
namespace {

Change of(const char* id, const char* scale, std::vector<double> values) {
  static const auto kAll = testing::real_instruments();
  return change(*kAll->find(id), scale, values).value();
}

TEST(Change, NeedsTwoScores) {
  const auto all = testing::real_instruments();
  EXPECT_FALSE(change(*all->find("phq-9"), "total", std::vector<double>{}));
  EXPECT_FALSE(change(*all->find("phq-9"), "total", std::vector<double>{12}));
}

TEST(Change, IsReliableFromThePublishedPointsOn) {
  EXPECT_EQ(of("phq-9", "total", {15, 12, 10}).kind, ChangeKind::kWithinError);
  EXPECT_EQ(of("phq-9", "total", {16, 10}).kind, ChangeKind::kReliablyBetter);
  EXPECT_FALSE(of("phq-9", "total", {16, 10}).crossed_cutoff);
  EXPECT_TRUE(of("phq-9", "total", {16, 9}).crossed_cutoff);
  EXPECT_FALSE(of("phq-9", "total", {9, 3}).crossed_cutoff);
  EXPECT_EQ(of("phq-9", "total", {9, 15}).kind, ChangeKind::kReliablyWorse);
  EXPECT_EQ(of("phq-9", "total", {9, 4}).noticeable, true);
  EXPECT_EQ(of("phq-9", "total", {9, 5}).noticeable, false);
}

TEST(Change, FollowsTheDirectionAndTheScaleOfTheFigure) {
  EXPECT_EQ(of("swls", "total", {10, 17}).kind, ChangeKind::kReliablyBetter);
  EXPECT_EQ(of("swls", "total", {17, 10}).kind, ChangeKind::kReliablyWorse);
  EXPECT_FALSE(of("swls", "total", {10, 17}).crossed_cutoff);  // no cut-off is published
  EXPECT_EQ(of("dass-21", "anxiety", {20, 12}).kind, ChangeKind::kReliablyBetter);
  EXPECT_TRUE(of("dass-21", "anxiety", {20, 6}).crossed_cutoff);
  EXPECT_EQ(of("who-5", "percent", {40, 52}).noticeable, true);
  EXPECT_EQ(of("who-5", "percent", {40, 52}).kind, ChangeKind::kRawOnly);
}

// PCL-5: clinically significant only at 28 or less (Marx 2022), although the cut-off is 33.
TEST(Change, TakesAStricterPublishedEndPoint) {
  EXPECT_FALSE(of("pcl-5", "total", {50, 30}).crossed_cutoff);
  EXPECT_TRUE(of("pcl-5", "total", {50, 28}).crossed_cutoff);
}

TEST(Change, IsRawWhereNoFigureIsTraceable) {
  const auto raw = of("k10", "total", {40, 20});
  EXPECT_EQ(raw.kind, ChangeKind::kRawOnly);
  EXPECT_EQ(raw.raw(), -20);
  EXPECT_FALSE(raw.noticeable);
  // Men and women have other cut-offs, and the record does not hold the sex: none is applied.
  const auto drink = of("audit-c", "total", {8, 2});
  EXPECT_FALSE(drink.crossed_cutoff);
  EXPECT_EQ(drink.figures, nullptr);
}

TEST(Instrument, KnowsWhichScalesArePartsOfAnother) {
  const auto all = testing::real_instruments();
  const auto part = [&](const char* id, const char* scale) {
    return all->find(id)->is_part(*all->find(id)->find_scale(scale));
  };
  EXPECT_FALSE(part("pcl-5", "total"));
  EXPECT_TRUE(part("pcl-5", "B"));
  EXPECT_TRUE(part("who-5", "raw"));
  EXPECT_FALSE(part("dass-21", "stress"));
  EXPECT_TRUE(part("alliance-3", "bond"));
  EXPECT_FALSE(part("problem-tracker", "p2"));
}

TEST(Change, CarriesItsSources) {
  const auto shown = to_json(of("gad-7", "total", {15, 8}));
  EXPECT_EQ(shown.at("reliableChange").at("value").to_number<double>(), 6);
  EXPECT_EQ(shown.at("reliableChange").at("verification").as_string(), "looked-up");
  EXPECT_EQ(shown.at("alternatives").as_array().at(0).at("verification").as_string(), "citation-from-memory");
  EXPECT_EQ(shown.at("cutoff").at("value").to_number<double>(), 10);
  EXPECT_EQ(shown.at("smallestDifference").at("verification").as_string(), "citation-from-memory");
}

}  // namespace
}  // namespace intersession::measures
