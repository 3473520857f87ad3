#include "evidence/meta_analysis.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "evidence/reference.hpp"

namespace intersession::evidence {
namespace {

using testing::check_absolute;
using testing::check_relative;
using testing::number;

std::vector<double> numbers(const boost::json::value& v) {
  std::vector<double> out;
  if (v.is_array())
    for (const auto& x : v.as_array()) out.push_back(number(x));
  else
    for (const auto& x : v.as_object()) out.push_back(number(x.value()));
  return out;
}

void check_pooled(const std::string& where, const boost::json::object& reference, Between method) {
  const auto yi = numbers(reference.at("yi")), vi = numbers(reference.at("vi"));
  std::vector<Study> studies;
  for (std::size_t i = 0; i < yi.size(); ++i) studies.push_back({"study " + std::to_string(i), yi[i], vi[i]});
  const auto m = pool(studies, method).value();
  const auto at = [&](const char* key) { return number(reference.at(key)); };
  const auto both = [&](const char* what, const Interval& i, const char* key, double limit) {
    const auto r = numbers(reference.at(key));
    check_absolute(where, what, i.lo, r[0], limit), check_absolute(where, what, i.hi, r[1], limit);
  };
  check_absolute(where, "b", m.estimate, at("b"), 1e-6);
  check_absolute(where, "SE", m.se_z, at("se_z"), 1e-6);
  check_absolute(where, "SE HKSJ", m.se_hksj, at("se_hksj"), 1e-6);
  both("CI", m.ci_z, "ci_z", 1e-5);
  both("CI HKSJ", m.ci_hksj, "ci_hksj", 1e-5);
  check_absolute(where, "p", m.p_z, at("p_z"), 1e-6);
  check_absolute(where, "p HKSJ", m.p_hksj, at("p_hksj"), 1e-6);
  check_absolute(where, "tau2", m.tau2, at("tau2"), 1e-5);
  check_absolute(where, "SE tau2", m.se_tau2, at("se_tau2"), 1e-5);
  check_absolute(where, "I2", m.i2, at("I2"), 1e-3);
  check_absolute(where, "H2", m.h2, at("H2"), 1e-4);
  check_absolute(where, "Q", m.q, at("QE"), 1e-6);
  check_absolute(where, "p of Q", m.q_p, at("QEp"), 1e-8);
  both("prediction", m.prediction, "pi_hksj", 1e-4);
  const auto profile = numbers(reference.at("tau2_ci_qprofile"));
  // metafor finds the lower end by uniroot() to 1.2e-4 (.Machine$double.eps^0.25), so an end near zero is
  // known to that and no better.
  EXPECT_NEAR(m.tau2_ci.lo, profile[0], std::max(1e-3 * profile[0], 1.2e-4)) << where;
  check_relative(where, "Q-profile", m.tau2_ci.hi, profile[1], 1e-3);
  check_absolute(where, "log likelihood", m.log_lik, at("logLik"), 1e-5);
  const auto weights = numbers(reference.at("weights_pct")), loo = numbers(reference.at("leave1out_b")),
             blup = numbers(reference.at("blup_head"));
  for (std::size_t i = 0; i < weights.size(); ++i)
    check_absolute(where, "weights", m.weights_percent[i], weights[i], 1e-3);
  const auto without = leave_one_out(studies, method);
  for (std::size_t i = 0; i < loo.size(); ++i)
    check_absolute(where, "leave one out", without[i], loo[i], 1e-5);
  for (std::size_t i = 0; i < blup.size(); ++i) check_absolute(where, "BLUP", m.blup[i], blup[i], 1e-5);
}

TEST(MetaAnalysis, MatchesReference) {
  const auto clinics = testing::read_json("evidence/S2_clinics.ref.json");
  check_pooled("S2_clinics REML", clinics.at("pooled").as_object(), Between::reml);
  check_pooled("S2_clinics DL", clinics.at("pooled_DL").as_object(), Between::dersimonian_laird);
  const auto standards = testing::read_json("third-party/evidence/standards.ref.json");
  check_pooled("dat.bcg REML", testing::model_with_id(standards.at("models").as_array(), "bcg_REML"),
               Between::reml);
  check_pooled("dat.bcg DL", testing::model_with_id(standards.at("models").as_array(), "bcg_DL"),
               Between::dersimonian_laird);
  const auto molloy = testing::read_json("third-party/evidence/std_molloy2014.ref.json");
  check_pooled("dat.molloy2014 REML", testing::model_with_id(molloy.at("models").as_array(), "molloy_REML"),
               Between::reml);
}

TEST(MetaAnalysis, TruncationNeverGivesAZeroWidth) {
  const auto m = pool({{"a", 0.5, 0.1}, {"b", 0.5, 0.1}, {"c", 0.5, 0.1}}).value();
  EXPECT_EQ(m.se_hksj, 0);
  EXPECT_GT(m.se_truncated, 0.1);
  EXPECT_EQ(m.tau2, 0);
  EXPECT_EQ(m.tau2_ci.lo, 0);
}

TEST(MetaAnalysis, RefusesOneStudyAndWarnsOfTwo) {
  EXPECT_EQ(pool({{"a", 0.5, 0.1}}).error().code, Code::too_few_clinics);
  EXPECT_EQ(pool({{"a", 0.5, 0.1}, {"b", 0.4, 0}}).error().code, Code::invalid_argument);
  EXPECT_EQ(pool({{"a", 0.5, 0.1}, {"b", 0.4, 0.1}}).value().notes.front().code, Code::too_few_clinics);
}

}  // namespace
}  // namespace intersession::evidence
