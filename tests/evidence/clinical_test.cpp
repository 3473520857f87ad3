#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evidence/expected_response.hpp"
#include "evidence/goal_attainment.hpp"
#include "evidence/n_of_1.hpp"
#include "evidence/reference.hpp"
#include "evidence/reliable_change.hpp"
#include "evidence/single_case.hpp"

namespace intersession::evidence {
namespace {

using testing::check_absolute;
using testing::number;

std::vector<double> numbers(const boost::json::value& v) {
  std::vector<double> out;
  if (not v.is_array()) return {number(v)};
  for (const auto& x : v.as_array()) out.push_back(number(x));
  return out;
}

const boost::json::value& reference() {
  static const auto file = testing::read_json("evidence/single_case.ref.json");
  return file;
}

TEST(SingleCase, MatchesReference) {
  for (const auto& item : reference().at("sced").as_object()) {
    const auto& r = item.value().as_object();
    const auto direction =
        r.at("improvement").as_string() == "decrease" ? Improvement::decrease : Improvement::increase;
    const auto s = single_case(numbers(r.at("A")), numbers(r.at("B")), direction).value();
    const std::string where = "single case " + std::string(item.key());
    const std::pair<const char*, double> values[] = {{"meanA", s.mean_a},
                                                     {"meanB", s.mean_b},
                                                     {"sdA", s.sd_a},
                                                     {"sdB", s.sd_b},
                                                     {"pos", s.positive},
                                                     {"neg", s.negative},
                                                     {"tie", s.ties},
                                                     {"S_AB", s.s_ab},
                                                     {"S_A", s.s_a},
                                                     {"S_B", s.s_b},
                                                     {"NAP", s.nap},
                                                     {"Tau", s.tau},
                                                     {"Tau_U_parker2011", s.tau_u},
                                                     {"se_tau_normal", s.se_tau},
                                                     {"z_tau", s.z_tau},
                                                     {"p_tau", s.p_tau},
                                                     {"PND", s.pnd},
                                                     {"PEM", s.pem},
                                                     {"baseline_tau_b", s.baseline_tau_b},
                                                     {"baseline_theil_sen", s.baseline_slope},
                                                     {"Tau_baseline_corrected", s.tau_baseline_corrected},
                                                     {"smd_glass", s.smd_glass},
                                                     {"hedges_g", s.hedges_g}};
    for (const auto& [key, value] : values) {
      const double expected = number(r.at(key));
      if (std::isnan(expected))
        EXPECT_TRUE(std::isnan(value)) << where << " " << key;
      else
        check_absolute(where, key, value, expected, 1e-8);
    }
  }
}

TEST(SingleCase, CorrectsForAClearBaselineTrend) {
  const double a[] = {20, 19, 18, 17, 16, 15}, b[] = {14, 13, 13, 12, 11, 10, 10, 9};
  const auto s = single_case(a, b, Improvement::decrease).value();
  EXPECT_NEAR(s.baseline_p, 2.0 / 720, 1e-12);  // one order in 720, either way
  EXPECT_TRUE(s.corrected_is_default);
  EXPECT_EQ(s.headline, s.tau_baseline_corrected);
}

TEST(SingleCase, SaysWhenTauUIsBeyondOneAndRefusesShortPhases) {
  const double a[] = {18, 17, 19, 18, 20}, b[] = {16, 15, 15, 12, 13, 11, 10, 9, 10};
  EXPECT_EQ(single_case(a, b, Improvement::decrease).value().notes.size(), 1u);
  EXPECT_EQ(single_case(std::span(a).first(2), b, Improvement::decrease).error().code, Code::few_usable_rows);
}

TEST(RandomisationTest, MatchesReference) {
  for (const auto& item : reference().at("randomisation").as_array()) {
    const auto& r = item.as_object();
    const auto start = static_cast<std::size_t>(number(r.at("start"))) - 1;
    const auto t = randomisation_test(numbers(r.at("y")), start, true).value();
    const std::string where = "randomisation test";
    EXPECT_EQ(t.admissible, static_cast<std::size_t>(number(r.at("n_admissible"))));
    const auto statistics = numbers(r.at("stats"));
    for (std::size_t i = 0; i < statistics.size(); ++i)
      check_absolute(where, "statistics", t.statistics[i], statistics[i], 1e-8);
    check_absolute(where, "p lower", t.p_lower, number(r.at("p_lower")), 1e-8);
    check_absolute(where, "p upper", t.p_upper, number(r.at("p_upper")), 1e-8);
    check_absolute(where, "p two-sided", t.p_two_sided, number(r.at("p_two_sided")), 1e-8);
    EXPECT_EQ(randomisation_test(numbers(r.at("y")), start, false).error().code, Code::not_randomised);
  }
}

TEST(ReliableChange, MatchesReference) {
  for (const auto& item : reference().at("rci").as_array()) {
    const auto& r = item.as_object();
    const ChangeRule rule{
        .sd = number(r.at("sd")), .reliability = number(r.at("r")), .cutoff = number(r.at("cutoff"))};
    const auto pre = numbers(r.at("pre")), post = numbers(r.at("post")), rci = numbers(r.at("rci"));
    for (std::size_t i = 0; i < pre.size(); ++i) {
      const auto c = reliable_change(pre[i], post[i], rule).value();
      check_absolute("reliable change", "RCI", c.rci, rci[i], 1e-8);
      check_absolute("reliable change", "least change", c.least_change, number(r.at("min_change")), 1e-8);
      EXPECT_EQ(name(c.kind), r.at("class").as_array()[i].as_string());
    }
  }
}

TEST(ReliableChange, PresetsCountPointsAndUseMeasuredSessionsOnly) {
  const auto rule = preset_rule("PHQ-9").value();
  const double none = std::nan("");
  const double recovered[] = {none, 15, none, 9, none}, improved[] = {20, 14}, same[] = {15, 10},
               worse[] = {9, 15};
  EXPECT_EQ(reliable_change(recovered, rule)->kind, ChangeClass::recovered);
  EXPECT_EQ(reliable_change(improved, rule)->kind, ChangeClass::improved);
  EXPECT_EQ(reliable_change(same, rule)->kind, ChangeClass::unchanged);
  EXPECT_EQ(reliable_change(worse, rule)->kind, ChangeClass::deteriorated);
  EXPECT_EQ(reliable_change(std::span(recovered).first(3), rule).error().code, Code::few_usable_rows);
  EXPECT_FALSE(preset_rule("other").has_value());
  EXPECT_FALSE(rule.source.empty());
}

TEST(ReliableChange, LowerCanBeWorse) {
  const ChangeRule rule{.sd = 5, .reliability = 0.8, .cutoff = 30, .higher_is_worse = false};
  EXPECT_EQ(reliable_change(20, 35, rule)->kind, ChangeClass::recovered);
  EXPECT_EQ(reliable_change(35, 20, rule)->kind, ChangeClass::deteriorated);
  EXPECT_NEAR(cutoff_from_norms(5, 3, 15, 5), 8.75, 1e-12);
}

TEST(GoalAttainment, MatchesReference) {
  for (const auto& item : reference().at("gas").as_array()) {
    const auto x = numbers(item.at("x")), w = numbers(item.at("w"));
    std::vector<GoalScore> goals;
    for (std::size_t i = 0; i < x.size(); ++i) goals.push_back({x[i], w[i]});
    check_absolute("goal attainment", "T", goal_attainment_t(goals).value(), number(item.at("T")), 1e-8);
  }
  EXPECT_EQ(goal_attainment_t({}).error().code, Code::no_complete_rows);
  const GoalScore wrong[] = {{3, 1}};
  EXPECT_EQ(goal_attainment_t(wrong).error().code, Code::invalid_argument);
}

TEST(ExpectedResponse, EnvelopeMatchesReference) {
  const auto file = testing::read_json("evidence/S1_expected_response.ref.json");
  const auto response = ExpectedResponse::learn(testing::sessions("S1_main")).value();
  const std::string where = "S1_main expected response";
  check_absolute(where, "baseline mean", response.baseline_mean(), number(file.at("baseline_mean")), 1e-8);
  for (const auto& item : file.at("envelope").as_array()) {
    const auto b = response.band(number(item.at("base")), static_cast<int>(number(item.at("session"))));
    check_absolute(where, "expected", b.expected, number(item.at("expected")), 1e-4);
    check_absolute(where, "SD", b.sd, number(item.at("pred_sd")), 1e-4);
    check_absolute(where, "upper 68", b.upper68, number(item.at("upper68two")), 1e-4);
    check_absolute(where, "upper 80", b.upper80, number(item.at("upper80two")), 1e-4);
    check_absolute(where, "lower 80", b.lower80, number(item.at("lower80two")), 1e-4);
  }
}

TEST(ExpectedResponse, SignalsFromTheSecondSessionAndForecastsNarrow) {
  const auto response =
      ExpectedResponse::learn(testing::sessions("S1_main"), {.integer = true, .lowest = 0, .highest = 27})
          .value();
  EXPECT_EQ(response.signal(14, 1, 27), Signal::none);
  EXPECT_EQ(response.signal(14, 8, 27), Signal::red);
  EXPECT_EQ(response.signal(14, 8, 9), Signal::none);
  const auto b = response.band(14, 8);
  EXPECT_EQ(b.upper80, std::ceil(b.upper80));
  const Measured so_far[] = {{2, 16}, {3, 16}, {4, 17}};
  const auto f = response.forecast(14, so_far, 8);
  EXPECT_LT(f.sd, b.sd);
  EXPECT_GT(f.expected, b.expected);
  EXPECT_EQ(ExpectedResponse::learn(testing::sessions("S6_small")).error().code, Code::too_few_clients);
}

TEST(NOfOne, MatchesReference) {
  const auto file = testing::read_json("evidence/S3_nof1.ref.json");
  for (const auto& item : file.at("n_of_1").as_array()) {
    const std::string client(item.at("client").as_string());
    const auto& gls = item.at("gls").as_object();
    const std::string where = "S3_nof1 " + client;
    const auto report = n_of_one(testing::sessions("S3_nof1"), client).value();
    ASSERT_EQ(report.depth, Depth::model);
    EXPECT_EQ(report.rows, static_cast<std::size_t>(number(gls.at("nobs"))));
    for (std::size_t k = 0; k < 3; ++k) {
      const auto& n = report.fit->names[k];
      const auto i = static_cast<Eigen::Index>(k);
      const double se = number(gls.at("se").at(n));
      testing::check(where, "beta / SE", report.fit->fixef[i], number(gls.at("coef").at(n)),
                     std::abs(report.fit->fixef[i] - number(gls.at("coef").at(n))) / se, 1e-3);
      testing::check_relative(where, "SE", report.fit->se[i], se, 1e-3);
      check_absolute(where, "p", report.fit->p[i], number(gls.at("p").at(n)), 1e-3);
      check_absolute(where, "CI", report.fit->ci_lo[i], number(gls.at("ci95_lo").at(n)), 1e-3);
    }
    check_absolute(where, "phi", report.phi, number(gls.at("phi")), 1e-4);
    check_absolute(where, "log likelihood", report.fit->log_lik, number(gls.at("logLik")), 1e-4);
    testing::check_relative(where, "sigma", report.sigma, number(gls.at("sigma")), 1e-3);
  }
}

TEST(NOfOne, SaysLessWithFewerSessions) {
  const auto& data = testing::sessions("S6_small");
  bool graph_only = false;
  for (std::size_t c = 0; c < data.clients(); ++c) {
    const auto report = n_of_one(data, data.client_name(c)).value();
    EXPECT_EQ(report.depth, report.rows >= 12  ? Depth::model
                            : report.rows >= 8 ? Depth::graph_and_tau
                                               : Depth::graph);
    EXPECT_EQ(report.slope.has_value(), report.depth == Depth::model);
    graph_only = graph_only or report.depth == Depth::graph;
  }
  EXPECT_TRUE(graph_only);
  EXPECT_EQ(n_of_one(data, "nobody").error().code, Code::unknown_variable);
  const auto fixed = n_of_one(testing::sessions("S3_nof1"), "C1", {.group_phi = 0.3}).value();
  EXPECT_TRUE(fixed.phi_from_group);
  EXPECT_EQ(fixed.phi, 0.3);
}

}  // namespace
}  // namespace intersession::evidence
