#include "evidence/logistic_fit.hpp"

#include <gtest/gtest.h>

#include "evidence/logistic_model.hpp"
#include "evidence/reference.hpp"

namespace intersession::evidence {
namespace {

using testing::number;

void check_logistic(const std::string& where, const LogisticFit& fit, const boost::json::object& reference) {
  EXPECT_EQ(fit.nobs, static_cast<std::size_t>(number(reference.at("nobs")))) << where;
  EXPECT_EQ(fit.singular, reference.at("singular").as_bool()) << where;
  testing::check_absolute(where, "-2 log likelihood", fit.minus2ll, number(reference.at("minus2LL")), 1e-4);
  Eigen::Index k = 0;
  for (const auto& [name, value] : reference.at("fixef").as_object()) {
    const double se = number(reference.at("se").as_object().at(name));
    testing::check(where, "beta / SE", fit.fixef[k], number(value),
                   std::abs(fit.fixef[k] - number(value)) / se, 1e-3);
    testing::check_relative(where, "SE", fit.se[k], se, 2e-3);
    testing::check_absolute(where, "p", fit.p[k], number(reference.at("p").as_object().at(name)), 1e-3);
    ++k;
  }
  k = 0;
  for (const auto& item : reference.at("theta").as_object())
    testing::check_absolute(where, "theta", fit.theta[k++], number(item.value()), 1e-3);
}

TEST(LogisticFit, MatchesReference) {
  for (const auto& [data, id, model, points] :
       {std::tuple("S1_main", "G1_done_random_intercept_laplace", "G1", 1),
        std::tuple("S1_main", "G1_agq9", "G1", 9),
        std::tuple("S1_main", "G2_done_random_slope_laplace", "G2", 1),
        std::tuple("S1_main", "G3_done_nested_laplace", "G3", 1),
        std::tuple("S6_small", "G1_done_random_intercept_laplace", "G1", 1),
        std::tuple("S6_small", "G1_agq9", "G1", 9)}) {
    const auto frame = build_frame(testing::sessions(data), catalogue_model(model).value()).value();
    const auto fit = fit_logistic(frame, {.quadrature_points = points});
    ASSERT_TRUE(fit) << id << fit.error().sentence;
    const auto file = testing::read_json(std::string("evidence/") + data + ".ref.json");
    const auto& reference = testing::model_with_id(file.at("models").as_array(), id);
    const std::string where = std::string(data) + " " + id;
    check_logistic(where, *fit, reference);
    for (const auto& item : reference.at("ranef").at("client").as_array()) {
      const auto at =
          std::find(frame.group_names.begin(), frame.group_names.end(), item.at("level").as_string()) -
          frame.group_names.begin();
      Eigen::Index k = 0;
      for (const auto& value : item.at("mode").as_object())
        testing::check_absolute(where, "mode", fit->modes[static_cast<std::size_t>(at)][k++],
                                number(value.value()), 1e-3);
    }
  }
}

Frame herds() {
  const auto t = testing::read_table("third-party/evidence/std_cbpp_long.csv");
  Frame frame;
  frame.y = t.number("y");
  frame.fixed = {{"(Intercept)", std::vector<double>(frame.y.size(), 1.0)}};
  for (const char* period : {"2", "3", "4"}) {
    FixedColumn c{std::string("factor(period)") + period, {}};
    for (const auto& v : t.text("period")) c.values.push_back(v == period ? 1 : 0);
    frame.fixed.push_back(c);
  }
  frame.random = {{"(Intercept)", 0, {}}};
  frame.intercepts = {0};
  group_rows(frame, t.text("herd"));
  return frame;
}

TEST(LogisticFit, HerdsMatchReference) {
  const auto reference = testing::read_json("third-party/evidence/standards.ref.json");
  for (const auto& [id, points] : {std::pair("cbpp_long_laplace", 1), std::pair("cbpp_long_agq9", 9)})
    check_logistic(id, fit_logistic(herds(), {.quadrature_points = points}).value(),
                   testing::model_with_id(reference.at("models").as_array(), id));
}

TEST(LogisticModel, GradientAgreesWithCentralDifferences) {
  for (const auto* id : {"G1", "G2", "G3"}) {
    const auto frame = build_frame(testing::sessions("S1_main"), catalogue_model(id).value()).value();
    LogisticModel model(frame);
    Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(model.parameters(), 0.7, -0.4), g, ignored;
    model.laplace(x, g);
    for (Eigen::Index k = 0; k < x.size(); ++k) {
      const double h = 1e-4;
      Eigen::VectorXd up = x, down = x;
      up[k] += h, down[k] -= h;
      const double numeric = (model.laplace(up, ignored) - model.laplace(down, ignored)) / (2 * h);
      EXPECT_NEAR(g[k], numeric, 1e-5 * (1 + std::abs(numeric))) << id << " " << k;
    }
  }
}

TEST(LogisticFit, QuadratureWithOnePointIsLaplace) {
  const auto frame = herds();
  LogisticModel model(frame);
  Eigen::VectorXd x = Eigen::VectorXd::Constant(model.parameters(), 0.3), g;
  EXPECT_NEAR(model.quadrature(x, 1), model.laplace(x, g), 1e-8);
}

TEST(LogisticFit, RefusesWhatHasNoAnswer) {
  auto frame = herds();
  frame.y.assign(frame.y.size(), 1);
  EXPECT_EQ(fit_logistic(frame).error().code, Code::outcome_is_determined);
  frame = herds();
  for (std::size_t r = 0; r < frame.rows(); ++r)
    if (frame.fixed[3].values[r] == 1) frame.y[r] = 0;
  const auto separated = fit_logistic(frame);
  ASSERT_FALSE(separated);
  EXPECT_EQ(separated.error().code, Code::separation);
  EXPECT_EQ(separated.error().names, std::vector<std::string>{"factor(period)4"});
  frame = herds();
  frame.fixed.push_back({"copy", frame.fixed[1].values});
  EXPECT_EQ(fit_logistic(frame).error().code, Code::rank_deficient);
}

TEST(LogisticFit, AdvisesQuadratureForShortSeriesAndExtremeRates) {
  EXPECT_EQ(
      advised_quadrature(build_frame(testing::sessions("S1_main"), catalogue_model("G2").value()).value()),
      1);
  EXPECT_EQ(
      advised_quadrature(build_frame(testing::sessions("S1_main"), catalogue_model("G1").value()).value()),
      9);
}

}  // namespace
}  // namespace intersession::evidence
