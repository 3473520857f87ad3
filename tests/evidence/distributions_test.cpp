#include "evidence/distributions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "evidence/minimise.hpp"

namespace intersession::evidence {
namespace {

TEST(Distributions, KnownValues) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_quantile(1e-12), -7.034483825301132, 1e-9);
  EXPECT_NEAR(t_quantile(0.975, 5), 2.570581835636314, 1e-12);
  EXPECT_NEAR(t_quantile(0.025, 17.5), -2.1052329722, 1e-8);  // Simpson's rule over the density
  EXPECT_NEAR(t_quantile(0.975, 1), 12.706204736174694, 1e-9);
  EXPECT_NEAR(t_two_sided_p(2.0, 10), 0.07338803477074037, 1e-13);
  EXPECT_NEAR(chi_square_upper(3.841458820694124, 1), 0.05, 1e-13);
  EXPECT_NEAR(chi_square_quantile(0.95, 10), 18.307038053275146, 1e-10);
  EXPECT_NEAR(f_upper(4.256494729093748, 2, 9), 0.05, 1e-12);
  EXPECT_NEAR(log_gamma(0.5), 0.5723649429247001, 1e-13);
  EXPECT_NEAR(log_gamma(101), 363.73937555556349, 1e-10);
}

TEST(Distributions, QuantilesUndoProbabilities) {
  for (const double p : {0.001, 0.2, 0.5, 0.9, 0.9999}) {
    EXPECT_NEAR(normal_cdf(normal_quantile(p)), p, 1e-14);
    for (const double df : {1.0, 2.5, 30.0, 400.0}) {
      const double t = t_quantile(p, df);
      EXPECT_NEAR(0.5 * t_two_sided_p(t, df), std::min(p, 1 - p), 1e-11);
      EXPECT_NEAR(1 - chi_square_upper(chi_square_quantile(p, df), df), p, 1e-10);
    }
  }
  EXPECT_EQ(t_quantile(0.975, std::numeric_limits<double>::infinity()), normal_quantile(0.975));
  EXPECT_TRUE(std::isnan(t_two_sided_p(1, std::nan(""))));
}

TEST(Minimise, FindsTheBottomOfACurvedValley) {
  const Objective rosenbrock = [](const Eigen::VectorXd& x, Eigen::VectorXd& g) {
    const double a = 1 - x[0], b = x[1] - x[0] * x[0];
    g[0] = -2 * a - 400 * x[0] * b, g[1] = 200 * b;
    return a * a + 100 * b * b;
  };
  const auto m = minimise(rosenbrock, Eigen::Vector2d(-1.2, 1));
  EXPECT_TRUE(m.converged);
  EXPECT_NEAR(m.x[0], 1, 1e-6);
}

TEST(Minimise, LeavesASaddle) {
  const Objective f = [](const Eigen::VectorXd& x, Eigen::VectorXd& g) {
    g[0] = 2 * x[0], g[1] = -2 * x[1] + 4 * x[1] * x[1] * x[1];
    return x[0] * x[0] - x[1] * x[1] + std::pow(x[1], 4);
  };
  const auto m = minimise(f, Eigen::Vector2d(1, 0));  // starts where the second gradient is 0
  EXPECT_NEAR(std::abs(m.x[1]), std::sqrt(0.5), 1e-6);
}

TEST(Minimise, ScalarSearchAndRoot) {
  EXPECT_NEAR(minimise_scalar([](double x) { return std::pow(x - 0.3, 2); }, -1, 1, 1e-9).x, 0.3, 1e-7);
  EXPECT_NEAR(root([](double x) { return x * x - 2; }, 0, 2, 1e-14), std::sqrt(2.0), 1e-12);
}

}  // namespace
}  // namespace intersession::evidence
