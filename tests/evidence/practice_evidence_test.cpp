#include "evidence/practice_evidence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "evidence/multiplicity.hpp"
#include "evidence/reference.hpp"
#include "evidence/simulate.hpp"
#include "evidence/subgroup_slopes.hpp"

namespace intersession::evidence {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::number;

bool has(const std::vector<Note>& notes, Code code) {
  return std::any_of(notes.begin(), notes.end(), [&](const Note& n) { return n.code == code; });
}

Effect effect(double estimate, double half) {
  return {estimate, half / 1.96, 100, 0, 0, estimate - half, estimate + half};
}

VerdictInput input(Effect main, Effect a1, Effect m1d) {
  VerdictInput in;
  in.main = main, in.correlated = a1, in.detrended = m1d, in.clients = 60, in.rows = 600;
  return in;
}

TEST(Verdict, FollowsTheRule) {
  const auto clear = effect(-0.7, 0.2), open = effect(-0.1, 0.2), wide = effect(-0.5, 1.0),
             harmful = effect(0.7, 0.2);
  EXPECT_EQ(judge(input(clear, clear, clear)).verdict, Verdict::supported);
  EXPECT_EQ(judge(input(clear, open, clear)).verdict, Verdict::fragile);
  EXPECT_EQ(judge(input(clear, clear, open)).verdict, Verdict::fragile);
  EXPECT_EQ(judge(input(clear, open, open)).verdict, Verdict::cannot_tell);
  EXPECT_EQ(judge(input(open, clear, clear)).verdict, Verdict::no_sign);
  EXPECT_EQ(judge(input(harmful, clear, clear)).verdict, Verdict::harmful_direction);
  const auto unclear = judge(input(wide, wide, wide));
  EXPECT_EQ(unclear.verdict, Verdict::cannot_tell);
  EXPECT_EQ(unclear.further_rows, 1800u);  // half width 1.0 against 0.5: four times the sessions
  auto few = input(clear, clear, clear);
  few.clients = 14;
  EXPECT_EQ(judge(few).verdict, Verdict::indicative);
  auto few_and_open = input(open, clear, clear);
  few_and_open.clients = 14;
  EXPECT_EQ(judge(few_and_open).verdict, Verdict::cannot_tell);
  auto higher_is_better = input(harmful, harmful, harmful);
  higher_is_better.lower_is_better = false;
  EXPECT_EQ(judge(higher_is_better).verdict, Verdict::supported);
  EXPECT_THAT(between_sentence(harmful), HasSubstr("not better off"));
}

TEST(Verdict, NamesTheDirectionOnce) {
  VerdictInput in;
  in.main.estimate = -0.9, in.main.lo = -1.05, in.main.hi = -0.75;
  in.correlated = in.detrended = in.main, in.clients = 100, in.rows = 1000;
  EXPECT_NE(judge(in).sentence.find("lower by about 0.90 points per usual swing (between 0.75 and 1.05)"),
            std::string::npos);
  in.main.estimate = 0.9, in.main.lo = 0.75, in.main.hi = 1.05;
  EXPECT_NE(judge(in).sentence.find("higher by about 0.90 points per usual swing (between 0.75 and 1.05)"),
            std::string::npos);
}

TEST(Verdict, NoSentenceOfTheLibraryClaimsCauses) {
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(INTERSESSION_SOURCE_DIR) + "/src/evidence")) {
    std::ifstream in(entry.path());
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    EXPECT_THAT(text, Not(HasSubstr("cause"
                                    "s")))
        << entry.path();
  }
}

TEST(PracticeEvidence, SupportsWhatIsThere) {
  const auto e = practice_evidence(testing::sessions("S1_main"), {.therapists = true}).value();
  EXPECT_EQ(e.model, "M1");
  EXPECT_EQ(e.df_method, "satterthwaite");
  EXPECT_EQ(e.verdict.verdict, Verdict::supported);
  EXPECT_EQ(e.counts.clients, 120u);
  EXPECT_EQ(e.counts.rows, 1279u);
  EXPECT_EQ(e.counts.rows_used, 1008u);
  EXPECT_TRUE(e.nested.has_value());
  EXPECT_TRUE(e.reversed.has_value());
  EXPECT_EQ(e.most_influential.size(), 5u);
  EXPECT_LT(e.effects.contextual.hi, 0);
  EXPECT_GT(e.effects.between_adjusted, e.effects.between.estimate);
  EXPECT_GT(e.effects.reliability, 0.5);
  EXPECT_GT(e.effects.share_helpful, 0.95);
  EXPECT_GT(e.autocorrelation, 0.1);
  EXPECT_THAT(e.verdict.sentence, HasSubstr("lower by about"));
  EXPECT_TRUE(has(e.notes, Code::lagged_rows_lost));
}

TEST(PracticeEvidence, KeepsAndFlagsASingularFit) {
  const auto e = practice_evidence(testing::sessions("S7_null")).value();
  EXPECT_TRUE(e.main.singular);
  EXPECT_TRUE(e.intercept_only.has_value());
  EXPECT_TRUE(has(e.notes, Code::singular_fit));
  EXPECT_TRUE(std::isnan(e.effects.share_helpful));
  EXPECT_EQ(e.verdict.verdict, Verdict::no_sign);
}

TEST(PracticeEvidence, FewClientsGetASimplerModelAndAWeakerWord) {
  const auto e = practice_evidence(testing::sessions("S6_small")).value();
  EXPECT_EQ(e.model, "M1ri");
  EXPECT_EQ(e.df_method, "kenward_roger");
  EXPECT_TRUE(has(e.notes, Code::random_slope_dropped));
  EXPECT_TRUE(has(e.notes, Code::few_clients));
  EXPECT_THAT(
      (std::vector{Verdict::indicative, Verdict::cannot_tell, Verdict::no_sign, Verdict::harmful_direction}),
      ::testing::Contains(e.verdict.verdict));
  const auto reference = testing::read_json("evidence/S6_small.ref.json");
  const auto& m = testing::model_with_id(reference.at("models").as_array(), "M1ri_random_intercept_only");
  EXPECT_NEAR(e.headline.df, number(m.at("df_kr").at("xw1")), 0.1);
}

TEST(PracticeEvidence, RefusesFewerThanFiveClients) {
  const auto e = practice_evidence(testing::sessions("S3_nof1"));
  ASSERT_FALSE(e);
  EXPECT_EQ(e.error().code, Code::too_few_clients);
}

TEST(PracticeEvidence, RefusesHomeworkThatNeverVaries) {
  auto table = testing::simulate({});
  for (double& v : table.numbers[0].values)
    if (not std::isnan(v)) v = 5;
  const auto e = practice_evidence(Prepared::from(table).value());
  ASSERT_FALSE(e);
  EXPECT_EQ(e.error().code, Code::no_within_variation);
  EXPECT_EQ(e.error().names, std::vector<std::string>{"hw_qty"});
}

TEST(PracticeEvidence, SaysWhenTheEffectRestsOnFewClients) {
  auto table = testing::simulate({});
  for (std::size_t r = 0; r < table.rows(); ++r)
    if (table.client.code[r] % 2 == 0) table.numbers[0].values[r] = 4 + table.client.code[r] * 0.05;
  const auto e = practice_evidence(Prepared::from(table).value()).value();
  EXPECT_TRUE(has(e.notes, Code::little_within_variation));
}

TEST(PracticeEvidence, DropsTheSlopeWhenTooFewClientsCarryIt) {
  auto table = testing::simulate({.seed = 4, .clients = 30, .least_sessions = 4, .most_sessions = 4});
  const auto e = practice_evidence(Prepared::from(table).value()).value();
  EXPECT_EQ(e.model, "M1ri");
  EXPECT_TRUE(has(e.notes, Code::few_rows_per_client));
}

TEST(PracticeEvidence, HeadlineMovesWhenCarryOverChangesTheEffect) {
  const auto e = practice_evidence(testing::sessions("S1_main")).value();
  EXPECT_FALSE(e.headline_from_correlated);
  EXPECT_EQ(e.headline.estimate, e.main.effect("xw1").estimate);
}

TEST(SubgroupSlopes, TypesMatchReference) {
  const auto reference = testing::read_json("evidence/S4_types.ref.json");
  const auto s = subgroup_slopes(testing::sessions("S4_types"), "T1").value();
  ASSERT_EQ(s.slopes.size(), 5u);
  testing::check_absolute("S4_types", "chi square", s.heterogeneity.chi_square,
                          number(reference.at("lrt_heterogeneity").at("chisq")), 1e-4);
  testing::check_absolute("S4_types", "df", s.heterogeneity.df, 4, 0);
  testing::check_relative("S4_types", "p", s.heterogeneity.p,
                          number(reference.at("lrt_heterogeneity").at("p")), 1e-3);
  for (const auto& slope : s.slopes) {
    const auto key = "type1" + slope.level + ":xw1";
    testing::check_absolute("S4_types", "p Holm", slope.p_holm, number(reference.at("p_holm").at(key)), 1e-3);
    testing::check_absolute("S4_types", "p BH", slope.p_bh, number(reference.at("p_bh").at(key)), 1e-3);
  }
}

TEST(SubgroupSlopes, StagesAndRatersUseTheSameModel) {
  // The same grouping under another name must give the same slopes.
  auto table = read_sessions(testing::read_text("evidence/S4_types.csv")).value();
  auto stages = table;
  for (auto& c : stages.labels)
    if (c.name == "hw_type") c.name = "stage";
  const auto by_type = subgroup_slopes(Prepared::from(table).value(), "T1").value(),
             by_stage = subgroup_slopes(Prepared::from(stages).value(), "M1s").value();
  for (auto& c : stages.labels)
    if (c.name == "stage") c.name = "rater";
  const auto by_rater = subgroup_slopes(Prepared::from(stages).value(), "M1p").value();
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_EQ(by_type.slopes[k].effect.estimate, by_stage.slopes[k].effect.estimate);
    EXPECT_EQ(by_type.slopes[k].effect.estimate, by_rater.slopes[k].effect.estimate);
  }
  EXPECT_EQ(subgroup_slopes(testing::sessions("S1_main"), "M1s").error().code, Code::unknown_variable);
}

TEST(Multiplicity, KnownValues) {
  const double p[] = {0.01, 0.04, 0.03, 0.005};
  const auto h = holm(p), b = benjamini_hochberg(p);
  EXPECT_NEAR(h[0], 0.03, 1e-12);
  EXPECT_NEAR(h[1], 0.06, 1e-12);
  EXPECT_NEAR(h[2], 0.06, 1e-12);
  EXPECT_NEAR(h[3], 0.02, 1e-12);
  EXPECT_NEAR(b[0], 0.02, 1e-12);
  EXPECT_NEAR(b[1], 0.04, 1e-12);
  EXPECT_NEAR(b[2], 0.04, 1e-12);
  EXPECT_NEAR(b[3], 0.02, 1e-12);
}

TEST(LikelihoodRatio, NeedsNestedMlFits) {
  const auto& data = testing::sessions("S1_main");
  const auto small = fit_linear(build_frame(data, *catalogue_model("M1ri")).value()).value(),
             large = fit_linear(build_frame(data, *catalogue_model("M1u")).value()).value();
  EXPECT_EQ(likelihood_ratio(small, large).error().code, Code::invalid_argument);
  const auto t = variance_test(small, large).value();
  EXPECT_NEAR(t.chi_square, 4769.78536353599 - 4765.8871986643, 1e-5);
  EXPECT_NEAR(t.p, 0.0242, 1e-3);  // half of P(chi-square(1) > 3.898)
}

TEST(JointTest, OneRowIsTheSquaredT) {
  const auto frame = build_frame(testing::sessions("S1_main"), *catalogue_model("M1")).value();
  LinearModel model(frame, true);
  const auto fit = fit_linear(model).value();
  Eigen::MatrixXd row = Eigen::MatrixXd::Zero(1, 4);
  row(0, 1) = 1;
  const auto one = joint_test(model, fit, row);
  EXPECT_NEAR(one.f, fit.t[1] * fit.t[1], 1e-8);
  EXPECT_NEAR(one.df2, fit.df[1], 1e-3);
  Eigen::MatrixXd two = Eigen::MatrixXd::Zero(2, 4);
  two(0, 1) = two(1, 2) = 1;
  const auto both = joint_test(model, fit, two);
  EXPECT_EQ(both.df1, 2);
  EXPECT_LT(both.p, 1e-6);
}

}  // namespace
}  // namespace intersession::evidence
