#include "evidence/panel_model.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "evidence/reference.hpp"

namespace intersession::evidence {
namespace {

using testing::check_absolute;
using testing::number;

TEST(PanelModel, MatchesReference) {
  const auto reference = testing::read_json("evidence/S5_waves.ref.json");
  const auto waves = panel_waves(testing::sessions("S5_waves"), "hw_qty", "outcome", 8).value();
  const auto fit = fit_panel(waves).value();
  const std::string where = "S5_waves RI-CLPM";
  const auto compare = [&](const std::string& ours, const boost::json::object& item) {
    const auto& p = fit.at(ours);
    const double se = number(item.at("se"));
    testing::check(where, "estimate / SE", p.estimate, number(item.at("est")),
                   std::abs(p.estimate - number(item.at("est"))) / se, 1e-2);
    testing::check_relative(where, "SE", p.se, se, 1e-2);
  };
  const std::map<std::string, std::string> innovations{{"sx", "Ixx"}, {"sy", "Iyy"}, {"sxy", "Ixy"}};
  for (const auto& item : reference.at("params").as_array()) {
    const std::string label(item.at("label").as_string());
    compare(innovations.contains(label) ? innovations.at(label) : label, item.as_object());
  }
  const char* level2[] = {"RIxx", "RIyy", "RIxy", "W1xx", "W1yy", "W1xy"};
  for (std::size_t k = 0; k < 6; ++k)
    compare(level2[k], reference.at("level2_and_wave1").as_array()[k].as_object());
  for (const auto& [name, value] : reference.at("means").as_object())
    check_absolute(where, "means", fit.at("mean_" + std::string(name)).estimate, number(value), 1e-3);
  const auto& f = reference.at("fit").as_object();
  check_absolute(where, "log likelihood", fit.log_lik, number(f.at("logl")), 1e-3);
  check_absolute(where, "chi square", fit.chi_square, number(f.at("chisq")), 1e-2);
  check_absolute(where, "df", fit.df, number(f.at("df")), 0);
  check_absolute(where, "p", fit.p, number(f.at("pvalue")), 1e-3);
  check_absolute(where, "CFI", fit.cfi, number(f.at("cfi")), 1e-4);
  check_absolute(where, "RMSEA", fit.rmsea, number(f.at("rmsea")), 1e-3);
  check_absolute(where, "AIC", fit.aic, number(f.at("aic")), 2e-3);
  check_absolute(where, "BIC", fit.bic, number(f.at("bic")), 2e-3);
}

TEST(PanelModel, GradientAgreesWithCentralDifferences) {
  const auto data = panel_waves(testing::sessions("S5_waves"), "hw_qty", "outcome", 8).value();
  Eigen::VectorXd p(29);
  p << 0.25, -0.1, -0.2, 0.3, 1.4, -0.6, 5, 2, -0.3, 4, 1.5, -0.2,
      3,  // lags, traits, first wave, innovations
      Eigen::VectorXd::Constant(8, 5.2), Eigen::VectorXd::Constant(8, 11);
  Eigen::VectorXd gradient, unused;
  ASSERT_TRUE(std::isfinite(panel_deviance(data, p, gradient)));
  for (Eigen::Index k = 0; k < p.size(); ++k) {
    const double step = 1e-5 * (1 + std::abs(p[k]));
    Eigen::VectorXd up = p, down = p;
    up[k] += step, down[k] -= step;
    const double slope = (panel_deviance(data, up, unused) - panel_deviance(data, down, unused)) / (2 * step);
    EXPECT_NEAR(gradient[k], slope, 1e-5 * (1 + std::abs(slope))) << k;
  }
}

TEST(PanelModel, UnitsDoNotMatter) {
  Eigen::MatrixXd waves = panel_waves(testing::sessions("S5_waves"), "hw_qty", "outcome", 8).value();
  const auto plain = fit_panel(waves).value();
  waves.leftCols(8) *= 1e-3;
  const auto scaled = fit_panel(waves).value();
  EXPECT_NEAR(scaled.at("ayx").estimate, plain.at("ayx").estimate * 1e3, 1e-4 * 1e3);
  EXPECT_NEAR(scaled.at("ayx").z, plain.at("ayx").z, 1e-3);
  EXPECT_NEAR(scaled.chi_square, plain.chi_square, 1e-4);
}

TEST(PanelModel, RefusesTooFewClientsAndOddWaves) {
  const Eigen::MatrixXd waves = panel_waves(testing::sessions("S5_waves"), "hw_qty", "outcome", 8).value();
  EXPECT_EQ(fit_panel(waves.topRows(60)).error().code, Code::too_few_clients);
  EXPECT_EQ(fit_panel(waves.leftCols(6)).error().code, Code::invalid_argument);
  Eigen::MatrixXd empty = waves;
  empty.col(3).setConstant(std::nan(""));
  EXPECT_EQ(fit_panel(empty).error().code, Code::few_usable_rows);
}

}  // namespace
}  // namespace intersession::evidence
