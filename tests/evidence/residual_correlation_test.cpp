#include "evidence/residual_correlation.hpp"

#include <gtest/gtest.h>

#include <numbers>

#include "evidence/reference.hpp"

namespace intersession::evidence {
namespace {

using testing::number;

void check_correlated(const std::string& where, const LinearFit& fit, const boost::json::object& reference) {
  const auto& fixef =
      reference.contains("fixef") ? reference.at("fixef").as_object() : reference.at("coef").as_object();
  Eigen::Index k = 0;
  for (const auto& [name, value] : fixef) {
    // For ML, nlme multiplies standard errors by sqrt(n / (n - p)).
    const auto n = static_cast<double>(fit.nobs), p = static_cast<double>(fit.names.size());
    const double se =
        number(reference.at("se").as_object().at(name)) * (fit.reml ? 1 : std::sqrt((n - p) / n));
    testing::check(where, "beta / SE", fit.fixef[k], number(value),
                   std::abs(fit.fixef[k] - number(value)) / se, 1e-3);
    testing::check_relative(where, "SE", fit.se[k], se, 1e-4);
    ++k;
  }
  const auto& phi = reference.at("phi");
  testing::check_absolute(where, "phi", fit.phi, phi.is_array() ? 0 : number(phi), 1e-4);
  testing::check_absolute(where, "log likelihood", fit.log_lik, number(reference.at("logLik")), 1e-4);
  testing::check_relative(where, "sigma", fit.sigma, number(reference.at("sigma")), 1e-3);
}

TEST(ResidualCorrelation, MatchesReference) {
  for (const auto& [data, id, model, kind, reml] :
       {std::tuple("S1_main", "A1_lme_AR1", "M1", Correlation::ar1, true),
        std::tuple("S1_main", "A1ri_lme_AR1_random_intercept", "M1ri", Correlation::ar1, true),
        std::tuple("S1_main", "A1car_lme_CAR1", "M1", Correlation::car1, true),
        std::tuple("S1_main", "A1ml_lme_AR1_ML", "M1", Correlation::ar1, false),
        std::tuple("S6_small", "A1_lme_AR1", "M1", Correlation::ar1, true),
        std::tuple("S6_small", "A1ri_lme_AR1_random_intercept", "M1ri", Correlation::ar1, true)}) {
    const auto reference = testing::read_json(std::string("evidence/") + data + ".ref.json");
    const auto frame = build_frame(testing::sessions(data), catalogue_model(model).value()).value();
    const auto fit = fit_correlated(frame, kind, {.reml = reml});
    ASSERT_TRUE(fit) << id;
    check_correlated(std::string(data) + " " + id, *fit,
                     testing::model_with_id(reference.at("models").as_array(), id));
  }
}

TEST(ResidualCorrelation, IndependentResidualsAreTheOrdinaryModel) {
  const auto reference = testing::read_json("evidence/S1_main.ref.json");
  const auto frame = build_frame(testing::sessions("S1_main"), catalogue_model("M1").value()).value();
  check_correlated("S1_main A0_lme_iid", fit_with_phi(frame, 0).value(),
                   testing::model_with_id(reference.at("models").as_array(), "A0_lme_iid"));
}

TEST(ResidualCorrelation, OvaryMatchesReference) {
  const auto t = testing::read_table("third-party/evidence/std_ovary.csv");
  const auto time = t.number("Time");
  Frame frame;
  frame.y = t.number("follicles");
  frame.fixed = {{"(Intercept)", std::vector<double>(time.size(), 1.0)}, {"sin", {}}, {"cos", {}}};
  for (const double v : time) {
    frame.fixed[1].values.push_back(std::sin(2 * std::numbers::pi * v));
    frame.fixed[2].values.push_back(std::cos(2 * std::numbers::pi * v));
  }
  frame.random = {{"(Intercept)", 0, {}}};
  frame.intercepts = {0};
  frame.time.resize(time.size());
  for (std::size_t r = 0; r < time.size(); ++r) frame.time[r] = static_cast<double>(r);  // consecutive rows
  group_rows(frame, t.text("Mare"));
  const auto reference = testing::read_json("third-party/evidence/standards.ref.json");
  check_correlated("ovary_AR1", fit_correlated(frame, Correlation::ar1).value(),
                   testing::model_with_id(reference.at("models").as_array(), "ovary_AR1"));
}

TEST(ResidualCorrelation, IntervalOfPhiHoldsTheEstimateAndIsNearTheReference) {
  const auto frame = build_frame(testing::sessions("S1_main"), catalogue_model("M1").value()).value();
  const auto fit = fit_correlated(frame, Correlation::ar1, {.degrees_of_freedom = false}).value();
  const auto interval = phi_interval(frame, fit, Correlation::ar1);
  EXPECT_NEAR(interval.lo, 0.2520, 0.01);  // the reference's is a Wald interval
  EXPECT_NEAR(interval.hi, 0.4122, 0.01);
}

TEST(ResidualCorrelation, RefusesTimesThatDoNotRise) {
  auto frame = build_frame(testing::sessions("S6_small"), catalogue_model("M1").value()).value();
  frame.time[1] = frame.time[0];
  EXPECT_EQ(fit_correlated(frame, Correlation::ar1).error().code, Code::malformed_input);
}

}  // namespace
}  // namespace intersession::evidence
