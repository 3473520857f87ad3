#include "evidence/linear_fit.hpp"

#include <gtest/gtest.h>

#include "evidence/reference.hpp"
#include "evidence/subgroup_slopes.hpp"

namespace intersession::evidence {
namespace {

using testing::check_fit;
using testing::model_with_id;

Frame frame_of(const Prepared& data, const std::string& id) {
  auto frame = build_frame(data, catalogue_model(id).value());
  if (not frame) throw std::runtime_error(frame.error().sentence);
  return std::move(*frame);
}

struct Case {
  const char* reference;
  const char* model;
  bool reml = true;
};

const Case main_cases[] = {{"M1_within_between_lag1_REML", "M1"},
                           {"M1_within_between_lag1_ML", "M1", false},
                           {"M1ri_random_intercept_only", "M1ri"},
                           {"M1u_uncorrelated", "M1u"},
                           {"M1t_random_time", "M1t"},
                           {"M1c_concurrent_lag0", "M1c"},
                           {"M1d_detrended", "M1d"},
                           {"M1q_quantity_and_quality", "M1q"},
                           {"M1y_adjust_previous_outcome", "M1y"},
                           {"M3a_mechanism_path_a_lag0", "M3a"},
                           {"M3b_outcome_path_b_lag1", "M3b"},
                           {"M2_nested", "M2"},
                           {"M2_nested_ML", "M2", false}};

class LinearFitOnSimulatedData : public ::testing::TestWithParam<const char*> {};

TEST_P(LinearFitOnSimulatedData, MatchesReference) {
  const std::string name = GetParam();
  const auto reference = testing::read_json("evidence/" + name + ".ref.json");
  for (const auto& c : main_cases) {
    const auto fit = fit_linear(frame_of(testing::sessions(name), c.model), {.reml = c.reml});
    ASSERT_TRUE(fit) << c.reference << ": " << fit.error().sentence;
    check_fit(name + " " + c.reference, *fit, model_with_id(reference.at("models").as_array(), c.reference));
  }
}

INSTANTIATE_TEST_SUITE_P(All, LinearFitOnSimulatedData, ::testing::Values("S1_main", "S6_small", "S7_null"));

TEST(LinearFit, TypesMatchReference) {
  const auto reference = testing::read_json("evidence/S4_types.ref.json");
  const Case cases[] = {{"T0_common", "M1", false},
                        {"T1a_type_intercepts_only_ML", "T1a", false},
                        {"T1_type_simple_slopes_ML", "T1", false},
                        {"T1_type_simple_slopes_REML", "T1"}};
  for (const auto& c : cases) {
    auto spec = catalogue_model(c.model).value();
    auto frame = build_frame(testing::sessions("S4_types"), spec).value();
    if (std::string(c.model) == "M1") {  // the reference keeps to rows with a type; every row has one
      EXPECT_EQ(frame.rows(), 1407u);
    }
    const auto fit = fit_linear(frame, {.reml = c.reml});
    ASSERT_TRUE(fit) << c.reference << ": " << fit.error().sentence;
    check_fit(std::string("S4_types ") + c.reference, *fit,
              model_with_id(reference.at("models").as_array(), c.reference));
  }
}

TEST(LinearFit, ClinicsMatchReference) {
  const auto reference = testing::read_json("evidence/S2_clinics.ref.json");
  const auto table = read_sessions(testing::read_text("evidence/S2_clinics.csv")).value();
  const auto& clinic = *table.label("clinic");
  for (std::size_t k = 0; k < clinic.levels.size(); ++k) {
    auto own = table;
    const auto keep = [&](auto& values) {
      std::size_t at = 0;
      for (std::size_t r = 0; r < table.rows(); ++r)
        if (clinic.code[r] == static_cast<std::int32_t>(k)) values[at++] = values[r];
      values.resize(at);
    };
    keep(own.client.code), keep(own.session), keep(own.line);
    for (auto& c : own.labels) keep(c.values.code);
    for (auto& c : own.numbers) keep(c.values);
    std::vector<std::int32_t> seen(own.client.levels.size(), -1);  // only this clinic's clients
    std::vector<std::string> levels;
    for (auto& c : own.client.code) {
      auto& s = seen[static_cast<std::size_t>(c)];
      if (s < 0)
        s = static_cast<std::int32_t>(levels.size()),
        levels.push_back(own.client.levels[static_cast<std::size_t>(c)]);
      c = s;
    }
    own.client.levels = levels;
    const auto data = Prepared::from(own).value();
    const auto fit = fit_linear(frame_of(data, "M1"));
    ASSERT_TRUE(fit);
    check_fit("S2_clinics " + clinic.levels[k], *fit,
              reference.at("per_clinic").at(clinic.levels[k]).as_object());
  }
  for (const auto& [name, model] :
       {std::pair("M1_within_between_lag1_REML", "M1"), std::pair("M2_nested", "M2")}) {
    const auto fit = fit_linear(frame_of(testing::sessions("S2_clinics"), model));
    ASSERT_TRUE(fit);
    check_fit(std::string("S2_clinics ") + name, *fit,
              model_with_id(reference.at("all_rows_models").as_array(), name));
  }
}

TEST(LinearFit, WavesMatchReference) {
  const auto reference = testing::read_json("evidence/S5_waves.ref.json");
  for (const auto& [name, model] :
       {std::pair("M1_within_between_lag1_REML", "M1"), std::pair("M1y_adjust_previous_outcome", "M1y")}) {
    const auto fit = fit_linear(frame_of(testing::sessions("S5_waves"), model));
    ASSERT_TRUE(fit);
    check_fit(std::string("S5_waves ") + name, *fit,
              model_with_id(reference.at("mlm_same_data").as_array(), name));
  }
}

TEST(LinearFit, ExpectedResponseMatchesReference) {
  const auto reference = testing::read_json("evidence/S1_expected_response.ref.json");
  const auto fit = fit_linear(frame_of(testing::sessions("S1_main"), "E1"));
  ASSERT_TRUE(fit);
  check_fit("S1_main E1", *fit, reference.at("model").as_object(),
            {{"base_c", "basec"}, {"base_c:lt", "basec:lt"}});
}

// S4 with the two columns that tests/evidence/reference/make_reference.R adds by the same rule.
Prepared with_stages_and_raters() {
  auto table = read_sessions(testing::read_text("evidence/S4_types.csv")).value();
  Labels stage{{"early", "middle", "late"}, {}}, rater{{"client", "therapist", "observer"}, {}};
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const int s = table.session[r];
    const int number =
        std::stoi(table.client.levels[static_cast<std::size_t>(table.client.code[r])].substr(1));
    stage.code.push_back(s <= 4 ? 0 : s <= 10 ? 1 : 2);
    rater.code.push_back((s + number) % 3);
  }
  table.labels.push_back({"stage", stage}), table.labels.push_back({"rater", rater});
  return Prepared::from(table).value();
}

TEST(LinearFit, ReversedDirectionMatchesReference) {
  const auto reference = testing::read_json("evidence/catalogue.ref.json");
  for (const std::string name : {"S1_main", "S4_types", "S6_small", "S7_null"}) {
    const auto fit = fit_linear(frame_of(testing::sessions(name), "M1r"));
    ASSERT_TRUE(fit) << name << ": " << fit.error().sentence;
    check_fit(name + " M1r", *fit, model_with_id(reference.at("models").as_array(), "M1r_" + name));
  }
}

TEST(LinearFit, StagesAndRatersMatchReference) {
  const auto reference = testing::read_json("evidence/catalogue.ref.json");
  const auto data = with_stages_and_raters();
  for (const std::string id : {"M1s", "M1p"}) {
    for (const auto& [model, kind, reml] :
         {std::tuple(id, "_REML", true), std::tuple(id, "_ML", false), std::tuple(id + "a", "_ML", false)}) {
      const auto fit = fit_linear(frame_of(data, model), {.reml = reml});
      ASSERT_TRUE(fit) << model << ": " << fit.error().sentence;
      check_fit("S4_types " + model + kind, *fit,
                model_with_id(reference.at("models").as_array(), model + kind));
    }
    const auto slopes = subgroup_slopes(data, id).value();
    const auto& test = reference.at("lrt").at(id);
    testing::check_absolute("S4_types " + id, "chi square", slopes.heterogeneity.chi_square,
                            testing::number(test.at("chisq")), 1e-4);
    testing::check_absolute("S4_types " + id, "df", slopes.heterogeneity.df, testing::number(test.at("df")),
                            0);
    testing::check_absolute("S4_types " + id, "p", slopes.heterogeneity.p, testing::number(test.at("p")),
                            1e-4);
  }
}

// Published teaching data
// ------------------------------------------------------------------------------------

Frame published(const testing::TextTable& table, const std::string& y, std::vector<FixedColumn> fixed,
                std::vector<RandomColumn> random, const std::string& group, const std::string& label,
                const std::string& outer = "") {
  Frame frame;
  frame.y = table.number(y);
  frame.fixed = std::move(fixed);
  frame.random = std::move(random);
  frame.intercepts = {0};
  frame.group_label = label;
  frame.outer_label = outer;
  group_rows(frame, table.text(group), outer.empty() ? std::vector<std::string>{} : table.text(outer));
  return frame;
}

FixedColumn constant(std::size_t n) {
  return {"(Intercept)", std::vector<double>(n, 1.0)};
}

void check_published(const std::string& id, const Frame& frame, bool reml) {
  const auto reference = testing::read_json("third-party/evidence/standards.ref.json");
  const auto fit = fit_linear(frame, {.reml = reml});
  ASSERT_TRUE(fit) << id << ": " << fit.error().sentence;
  check_fit(id, *fit, model_with_id(reference.at("models").as_array(), id));
}

TEST(LinearFit, SleepstudyMatchesReference) {
  const auto t = testing::read_table("third-party/evidence/std_sleepstudy.csv");
  auto frame = published(t, "Reaction", {constant(180), {"Days", t.number("Days")}},
                         {{"(Intercept)", 0, {}}, {"Days", 1, {}}}, "Subject", "Subject");
  check_published("sleepstudy_REML", frame, true);
  check_published("sleepstudy_ML", frame, false);
  frame.correlated = false;
  check_published("sleepstudy_uncorr_REML", frame, true);
}

TEST(LinearFit, OrthodontMatchesReference) {
  const auto t = testing::read_table("third-party/evidence/std_orthodont.csv");
  const auto age = t.number("age");
  check_published("orthodont_REML",
                  published(t, "distance", {constant(age.size()), {"age", age}},
                            {{"(Intercept)", 0, {}}, {"age", 1, {}}}, "Subject", "Subject"),
                  true);
  std::vector<double> centred, female, both;
  for (std::size_t r = 0; r < age.size(); ++r) {
    centred.push_back(age[r] - 11);
    female.push_back(t.text("Sex")[r] == "Female" ? 1 : 0);
    both.push_back(centred[r] * female[r]);
  }
  check_published("orthodont_sex_ML",
                  published(t, "distance",
                            {constant(age.size()),
                             {"I(age - 11)", centred},
                             {"SexFemale", female},
                             {"I(age - 11):SexFemale", both}},
                            {{"(Intercept)", 0, {}}}, "Subject", "Subject"),
                  false);
}

TEST(LinearFit, OxboysDyestuffAndPastesMatchReference) {
  const auto boys = testing::read_table("third-party/evidence/std_oxboys.csv");
  check_published("oxboys_REML",
                  published(boys, "height", {constant(234), {"age", boys.number("age")}},
                            {{"(Intercept)", 0, {}}, {"age", 1, {}}}, "Subject", "Subject"),
                  true);
  const auto dye = testing::read_table("third-party/evidence/std_dyestuff.csv");
  const auto frame = published(dye, "Yield", {constant(30)}, {{"(Intercept)", 0, {}}}, "Batch", "Batch");
  check_published("dyestuff_REML", frame, true);
  check_published("dyestuff_ML", frame, false);
  const auto pastes = testing::read_table("third-party/evidence/std_pastes.csv");
  check_published(
      "pastes_nested_REML",
      published(pastes, "strength", {constant(60)}, {{"(Intercept)", 0, {}}}, "sample", "sample", "batch"),
      true);
}

}  // namespace
}  // namespace intersession::evidence
