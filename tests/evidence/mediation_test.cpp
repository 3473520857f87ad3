#include "evidence/mediation.hpp"

#include <gtest/gtest.h>

#include "evidence/reference.hpp"

namespace intersession::evidence {
namespace {

using testing::check_absolute;
using testing::check_relative;
using testing::number;

TEST(Mediation, StackedModelMatchesReference) {
  const auto file = testing::read_json("evidence/S1_mediation.ref.json");
  const auto& reference = file.at("stacked_111").as_object();
  const auto m = mediate(testing::sessions("S1_main")).value();
  const std::string where = "S1_main mediation";
  // The reference's optimiser stopped early (a likelihood below ours), so its last digits are not binding.
  testing::check(where, "log likelihood", m.fit.log_lik, number(reference.at("logLik")),
                 number(reference.at("logLik")) - m.fit.log_lik, 1e-5);
  EXPECT_EQ(m.fit.nobs, 2078u);
  for (const auto& [name, value] : reference.at("fixef").as_object()) {
    const double se = number(reference.at("se").at(name));
    const auto k = m.fit.index(std::string(name));
    testing::check(where, "beta / SE", m.fit.fixef[k], number(value),
                   std::abs(m.fit.fixef[k] - number(value)) / se, 0.05);
    check_relative(where, "SE", m.fit.se[k], se, 2e-3);
  }
  check_absolute(where, "a", m.a, number(reference.at("a")), 1e-3);
  check_absolute(where, "b", m.b, number(reference.at("b")), 1e-3);
  check_absolute(where, "direct", m.direct, number(reference.at("direct_c")), 1e-3);
  check_absolute(where, "cov(a, b)", m.covariance_ab, number(reference.at("cov_ab_random")), 1e-3);
  check_absolute(where, "indirect", m.indirect, number(reference.at("indirect")), 1e-3);
  check_relative(where, "sigma", m.fit.sigma, number(reference.at("sigma_m")), 1e-3);
  check_relative(where, "SD ratio", m.sd_ratio, number(reference.at("sigma_ratio_y")), 1e-3);
  EXPECT_LT(m.indirect_hi, 0);
  EXPECT_GT(m.indirect_lo, -0.6);
  EXPECT_TRUE(m.share_shown);
}

TEST(Mediation, IntervalDoesNotChangeBetweenRuns) {
  const auto first = mediate(testing::sessions("S1_main")).value(),
             second = mediate(testing::sessions("S1_main")).value();
  EXPECT_EQ(first.indirect_lo, second.indirect_lo);
  EXPECT_EQ(first.total_se, second.total_se);
}

}  // namespace
}  // namespace intersession::evidence
