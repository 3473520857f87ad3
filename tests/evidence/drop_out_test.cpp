#include "evidence/drop_out.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evidence/catalogue.hpp"
#include "evidence/simulate.hpp"

namespace intersession::evidence {
namespace {

struct Case {
  Prepared data;
  Frame frame;
  explicit Case(SessionTable table)
      : data(Prepared::from(std::move(table)).value()),
        frame(build_frame(data, *catalogue_model("M1")).value()) {}
};

// Clients whose number is even are seen for five sessions only and start five points worse.
SessionTable half_of_them_leave() {
  auto table =
      testing::simulate({.seed = 8, .least_sessions = 10, .most_sessions = 10, .missing = 0, .skip = 0});
  SessionTable kept = table;
  const auto take = [&](auto& to, const auto& from, std::size_t r) { to.push_back(from[r]); };
  kept.client.code.clear(), kept.session.clear();
  for (auto& c : kept.labels) c.values.code.clear();
  for (auto& c : kept.numbers) c.values.clear();
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const bool leaves = table.client.code[r] % 2 == 0;
    if (leaves and table.session[r] > 5) continue;
    take(kept.client.code, table.client.code, r), take(kept.session, table.session, r);
    for (std::size_t k = 0; k < kept.labels.size(); ++k)
      take(kept.labels[k].values.code, table.labels[k].values.code, r);
    for (std::size_t k = 0; k < kept.numbers.size(); ++k)
      kept.numbers[k].values.push_back(table.numbers[k].values[r] + (k == 1 and leaves ? 5 : 0));
  }
  return kept;
}

TEST(DropOut, ComparesThoseWhoLeftWithThoseWhoStayed) {
  Case c(half_of_them_leave());
  LinearModel model(c.frame, true);
  const auto fit = fit_linear(model).value();
  const auto d = compare_drop_out(c.data, model, fit, {.complete_from = 10}).value();
  EXPECT_EQ(d.left, 30u);
  EXPECT_EQ(d.completers, 30u);
  EXPECT_EQ(d.filled, 150u);  // five unseen sessions each
  EXPECT_NEAR(d.baseline.estimate, 5, 2.5);
  EXPECT_LT(d.baseline.p, 0.001);
  EXPECT_GT(d.slope.p, 0.01);
  EXPECT_NEAR(d.within_sd, 2.5, 0.8);
}

TEST(DropOut, FillingWithWhatIsExpectedMovesLittleAndTheTippingPointIsWhereTheIntervalMeetsZero) {
  Case c(half_of_them_leave());
  LinearModel model(c.frame, true);
  const auto fit = fit_linear(model).value();
  const auto d = compare_drop_out(c.data, model, fit, {.complete_from = 10}).value();
  const auto main = fit.effect("xw1");
  EXPECT_NEAR(d.effect_at_zero, main.estimate, main.se);
  // Without homework the unseen weeks have the least of it, so higher scores there look like help.
  EXPECT_LT(d.effect_per_delta, 0);
  ASSERT_FALSE(std::isnan(d.tipping_delta));
  EXPECT_GT(d.tipping_delta, 0 - 5);
  EXPECT_NEAR(std::abs(d.effect_at_zero + d.tipping_delta * d.effect_per_delta), 0.5 * (main.hi - main.lo),
              1e-9);
  EXPECT_THAT(d.sentence, ::testing::HasSubstr("lower than expected"));
}

TEST(DropOut, RefusesWhereNobodyLeft) {
  Case c(testing::simulate({.least_sessions = 8, .most_sessions = 8, .skip = 0}));
  LinearModel model(c.frame, true);
  const auto fit = fit_linear(model).value();
  EXPECT_EQ(compare_drop_out(c.data, model, fit).error().code, Code::too_few_clients);
}

TEST(MissingBySession, CountsRowsAndEmptyValues) {
  const auto data =
      Prepared::from(read_sessions("client,session,outcome,hw_qty\nA,1,5,\nA,3,,2\nB,1,4,1\n").value());
  const auto m = missing_by_session(*data, {"outcome", "hw_qty", "mech"});
  ASSERT_EQ(m.size(), 3u);
  EXPECT_EQ(m[0].clients, 2u);
  EXPECT_EQ(m[1].clients, 0u);
  ASSERT_EQ(m[0].share.size(), 2u);  // there is no mech
  EXPECT_DOUBLE_EQ(m[0].share[1].second, 0.5);
  EXPECT_DOUBLE_EQ(m[2].share[0].second, 1);
}

}  // namespace
}  // namespace intersession::evidence
