#include "evidence/random_effects.hpp"

#include <gtest/gtest.h>

#include <random>

#include "evidence/kenward_roger.hpp"
#include "evidence/profile_interval.hpp"
#include "evidence/reference.hpp"

namespace intersession::evidence {
namespace {

using testing::check_absolute;
using testing::check_relative;
using testing::number;

struct Fitted {
  Frame frame;
  LinearModel model;
  LinearFit fit;
};

// On the heap, since the model points at its frame.
std::unique_ptr<Fitted> fitted(Frame frame, bool reml = true) {
  auto f = std::make_unique<Fitted>(Fitted{frame, LinearModel(frame, reml), {}});
  f->model = LinearModel(f->frame, reml);
  f->fit = fit_linear(f->model, {.reml = reml}).value();
  return f;
}

std::unique_ptr<Fitted> fitted(const std::string& data, const std::string& model) {
  return fitted(build_frame(testing::sessions(data), catalogue_model(model).value()).value());
}

boost::json::object reference_of(const std::string& data, const std::string& id) {
  return testing::model_with_id(testing::read_json("evidence/" + data + ".ref.json").at("models").as_array(),
                                id);
}

Frame sleepstudy() {
  const auto t = testing::read_table("third-party/evidence/std_sleepstudy.csv");
  Frame frame;
  frame.y = t.number("Reaction");
  frame.fixed = {{"(Intercept)", std::vector<double>(180, 1.0)}, {"Days", t.number("Days")}};
  frame.random = {{"(Intercept)", 0, {}}, {"Days", 1, {}}};
  frame.intercepts = {0};
  frame.group_label = "Subject";
  group_rows(frame, t.text("Subject"));
  return frame;
}

void check_modes(const std::string& where, const std::vector<ConditionalMode>& modes,
                 const boost::json::array& reference, double sigma) {
  for (const auto& item : reference) {
    const auto& level = item.at("level").as_string();
    const auto same =
        std::find_if(modes.begin(), modes.end(), [&](const auto& m) { return level == m.group; });
    ASSERT_NE(same, modes.end()) << level;
    Eigen::Index k = 0;
    for (const auto& [name, value] : item.at("mode").as_object())
      testing::check(where, "conditional mode", same->mode[k], number(value),
                     std::abs(same->mode[k] - number(value)) / sigma, 1e-4),
          ++k;
    const auto& variance = item.at("condVar");
    if (variance.is_array())
      for (Eigen::Index a = 0; a < k; ++a)
        for (Eigen::Index b = 0; b < k; ++b) {
          const double v = number(
              variance.as_array()[static_cast<std::size_t>(a)].as_array()[static_cast<std::size_t>(b)]);
          testing::check(
              where, "mode variance", same->variance(a, b), v,
              std::abs(same->variance(a, b) - v) / std::sqrt(same->variance(a, a) * same->variance(b, b)),
              1e-3);
        }
  }
}

TEST(RandomEffects, ModesFittedValuesAndR2MatchReference) {
  for (const auto& [model, id] :
       {std::pair("M1", "M1_within_between_lag1_REML"), std::pair("M2", "M2_nested"),
        std::pair("M1t", "M1t_random_time"), std::pair("M3b", "M3b_outcome_path_b_lag1")}) {
    const auto f = fitted("S1_main", model);
    const auto reference = reference_of("S1_main", id);
    const std::string where = std::string("S1_main ") + id;
    check_modes(where, conditional_modes(f->model, f->fit), reference.at("ranef").at("client").as_array(),
                f->fit.sigma);
    if (reference.at("ranef").as_object().contains("therapist"))
      check_modes(where, outer_modes(f->model, f->fit), reference.at("ranef").at("therapist").as_array(),
                  f->fit.sigma);
    const auto r2 = r_squared(f->model, f->fit);
    check_absolute(where, "R2 marginal", r2.marginal, number(reference.at("r2_marginal")), 1e-5);
    check_absolute(where, "R2 conditional", r2.conditional, number(reference.at("r2_conditional")), 1e-5);
    // The reference's first rows are those of client C1.
    const auto values = fitted_values(f->model, f->fit);
    const auto& heads = reference.at("fitted_head").as_array();
    const auto first =
        static_cast<std::size_t>(std::find(f->frame.group_names.begin(), f->frame.group_names.end(), "C1") -
                                 f->frame.group_names.begin());
    for (std::size_t r = f->frame.offsets[first], k = 0; r < f->frame.offsets[first + 1] and k < heads.size();
         ++r, ++k)
      check_absolute(where, "fitted", values[r], number(heads[k]), 1e-3);
  }
}

TEST(RandomEffects, KenwardRogerMatchesReference) {
  for (const auto& [data, model, id] :
       {std::tuple("S1_main", "M1", "M1_within_between_lag1_REML"),
        std::tuple("S1_main", "M1ri", "M1ri_random_intercept_only"), std::tuple("S1_main", "M2", "M2_nested"),
        std::tuple("S6_small", "M1", "M1_within_between_lag1_REML"),
        std::tuple("S6_small", "M1ri", "M1ri_random_intercept_only"),
        std::tuple("S6_small", "M2", "M2_nested")}) {
    const auto f = fitted(data, model);
    const auto reference = reference_of(data, id);
    const auto kr = kenward_roger(f->model, f->fit).value();
    for (std::size_t k = 0; k < kr.effects.size(); ++k) {
      const auto& n = f->fit.names[k];
      const std::string where = std::string(data) + " " + id;
      check_relative(where, "SE Kenward-Roger", kr.effects[k].se, number(reference.at("se_kr").at(n)), 1e-4);
      check_relative(where, "df Kenward-Roger", kr.effects[k].df, number(reference.at("df_kr").at(n)), 0.01);
      check_absolute(where, "p Kenward-Roger", kr.effects[k].p, number(reference.at("p_kr").at(n)), 1e-3);
    }
  }
  const auto f = fitted(sleepstudy());
  const auto kr = kenward_roger(f->model, f->fit).value();
  EXPECT_NEAR(kr.effects[1].df, 17, 1e-3);  // balanced data: exactly subjects - 1
}

TEST(RandomEffects, KenwardRogerRefusesMaximumLikelihood) {
  const auto f = fitted(sleepstudy(), false);
  EXPECT_EQ(kenward_roger(f->model, f->fit).error().code, Code::invalid_argument);
}

TEST(RandomEffects, ProfileIntervalsMatchReference) {
  const auto compare = [](const std::string& where, const Fitted& f, const boost::json::object& reference) {
    for (const auto& i : profile_intervals(f.frame, f.fit)) {
      const std::string key = i.group == "Residual" ? "sigma"
                              : i.var2.empty()      ? "sd_" + i.var1 + "|" + i.group
                                                    : "cor_" + i.var2 + "." + i.var1 + "|" + i.group;
      const auto& ci = reference.at(key).as_array();
      // The reference interpolates its profile with splines, which is coarse for SDs near zero.
      const double scale = i.var2.empty() ? f.fit.sigma : 1;
      const std::string what = i.var2.empty() ? "profile SD" : "profile cor";
      check_absolute(where, what, i.lo, number(ci[0]), 2e-3 * (scale + std::abs(number(ci[0]))));
      check_absolute(where, what, i.hi, number(ci[1]), 2e-3 * (scale + std::abs(number(ci[1]))));
    }
  };
  compare("S1_main M1 profile", *fitted("S1_main", "M1"),
          reference_of("S1_main", "M1_within_between_lag1_REML").at("profile_ci95").as_object());
  compare("S1_main M2 profile", *fitted("S1_main", "M2"),
          reference_of("S1_main", "M2_nested").at("profile_ci95").as_object());
  const auto standards = testing::read_json("third-party/evidence/standards.ref.json");
  compare("sleepstudy profile", *fitted(sleepstudy()),
          testing::model_with_id(standards.at("models").as_array(), "sleepstudy_REML")
              .at("profile_ci95")
              .as_object());
}

TEST(RandomEffects, InfluenceEqualsRefittingWithoutTheClient) {
  for (const auto* model : {"M1", "M2"}) {
    const auto f = fitted("S6_small", model);
    const auto all = influence(f->model, f->fit);
    ASSERT_EQ(all.size(), 12u);
    for (const auto& i : all) {
      Frame rest = f->frame;  // leave the client out by hand and evaluate at the same theta
      std::vector<std::string> group, outer;
      std::vector<bool> keep;
      for (std::size_t g = 0; g < f->frame.groups(); ++g)
        for (std::size_t r = f->frame.offsets[g]; r < f->frame.offsets[g + 1]; ++r) {
          keep.push_back(f->frame.group_names[g] != i.group);
          if (keep.back()) {
            group.push_back(f->frame.group_names[g]);
            if (not f->frame.outer.empty())
              outer.push_back(f->frame.outer_names[static_cast<std::size_t>(f->frame.outer[g])]);
          }
        }
      const auto cut = [&](std::vector<double>& v) {
        std::size_t at = 0;
        for (std::size_t r = 0; r < keep.size(); ++r)
          if (keep[r]) v[at++] = v[r];
        v.resize(at);
      };
      cut(rest.y), cut(rest.time);
      rest.row.clear();
      for (auto& c : rest.fixed) cut(c.values);
      group_rows(rest, group, outer);
      LinearModel model_of_rest(rest, true);
      // Bring theta (original units) to the scale of the remaining rows.
      Eigen::VectorXd theta = f->fit.theta;
      Eigen::Index at = 0;
      for (std::size_t b = 0; b < 2; ++b)
        for (std::size_t a = b; a < 2; ++a) theta[at++] *= model_of_rest.scaling().z_scale[a];
      const auto e = model_of_rest.evaluate(theta);
      Eigen::VectorXd beta = model_of_rest.scaling().to_original * e.beta * model_of_rest.scaling().y_scale;
      beta[0] += model_of_rest.scaling().y_mean;
      EXPECT_LT((beta - i.without).cwiseAbs().maxCoeff(), 1e-8) << i.group;
    }
    EXPECT_GE(all.front().distance, all.back().distance);
  }
}

TEST(RandomEffects, ClientSlopesAreShrunkenTowardsTheMean) {
  const auto f = fitted("S1_main", "M1");
  const auto slopes = client_slopes(f->model, f->fit, 1);
  const auto modes = conditional_modes(f->model, f->fit);
  const double mean = f->fit.effect("xw1").estimate;
  for (std::size_t k = 0; k < slopes.size(); ++k) {
    EXPECT_NEAR(slopes[k].slope, mean + modes[k].mode[1], 1e-10);
    EXPECT_GT(slopes[k].se * slopes[k].se, modes[k].variance(1, 1) * 0.9);
    EXPECT_LT(slopes[k].se, std::sqrt(f->fit.random_covariance(1, 1)) * 1.1);
  }
}

}  // namespace
}  // namespace intersession::evidence
