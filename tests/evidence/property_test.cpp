// What must not matter does not matter: order of rows, names of clients, units, number of threads.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "evidence/catalogue.hpp"
#include "evidence/linear_fit.hpp"
#include "evidence/simulate.hpp"

namespace intersession::evidence {
namespace {

SessionTable some_table(std::uint64_t seed) {
  testing::Truth truth;
  truth.seed = seed, truth.clients = 25, truth.most_sessions = 12;
  return testing::simulate(truth);
}

LinearFit fit_of(SessionTable table, const char* id) {
  return fit_linear(build_frame(Prepared::from(std::move(table)).value(), *catalogue_model(id)).value())
      .value();
}

template <class T>
void permute(std::vector<T>& v, const std::vector<std::size_t>& order) {
  std::vector<T> moved;
  for (const auto i : order) moved.push_back(v[i]);
  v = std::move(moved);
}

const char* any_model() {
  return *rc::gen::element<const char*>("M1", "M1ri", "M1u", "M2", "M1d");
}

bool same_bits(const LinearFit& a, const LinearFit& b) {
  return a.crit == b.crit and a.fixef == b.fixef and a.se == b.se and a.theta == b.theta and a.df == b.df and
         a.sigma == b.sigma;
}

RC_GTEST_PROP(LinearFitProperty, OrderOfRowsDoesNotMatter, ()) {
  const auto seed = *rc::gen::inRange<std::uint64_t>(1, 1000000);
  const auto* model = any_model();
  auto table = some_table(seed), shuffled = table;
  std::vector<std::size_t> order(table.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937_64(seed));
  permute(shuffled.client.code, order), permute(shuffled.session, order);
  for (auto& c : shuffled.labels) permute(c.values.code, order);
  for (auto& c : shuffled.numbers) permute(c.values, order);
  RC_ASSERT(same_bits(fit_of(table, model), fit_of(shuffled, model)));
}

RC_GTEST_PROP(LinearFitProperty, NamesOfClientsDoNotMatter, ()) {
  const auto seed = *rc::gen::inRange<std::uint64_t>(1, 1000000);
  const auto* model = any_model();
  auto table = some_table(seed), renamed = table;
  std::shuffle(renamed.client.levels.begin(), renamed.client.levels.end(), std::mt19937_64(seed));
  const auto a = fit_of(table, model), b = fit_of(renamed, model);
  RC_ASSERT(std::abs(a.crit - b.crit) < 1e-7 * (1 + std::abs(a.crit)));
  RC_ASSERT(((a.fixef - b.fixef).cwiseQuotient(a.se)).cwiseAbs().maxCoeff() < 1e-4);
}

RC_GTEST_PROP(LinearFitProperty, UnitsAreCarriedThrough, ()) {
  const auto seed = *rc::gen::inRange<std::uint64_t>(1, 1000000);
  const auto* model = any_model();
  const double y_scale = *rc::gen::element(1e4, 1e-3, 7.0), y_shift = *rc::gen::element(1e6, -3.0, 0.0),
               x_scale = *rc::gen::element(1e-3, 250.0);
  auto table = some_table(seed), moved = table;
  for (double& v : moved.numbers[0].values) v = v * x_scale + 11;
  for (double& v : moved.numbers[1].values) v = v * y_scale + y_shift;
  const auto a = fit_of(table, model), b = fit_of(moved, model);
  RC_ASSERT(a.singular == b.singular);
  for (Eigen::Index k = 0; k < a.fixef.size(); ++k) {
    const double unit = y_scale / (k == 1 or k == 2 ? x_scale : 1), shift = k == 0 ? y_shift : 0;
    RC_ASSERT(std::abs((b.fixef[k] - shift) / unit - a.fixef[k]) < 1e-4 * a.se[k]);
    RC_ASSERT(std::abs(b.se[k] / unit / a.se[k] - 1) < 1e-4);
  }
}

RC_GTEST_PROP(LinearFitProperty, ReversingTheScaleReversesTheEffect, ()) {
  const auto seed = *rc::gen::inRange<std::uint64_t>(1, 1000000);
  auto table = some_table(seed), mirrored = table;
  for (double& v : mirrored.numbers[1].values) v = 27 - v;
  const auto a = fit_of(table, "M1"), b = fit_of(mirrored, "M1");
  RC_ASSERT(std::abs(a.fixef[1] + b.fixef[1]) < 1e-4 * a.se[1]);
}

TEST(LinearFitProperty, ThreadsGiveTheSameBits) {
  testing::Truth truth;
  truth.clients = 2500, truth.seed = 77;
  const auto data = Prepared::from(testing::simulate(truth)).value();
  for (const auto* id : {"M1", "M2"}) {
    const auto frame = build_frame(data, *catalogue_model(id)).value();
    ASSERT_GT(frame.rows(), 20000u);
    const auto one = fit_linear(frame, {.threads = 1});
    for (const int threads : {2, 3, 8})
      EXPECT_TRUE(same_bits(*one, *fit_linear(frame, {.threads = threads}))) << id << threads;
  }
}

// The criterion of large data is large, and near the bottom its rounding hides every decrease.
TEST(LinearFit, LargeDataDoNotWanderAtTheLevelOfRounding) {
  for (const auto& [seed, clients] : {std::pair(9, 8360), std::pair(11, 8440), std::pair(54, 10160)}) {
    auto table = testing::simulate({.seed = static_cast<std::uint64_t>(seed), .clients = clients});
    for (auto& c : table.numbers)
      for (double& v : c.values) v = std::round(v * 1000) / 1000;
    const auto data = Prepared::from(std::move(table)).value();
    const auto fit =
        fit_linear(build_frame(data, *catalogue_model("M1")).value(), {.degrees_of_freedom = false});
    ASSERT_TRUE(fit);
    EXPECT_LT(fit->evaluations, 60) << seed;
  }
}

TEST(LinearModel, GradientAgreesWithCentralDifferences) {
  const auto data = Prepared::from(some_table(5)).value();
  for (const auto* id : {"M1", "M1u", "M1t", "M2", "M1ri"})
    for (const bool reml : {true, false}) {
      const auto frame = build_frame(data, *catalogue_model(id)).value();
      LinearModel model(frame, reml);
      Eigen::VectorXd theta = Eigen::VectorXd::LinSpaced(model.parameters(), 0.9, 0.3);
      for (const double phi : {0.0, 0.4}) {
        model.set_residual({phi, {}});
        const Eigen::VectorXd g = model.evaluate(theta).gradient;
        for (Eigen::Index k = 0; k < theta.size(); ++k) {
          Eigen::VectorXd up = theta, down = theta;
          up[k] += 1e-5, down[k] -= 1e-5;
          const double high = model.evaluate(up, false).criterion,
                       low = model.evaluate(down, false).criterion;
          EXPECT_NEAR(g[k], (high - low) / 2e-5, 1e-5 * (1 + std::abs(g[k]))) << id << " " << k << " " << phi;
        }
      }
    }
}

TEST(LinearFit, RefusesWhatHasNoAnswer) {
  const auto data = Prepared::from(some_table(3)).value();
  auto frame = build_frame(data, *catalogue_model("M1")).value();
  auto copy = frame;
  copy.fixed.push_back({"twice", frame.fixed[1].values});
  for (double& v : copy.fixed.back().values) v *= 2;
  const auto dependent = fit_linear(copy);
  ASSERT_FALSE(dependent);
  EXPECT_EQ(dependent.error().code, Code::rank_deficient);
  for (const char* name : {"xw1", "twice"}) {
    EXPECT_NE(std::ranges::find(dependent.error().names, name), dependent.error().names.end()) << name;
  }
  auto constant = frame;
  std::fill(constant.fixed[2].values.begin(), constant.fixed[2].values.end(), 3.0);
  EXPECT_EQ(fit_linear(constant).error().code, Code::rank_deficient);
  auto determined = frame;
  for (std::size_t r = 0; r < frame.rows(); ++r) determined.y[r] = 3 + 2 * frame.fixed[1].values[r];
  EXPECT_EQ(fit_linear(determined).error().code, Code::outcome_is_determined);
}

}  // namespace
}  // namespace intersession::evidence
