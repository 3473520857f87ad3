// Every refusal, warning and simplification of the engine is reached here or named where it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "evidence/catalogue.hpp"
#include "evidence/logistic_fit.hpp"
#include "evidence/practice_evidence.hpp"
#include "evidence/simulate.hpp"
#include "evidence/subgroup_slopes.hpp"

namespace intersession::evidence {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

std::vector<Code> codes(const std::vector<Note>& notes) {
  std::vector<Code> out;
  for (const auto& n : notes) out.push_back(n.code);
  return out;
}

Prepared prepared(const testing::Truth& truth) {
  return Prepared::from(testing::simulate(truth)).value();
}

Frame main_frame() {
  return build_frame(prepared({}), *catalogue_model("M1")).value();
}

TEST(Refusals, TextThatIsNoNumberAndColumnsThatAreMissing) {
  const auto text = read_sessions("client,session,outcome\nA,1,five\n");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().front().code, Code::malformed_input);
  EXPECT_EQ(text.error().front().lines, std::vector<std::size_t>{2});
  EXPECT_EQ(read_sessions("client,session\nA,1\n").error().front().code, Code::missing_column);
}

TEST(Refusals, NoCompleteRows) {
  auto table = testing::simulate({});
  for (double& v : table.numbers[1].values) v = std::nan("");
  EXPECT_EQ(practice_evidence(Prepared::from(table).value()).error().code, Code::no_complete_rows);
}

TEST(Refusals, AModelWithMorePredictorsThanTheEngineCarries) {
  auto frame = main_frame();
  while (frame.p() < 60) frame.fixed.push_back({"x" + std::to_string(frame.p()), frame.y});
  EXPECT_EQ(fit_linear(frame).error().code, Code::too_large);
}

TEST(Refusals, ASearchThatDoesNotArrive) {
  auto frame = main_frame();
  frame.y[7] = std::nan("");
  EXPECT_EQ(fit_linear(frame).error().code, Code::not_converged);
}

TEST(Refusals, ARandomSlopeNeedsMoreRowsThanRandomEffects) {
  const auto e =
      practice_evidence(
          prepared({.seed = 11, .clients = 40, .least_sessions = 2, .most_sessions = 3, .missing = 0}))
          .value();
  EXPECT_EQ(e.model, "M1ri");
  EXPECT_THAT(codes(e.notes), Contains(Code::random_slope_dropped));
}

TEST(Refusals, FewerThanTwoTypesToCompare) {
  auto table = testing::simulate({.clients = 30});
  for (auto& code : table.labels[1].values.code) code = 0;
  const auto s = subgroup_slopes(Prepared::from(table).value(), "T1");
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().code, Code::level_too_few);
}

TEST(Refusals, TherapistsThatAreTooFewOrChange) {
  const auto few = practice_evidence(prepared({.therapists = 4}), {.therapists = true}).value();
  EXPECT_FALSE(few.nested);
  EXPECT_THAT(codes(few.notes), Contains(Code::too_few_therapists));
  auto table = testing::simulate({.therapists = 6});
  auto& code = table.labels[0].values.code;
  code[0] = (code[0] + 1) % 6;  // the first session of the first client
  const auto changed = practice_evidence(Prepared::from(table).value(), {.therapists = true}).value();
  ASSERT_TRUE(changed.nested);
  EXPECT_THAT(codes(changed.notes), Contains(Code::therapist_changed));
}

TEST(Refusals, StrongCarryOverIsSaidAndShown) {
  const auto e =
      practice_evidence(prepared({.clients = 80, .least_sessions = 18, .phi = 0.98, .sd_level = 0.1}))
          .value();
  ASSERT_TRUE(e.correlated);
  EXPECT_GT(e.correlated->phi, 0.9);
  EXPECT_THAT(codes(e.notes), Contains(Code::strong_autocorrelation));
  EXPECT_TRUE(e.headline_from_correlated);
}

TEST(Refusals, CarryOverThatMovesTheEffectChangesTheHeadline) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto e = practice_evidence(prepared({.seed = seed, .clients = 20, .phi = 0.75, .sd_level = 1}));
    if (not e or not e->correlated) continue;
    const auto a1 = e->correlated->effect("xw1");
    const bool moved = std::abs(a1.estimate - e->main.effect("xw1").estimate) > e->main.effect("xw1").se;
    const auto said = codes(e->notes);
    EXPECT_EQ(std::ranges::count(said, Code::autocorrelation_changes_effect), moved ? 1 : 0) << seed;
    if (not moved) continue;
    EXPECT_EQ(e->headline.estimate, a1.estimate);
    return;
  }
  FAIL() << "no data set in which carry-over moves the effect";
}

TEST(Refusals, HomeworkThatFollowsTheScoresIsSaid) {
  const auto e =
      practice_evidence(prepared({.within = 0, .sd_within = 0, .between = 0, .reversed = -0.6})).value();
  EXPECT_THAT(codes(e.notes), Contains(Code::feedback));
  EXPECT_NE(e.verdict.verdict, Verdict::harmful_direction);
  EXPECT_NE(e.verdict.verdict, Verdict::supported);
}

TEST(Verdict, AsksTheCheckThatDoesNotLookAheadWhereHomeworkFollowsTheScores) {
  const auto effect = [](double estimate, double half) {
    return Effect{estimate, half / 1.96, 100, 0, 0, estimate - half, estimate + half};
  };
  const auto helpful = effect(-0.7, 0.2), unhelpful = effect(0.7, 0.2), open = effect(-0.1, 0.2);
  const auto judged = [&](const Effect& main, const Effect& reversed,
                          std::optional<Effect> without_looking_ahead) {
    VerdictInput in;
    in.main = main, in.correlated = main, in.detrended = main, in.clients = 60, in.rows = 600;
    in.reversed = reversed, in.predetermined = without_looking_ahead;
    return judge(in);
  };
  EXPECT_EQ(judged(helpful, open, open).verdict, Verdict::supported);  // no feedback: the check is not asked
  EXPECT_EQ(judged(helpful, unhelpful, helpful).verdict, Verdict::supported);
  EXPECT_EQ(judged(helpful, unhelpful, open).verdict, Verdict::fragile);
  EXPECT_EQ(judged(helpful, helpful, std::nullopt).verdict, Verdict::fragile);
  EXPECT_EQ(judged(unhelpful, helpful, unhelpful).verdict, Verdict::harmful_direction);
  EXPECT_EQ(judged(unhelpful, helpful, open).verdict, Verdict::cannot_tell);
  EXPECT_THAT(judged(unhelpful, helpful, open).sentence, HasSubstr("homework followed the scores"));
}

TEST(PredeterminedEffect, RefusesTooFewClientsAndConstantHomework) {
  EXPECT_EQ(predetermined_effect(prepared({.clients = 4})).error().code, Code::too_few_clients);
  auto table = testing::simulate({});
  for (double& v : table.numbers[0].values) v = 5;
  EXPECT_EQ(predetermined_effect(Prepared::from(table).value()).error().code, Code::no_within_variation);
}

TEST(Refusals, EveryCodeHasItsOwnName) {
  std::vector<std::string> names;
  for (int k = 0; k <= static_cast<int>(Code::too_large); ++k) {
    names.emplace_back(name(static_cast<Code>(k)));
    EXPECT_NE(names.back(), "unknown") << k;
  }
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

}  // namespace
}  // namespace intersession::evidence
