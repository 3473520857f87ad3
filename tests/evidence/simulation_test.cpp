// Does the engine find the truth it was given? 500 simulated practices.
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>

#include "evidence/catalogue.hpp"
#include "evidence/linear_fit.hpp"
#include "evidence/practice_evidence.hpp"
#include "evidence/simulate.hpp"

namespace intersession::evidence {
namespace {

constexpr int data_sets = 500;

struct Tally {
  double sum = 0, squares = 0, covered = 0, below = 0, above = 0, n = 0;
  void add(const Effect& e, double truth) {
    n += 1, sum += e.estimate, squares += e.estimate * e.estimate;
    covered += e.lo <= truth and truth <= e.hi;
    below += e.hi<0, above += e.lo> 0;
  }
  double mean() const { return sum / n; }
  double coverage() const { return covered / n; }
};

Effect effect_of_model(const Prepared& data, const char* id, const char* name) {
  const auto fit = fit_linear(build_frame(data, *catalogue_model(id)).value());
  return fit ? fit->effect(name) : Effect{};
}

TEST(Simulation, IntervalsCoverTheWithinEffectAndSignsAreToldApart) {
  Tally within, between;
  double naive = 0;
  for (int k = 0; k < data_sets; ++k) {
    testing::Truth truth;
    truth.seed = 1000 + static_cast<std::uint64_t>(k);
    const auto data = Prepared::from(testing::simulate(truth)).value();
    const auto frame = build_frame(data, *catalogue_model("M1")).value();
    const auto fit = fit_linear(frame);
    ASSERT_TRUE(fit) << k << fit.error().sentence;
    within.add(fit->effect("xw1"), truth.within);
    between.add(fit->effect("xb"), truth.between);
    // One pooled line through all sessions mixes both effects.
    const auto& xw = frame.fixed[1].values;
    const auto& xb = frame.fixed[2].values;
    double sxy = 0, sxx = 0, mx = 0, my = 0;
    for (std::size_t r = 0; r < frame.rows(); ++r) mx += xw[r] + xb[r], my += frame.y[r];
    mx /= static_cast<double>(frame.rows()), my /= static_cast<double>(frame.rows());
    for (std::size_t r = 0; r < frame.rows(); ++r)
      sxy += (xw[r] + xb[r] - mx) * (frame.y[r] - my), sxx += (xw[r] + xb[r] - mx) * (xw[r] + xb[r] - mx);
    naive += sxy / sxx / data_sets;
  }
  std::cout << "within: mean " << within.mean() << " (truth -0.7), coverage " << within.coverage()
            << "; between: mean " << between.mean()
            << " (truth 0.8, drawn towards the within effect); one pooled line: " << naive << "\n";
  EXPECT_NEAR(within.mean(), -0.7, 0.07);
  EXPECT_GE(within.coverage(), 0.92);
  EXPECT_LE(within.coverage(), 0.97);
  EXPECT_GT(within.below / within.n, 0.99);
  EXPECT_GT(between.mean(), 0.2);
  EXPECT_GT(naive, within.mean() + 0.2);  // the pooled line misses the within effect
}

// Person means look ahead, so feedback alone gives M1 an unhelpful effect in a fifth of these data sets. The
// verdict must not follow it on either side, with or without noise that carries over.
TEST(Simulation, ReversedDataAreNotTakenForForward) {
  for (const double phi : {0.0, 0.2}) {
    Tally forward, reversed, without_looking_ahead;
    double helpful = 0, harmful = 0;
    for (int k = 0; k < data_sets; ++k) {
      testing::Truth truth;
      truth.seed = 5000 + static_cast<std::uint64_t>(k);
      truth.within = 0, truth.sd_within = 0, truth.between = 0, truth.phi = phi;
      truth.reversed = -0.4;  // bad weeks are followed by less homework; homework does nothing
      const auto data = Prepared::from(testing::simulate(truth)).value();
      const auto e = practice_evidence(data).value();
      forward.add(e.main.effect("xw1"), 0);
      reversed.add(e.reversed->effect("yw1"), truth.reversed);
      without_looking_ahead.add(e.predetermined->effect, 0);
      helpful += e.verdict.verdict == Verdict::supported or e.verdict.verdict == Verdict::indicative;
      harmful += e.verdict.verdict == Verdict::harmful_direction;
    }
    const double n = data_sets;
    std::cout << "reversed data, carry-over " << phi << ": M1 helpful in " << 100 * forward.below / n
              << " %, unhelpful in " << 100 * forward.above / n << " % (mean " << forward.mean()
              << "); without looking ahead " << 100 * without_looking_ahead.below / n << " % and "
              << 100 * without_looking_ahead.above / n << " % (mean " << without_looking_ahead.mean()
              << "); verdict helpful in " << 100 * helpful / n << " %, harmful in " << 100 * harmful / n
              << " %; reversed found in " << 100 * reversed.below / n << " %\n";
    EXPECT_LE(forward.below / n, 0.07);
    EXPECT_GT(reversed.below / n, 0.95);
    EXPECT_LE(without_looking_ahead.below / n, 0.07);
    EXPECT_LE(without_looking_ahead.above / n, 0.07);
    EXPECT_LE(helpful / n, 0.05);
    EXPECT_LE(harmful / n, 0.05);
  }
}

TEST(Simulation, ForwardDataKeepTheirVerdictAndAreNotTakenForReversed) {
  Tally without_looking_ahead, reversed;
  double supported = 0;
  constexpr int sets = 200;
  for (int k = 0; k < sets; ++k) {
    testing::Truth truth;
    truth.seed = 7000 + static_cast<std::uint64_t>(k);
    const auto e = practice_evidence(Prepared::from(testing::simulate(truth)).value()).value();
    without_looking_ahead.add(e.predetermined->effect, truth.within);
    reversed.add(e.predetermined_reversed->effect, 0);
    supported += e.verdict.verdict == Verdict::supported;
  }
  std::cout << "forward data: supported in " << 100 * supported / sets << " %; without looking ahead mean "
            << without_looking_ahead.mean() << ", coverage " << without_looking_ahead.coverage()
            << "; reversed direction covers 0 in " << reversed.coverage() << "\n";
  EXPECT_GT(supported / sets, 0.95);
  EXPECT_NEAR(without_looking_ahead.mean(), -0.7, 0.05);
  EXPECT_GE(without_looking_ahead.coverage(), 0.90);
}

TEST(Simulation, NoEffectIsFoundInFivePercent) {
  Tally none;
  for (int k = 0; k < data_sets; ++k) {
    testing::Truth truth;
    truth.seed = 9000 + static_cast<std::uint64_t>(k);
    truth.within = 0;
    none.add(effect_of_model(Prepared::from(testing::simulate(truth)).value(), "M1", "xw1"), 0);
  }
  std::cout << "no effect: found in " << 100 * (none.below + none.above) / none.n << " %\n";
  EXPECT_GE(none.coverage(), 0.92);
  EXPECT_LE(none.coverage(), 0.97);
}

}  // namespace
}  // namespace intersession::evidence
