// Every model of the command line against R's results, within the tolerances of evidence.md section 2.
#include "evidence/reference.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "evidence_cli/program.hpp"

namespace intersession::evidence_cli {
namespace {

namespace json = boost::json;
using evidence::testing::check;
using evidence::testing::check_absolute;
using evidence::testing::check_relative;
using evidence::testing::number;
using evidence::testing::read_json;

double at(const json::object& from, std::string_view field, std::string_view name) {
  return number(from.at(field).as_object().at(name));
}

/// The fields that issue 5 lists.
void has_every_field(const json::object& result, const std::string& where) {
  for (const char* field : {"id",
                            "formula",
                            "nobs",
                            "ngroups",
                            "fixef",
                            "se",
                            "df_satterthwaite",
                            "t",
                            "p_satterthwaite",
                            "ci95_lo",
                            "ci95_hi",
                            "vcov",
                            "theta",
                            "sigma",
                            "varcomp",
                            "crit",
                            "logLik",
                            "singular",
                            "warnings",
                            "verdict",
                            "engine",
                            "input_sha256",
                            "timing"})
    EXPECT_TRUE(result.contains(field)) << where << " lacks " << field;
  for (const char* field : {"read_ms", "prep_ms", "fit_ms", "total_ms"})
    EXPECT_TRUE(result.at("timing").as_object().contains(field)) << where << " lacks timing." << field;
  for (const auto& note : result.at("warnings").as_array())
    EXPECT_TRUE(note.as_object().contains("code") and note.as_object().contains("text")) << where;
}

void check_linear(const std::string& where, const json::object& ours, const json::object& theirs) {
  EXPECT_EQ(number(ours.at("nobs")), number(theirs.at("nobs"))) << where;
  EXPECT_EQ(ours.at("ngroups"), theirs.at("ngroups")) << where;
  EXPECT_EQ(ours.at("singular"), theirs.at("singular")) << where;
  const double crit = number(theirs.at("crit"));
  check(where, "criterion", number(ours.at("crit")), crit, number(ours.at("crit")) - crit, 1e-5);
  if (number(ours.at("crit")) < crit - 1e-4) return;  // a better optimum: nothing further to compare
  const auto& fixef = theirs.at("fixef").as_object();
  ASSERT_EQ(ours.at("fixef").as_object().size(), fixef.size()) << where;
  for (const auto& [name, value] : fixef) {
    const double se = at(theirs, "se", name);
    check(where, "beta / SE", at(ours, "fixef", name), number(value),
          std::abs(at(ours, "fixef", name) - number(value)) / se, 1e-4);
    check_relative(where, "SE", at(ours, "se", name), se, 1e-5);
    check_relative(where, "df Satterthwaite", at(ours, "df_satterthwaite", name),
                   at(theirs, "df_satterthwaite", name), 0.005);
    check_absolute(where, "p", at(ours, "p_satterthwaite", name), at(theirs, "p_satterthwaite", name), 1e-3);
    for (const char* end : {"ci95_lo", "ci95_hi"})
      check(where, "CI / SE", at(ours, end, name), at(theirs, end, name),
            std::abs(at(ours, end, name) - at(theirs, end, name)) / se, 5e-3);
    if (theirs.contains("df_kr") and ours.contains("df_kr")) {
      check_relative(where, "df Kenward-Roger", at(ours, "df_kr", name), at(theirs, "df_kr", name), 0.01);
      check_relative(where, "SE Kenward-Roger", at(ours, "se_kr", name), at(theirs, "se_kr", name), 1e-3);
    }
  }
  // Rows and columns stand in the order of fixef, which for levels of a factor is not ours.
  const auto place = [](const json::object& from, std::string_view name) {
    std::size_t k = 0;
    for (const auto& each : from.at("fixef").as_object()) {
      if (each.key() == name) break;
      ++k;
    }
    return k;
  };
  const auto cell = [&](const json::object& from, std::string_view a, std::string_view b) {
    return number(from.at("vcov").as_array()[place(from, a)].as_array()[place(from, b)]);
  };
  for (const auto& row : fixef)
    for (const auto& column : fixef) {
      const double theirs_is = cell(theirs, row.key(), column.key()),
                   ours_is = cell(ours, row.key(), column.key());
      const double scale = at(theirs, "se", row.key()) * at(theirs, "se", column.key());
      check(where, "vcov", ours_is, theirs_is, std::abs(ours_is - theirs_is) / scale, 1e-4);
    }
  check_relative(where, "sigma", number(ours.at("sigma")), number(theirs.at("sigma")), 1e-3);
  check_absolute(where, "log likelihood", number(ours.at("logLik")), number(theirs.at("logLik")), 1e-5);
  for (const auto& [name, value] : theirs.at("theta").as_object()) {
    ASSERT_TRUE(ours.at("theta").as_object().contains(name)) << where << " lacks theta " << name;
    if (not theirs.at("singular").as_bool())
      check_absolute(where, "theta", at(ours, "theta", name), number(value), 2e-3);
  }
  // lme4 writes independent terms of one group as client, client.1 …
  ASSERT_EQ(ours.at("varcomp").as_array().size(), theirs.at("varcomp").as_array().size()) << where;
  for (const auto& item : theirs.at("varcomp").as_array()) {
    const auto& wanted = item.as_object();
    bool found = false;
    for (const auto& own : ours.at("varcomp").as_array()) {
      const auto& c = own.as_object();
      if (not wanted.at("grp").as_string().starts_with(c.at("grp").as_string()) or
          c.at("var1") != wanted.at("var1") or c.at("var2") != wanted.at("var2"))
        continue;
      found = true;
      const double reference = number(wanted.at("sdcor")), sigma = number(theirs.at("sigma"));
      if (wanted.at("var2").is_null())
        check(where, "SD of components", number(c.at("sdcor")), reference,
              std::abs(number(c.at("sdcor")) - reference) / std::max(reference, sigma), 1e-3);
      else if (not theirs.at("singular").as_bool())
        check_absolute(where, "correlation", number(c.at("sdcor")), reference, 2e-3);
    }
    EXPECT_TRUE(found) << where << " lacks the component " << json::serialize(item);
  }
}

json::object fit(const std::string& arguments, const std::string& data) {
  const auto output = evidence("fit --json --checks no " + arguments + " '" + fixture(data + ".csv") + "'");
  EXPECT_EQ(output.code, 0) << arguments << " " << data << "\n" << output.out << output.err;
  auto result = output.json();
  has_every_field(result, data + " " + arguments);
  return result;
}

const json::object& reference(const json::array& models, std::string_view id) {
  return evidence::testing::model_with_id(models, id);
}

struct Case {
  const char* id;
  const char* arguments;
};

const Case linear[] = {{"M1_within_between_lag1_REML", "--model M1"},
                       {"M1_within_between_lag1_ML", "--model M1 --ml"},
                       {"M1ri_random_intercept_only", "--model M1ri"},
                       {"M1u_uncorrelated", "--model M1u"},
                       {"M1t_random_time", "--model M1t"},
                       {"M1c_concurrent_lag0", "--model M1c"},
                       {"M1d_detrended", "--model M1d"},
                       {"M1q_quantity_and_quality", "--model M1q"},
                       {"M1y_adjust_previous_outcome", "--model M1y"},
                       {"M3a_mechanism_path_a_lag0", "--model M3a"},
                       {"M3b_outcome_path_b_lag1", "--model M3b"},
                       {"M2_nested", "--model M2"},
                       {"M2_nested_ML", "--model M2 --ml"}};

TEST(Fit, LinearModelsMatchR) {
  for (const char* data : {"S1_main", "S6_small", "S7_null"}) {
    const auto file = read_json(std::string("evidence/") + data + ".ref.json");
    for (const auto& c : linear)
      check_linear(std::string(data) + " " + c.arguments, fit(c.arguments, data),
                   reference(file.at("models").as_array(), c.id));
  }
}

TEST(Fit, TypesMatchR) {
  const auto file = read_json("evidence/S4_types.ref.json");
  const Case types[] = {{"T0_common", "--model M1 --ml"},
                        {"T1a_type_intercepts_only_ML", "--model T1a --ml"},
                        {"T1_type_simple_slopes_ML", "--model T1 --ml"},
                        {"T1_type_simple_slopes_REML", "--model T1"}};
  for (const auto& c : types)
    check_linear(std::string("S4_types ") + c.arguments, fit(c.arguments, "S4_types"),
                 reference(file.at("models").as_array(), c.id));
  const auto own = fit("--model T1", "S4_types");
  const auto& test = file.at("lrt_heterogeneity").as_object();
  check_absolute("S4_types T1", "LRT", at(own, "lrt_heterogeneity", "chisq"), number(test.at("chisq")), 1e-4);
  check_absolute("S4_types T1", "LRT p", at(own, "lrt_heterogeneity", "p"), number(test.at("p")), 1e-5);
  EXPECT_EQ(at(own, "lrt_heterogeneity", "df"), 4);
  std::set<std::string> seen;
  for (const auto& item : own.at("slopes").as_array()) {
    const auto& slope = item.as_object();
    const std::string name = "type1" + std::string(slope.at("level").as_string()) + ":xw1";
    seen.insert(name);
    check_absolute("S4_types T1", "p Holm", number(slope.at("p_holm")), number(file.at("p_holm").at(name)),
                   1e-4);
    check_absolute("S4_types T1", "p BH", number(slope.at("p_bh")), number(file.at("p_bh").at(name)), 1e-4);
  }
  EXPECT_EQ(seen.size(), 5U);
}

TEST(Fit, ExpectedResponseMatchesR) {
  auto own = fit("--model E1", "S1_main");
  auto theirs = read_json("evidence/S1_expected_response.ref.json").at("model").as_object();
  // The reference calls base_c "basec".
  std::string text = json::serialize(theirs);
  for (std::size_t k = 0; (k = text.find("basec", k)) != std::string::npos; k += 6)
    text.replace(k, 5, "base_c");
  check_linear("S1_main --model E1", own, json::parse(text).as_object());
}

TEST(Fit, CarryOverMatchesR) {
  const Case models[] = {{"A1_lme_AR1", "--model A1"},
                         {"A1ri_lme_AR1_random_intercept", "--model A1ri"},
                         {"A1car_lme_CAR1", "--model A1 --car"},
                         {"A1ml_lme_AR1_ML", "--model A1 --ml"}};
  for (const char* data : {"S1_main", "S6_small"}) {
    const auto file = read_json(std::string("evidence/") + data + ".ref.json");
    const auto& list = file.at("models").as_array();
    for (const auto& c : models) {
      if (std::string(data) == "S6_small" and std::string(c.id) != "A1_lme_AR1" and
          std::string(c.id) != "A1ri_lme_AR1_random_intercept")
        continue;
      const auto own = fit(c.arguments, data);
      const auto& theirs = reference(list, c.id);
      const std::string where = std::string(data) + " " + c.arguments;
      const bool reml = std::string(c.id) != "A1ml_lme_AR1_ML";
      const double n = number(theirs.at("nobs")), p = 4;
      EXPECT_EQ(number(own.at("nobs")), n);
      for (const auto& [name, value] : theirs.at("fixef").as_object()) {
        const double se =
            at(theirs, "se", name) * (reml ? 1 : std::sqrt((n - p) / n));  // nlme enlarges SEs of ML fits
        check(where, "beta / SE", at(own, "fixef", name), number(value),
              std::abs(at(own, "fixef", name) - number(value)) / se, 1e-3);
        check_relative(where, "SE", at(own, "se", name), se, 1e-4);
      }
      check_absolute(where, "phi", number(own.at("phi")), number(theirs.at("phi")), 1e-4);
      check_absolute(where, "log likelihood", number(own.at("logLik")), number(theirs.at("logLik")), 1e-4);
    }
  }
}

TEST(Fit, LogisticModelsMatchR) {
  const Case models[] = {{"G1_done_random_intercept_laplace", "--model G1"},
                         {"G1_agq9", "--model G1 --agq 9"},
                         {"G2_done_random_slope_laplace", "--model G2"},
                         {"G3_done_nested_laplace", "--model G3"}};
  for (const char* data : {"S1_main", "S6_small"}) {
    const auto file = read_json(std::string("evidence/") + data + ".ref.json");
    for (const auto& c : models) {
      if (std::string(data) == "S6_small" and std::string(c.id).starts_with("G1") == false) continue;
      const auto own = fit(c.arguments, data);
      const auto& theirs = reference(file.at("models").as_array(), c.id);
      const std::string where = std::string(data) + " " + c.arguments;
      EXPECT_EQ(own.at("ngroups"), theirs.at("ngroups")) << where;
      check_absolute(where, "-2 log likelihood", number(own.at("crit")), number(theirs.at("minus2LL")), 1e-4);
      for (const auto& [name, value] : theirs.at("fixef").as_object()) {
        const double se = at(theirs, "se", name);
        check(where, "beta / SE", at(own, "fixef", name), number(value),
              std::abs(at(own, "fixef", name) - number(value)) / se, 1e-3);
        check_relative(where, "SE", at(own, "se", name), se, 2e-3);
        check_absolute(where, "p", at(own, "p", name), at(theirs, "p", name), 1e-3);
        check_relative(where, "odds ratio", at(own, "odds_ratio", name), std::exp(number(value)), 1e-3);
      }
      for (const auto& [name, value] : theirs.at("theta").as_object())
        check_absolute(where, "theta", at(own, "theta", name), number(value), 1e-3);
    }
  }
}

TEST(Mediate, MatchesR) {
  const auto output = evidence("mediate --json '" + fixture("S1_main.csv") + "'");
  ASSERT_EQ(output.code, 0) << output.err;
  const auto own = output.json();
  has_every_field(own, "mediate");
  const auto file = read_json("evidence/S1_mediation.ref.json");
  const auto& theirs = file.at("stacked_111").as_object();
  // The reference's optimiser stopped early (a likelihood below ours), so its last digits are not binding.
  EXPECT_GE(number(own.at("logLik")), number(theirs.at("logLik")) - 1e-5);
  for (const char* field : {"a", "b", "direct_c", "cov_ab_random", "indirect"})
    check_absolute("S1_main mediate", field, number(own.at(field)), number(theirs.at(field)), 1e-3);
  for (const auto& [name, value] : theirs.at("fixef").as_object())
    check("S1_main mediate", "beta / SE", at(own, "fixef", name), number(value),
          std::abs(at(own, "fixef", name) - number(value)) / at(theirs, "se", name), 0.05);
  const auto& ci = own.at("indirect_ci95").as_array();
  EXPECT_LT(number(ci[0]), number(own.at("indirect")));
  EXPECT_GT(number(ci[1]), number(own.at("indirect")));
}

TEST(Clpm, MatchesR) {
  const auto output = evidence("clpm --json '" + fixture("S5_waves.csv") + "'");
  ASSERT_EQ(output.code, 0) << output.err;
  const auto own = output.json();
  const auto file = read_json("evidence/S5_waves.ref.json");
  const auto parameter = [&](std::string_view label) -> const json::object& {
    for (const auto& p : own.at("params").as_array())
      if (p.at("label").as_string() == label) return p.as_object();
    throw std::runtime_error("no parameter " + std::string(label));
  };
  const std::map<std::string, std::string> names{{"sx", "Ixx"}, {"sy", "Iyy"}, {"sxy", "Ixy"}};
  for (const auto& item : file.at("params").as_array()) {
    const std::string label(item.at("label").as_string());
    const auto& p = parameter(names.contains(label) ? names.at(label) : label);
    const double se = number(item.at("se"));
    check("S5_waves clpm", "estimate / SE", number(p.at("est")), number(item.at("est")),
          std::abs(number(p.at("est")) - number(item.at("est"))) / se, 1e-2);
    check_relative("S5_waves clpm", "SE", number(p.at("se")), se, 1e-2);
  }
  for (const auto& [ours, limit] : {std::pair("logl", 1e-3), std::pair("chisq", 5e-3), std::pair("df", 0.0),
                                    std::pair("cfi", 1e-4), std::pair("rmsea", 1e-3), std::pair("npar", 0.0)})
    check_absolute("S5_waves clpm", ours, at(own, "fit", ours), number(file.at("fit").at(ours)), limit);
}

TEST(NOfOne, MatchesR) {
  const auto output = evidence("n-of-1 --json '" + fixture("S3_nof1.csv") + "'");
  ASSERT_EQ(output.code, 0) << output.err;
  const auto own = output.json();
  const auto file = read_json("evidence/S3_nof1.ref.json");
  std::size_t compared = 0;
  for (const auto& item : file.at("n_of_1").as_array())
    for (const auto& ours : own.at("n_of_1").as_array()) {
      if (ours.at("client") != item.at("client")) continue;
      ++compared;
      const auto& gls = item.at("gls").as_object();
      const auto& mine = ours.as_object();
      for (const auto& [name, value] : gls.at("coef").as_object()) {
        const double se = at(gls, "se", name);
        check("S3_nof1 n-of-1", "beta / SE", at(mine, "fixef", name), number(value),
              std::abs(at(mine, "fixef", name) - number(value)) / se, 1e-3);
        check_relative("S3_nof1 n-of-1", "SE", at(mine, "se", name), se, 1e-3);
        check_absolute("S3_nof1 n-of-1", "p", at(mine, "p_satterthwaite", name), at(gls, "p", name), 1e-3);
      }
      check_absolute("S3_nof1 n-of-1", "phi", number(mine.at("phi")), number(gls.at("phi")), 1e-3);
    }
  EXPECT_EQ(compared, 4U);
}

TEST(SingleCase, MatchesReference) {
  const auto file = read_json("evidence/single_case.ref.json");
  for (const auto& [name, item] : file.at("sced").as_object()) {
    const auto& theirs = item.as_object();
    std::string table = "phase,value\n";
    for (const char* phase : {"A", "B"})
      for (const auto& v : theirs.at(phase).as_array())
        table += std::string(phase) + "," + json::serialize(v) + "\n";
    const auto output =
        evidence("single-case --json --improvement " + std::string(theirs.at("improvement").as_string()) +
                 " '" + file_with(table) + "'");
    ASSERT_EQ(output.code, 0) << name << output.err << output.out;
    const auto own = output.json();
    for (const char* field :
         {"NAP", "Tau", "Tau_U_parker2011", "S_AB", "S_A", "S_B", "PND", "PEM", "se_tau_normal", "p_tau",
          "Tau_baseline_corrected", "baseline_theil_sen", "hedges_g"})
      check_absolute("single-case " + std::string(name), field, number(own.at(field)),
                     number(theirs.at(field)), 1e-8);
    EXPECT_EQ(own.at("randomisation").at("refused").at("code").as_string(), "not_randomised");
  }
  for (const auto& item : file.at("randomisation").as_array()) {
    std::string table = "phase,value\n";
    const auto& y = item.at("y").as_array();
    const auto start = static_cast<std::size_t>(number(item.at("start")));
    for (std::size_t k = 0; k < y.size(); ++k)  // the reference counts from 1
      table += std::string(k + 1 < start ? "A," : "B,") + json::serialize(y[k]) + "\n";
    const auto own = evidence("single-case --json --randomised '" + file_with(table) + "'").json();
    for (const char* field : {"n_admissible", "observed", "p_lower", "p_upper", "p_two_sided"})
      check_absolute("single-case randomisation", field, at(own, "randomisation", field),
                     number(item.at(field)), 1e-8);
  }
}

TEST(Change, MatchesReference) {
  const auto file = read_json("evidence/single_case.ref.json");
  for (const auto& item : file.at("rci").as_array()) {
    std::string table = "client,session,outcome\n";
    const auto &pre = item.at("pre").as_array(), &post = item.at("post").as_array();
    for (std::size_t k = 0; k < pre.size(); ++k)
      table += "C" + std::to_string(k) + ",1," + json::serialize(pre[k]) + "\nC" + std::to_string(k) + ",2," +
               json::serialize(post[k]) + "\n";
    const auto output = evidence("change --json --sd " + json::serialize(item.at("sd")) + " --reliability " +
                                 json::serialize(item.at("r")) + " --cutoff " +
                                 json::serialize(item.at("cutoff")) + " '" + file_with(table) + "'");
    ASSERT_EQ(output.code, 0) << output.err << output.out;
    const auto own = output.json();
    check_absolute("change", "least change", at(own, "rule", "least_change"), number(item.at("min_change")),
                   1e-8);
    const auto& clients = own.at("clients").as_array();
    ASSERT_EQ(clients.size(), pre.size());
    for (std::size_t k = 0; k < clients.size(); ++k) {
      check_absolute("change", "RCI", number(clients[k].at("rci")), number(item.at("rci").as_array()[k]),
                     1e-8);
      EXPECT_EQ(clients[k].at("class"), item.at("class").as_array()[k]);
    }
  }
}

TEST(Response, MatchesR) {
  const auto output = evidence("response --json --baseline 10 14 18 --session 2 4 8 12 16 -- '" +
                               fixture("S1_main.csv") + "'");
  ASSERT_EQ(output.code, 0) << output.err;
  const auto own = output.json();
  const auto file = read_json("evidence/S1_expected_response.ref.json");
  check_absolute("response", "baseline mean", number(own.at("baseline_mean")),
                 number(file.at("baseline_mean")), 1e-8);
  std::size_t compared = 0;
  for (const auto& item : file.at("envelope").as_array())
    for (const auto& mine : own.at("envelope").as_array()) {
      if (number(mine.at("base")) != number(item.at("base")) or
          number(mine.at("session")) != number(item.at("session")))
        continue;
      ++compared;
      for (const char* field : {"expected", "pred_sd", "upper68two", "upper80two", "lower80two"})
        check_absolute("response", field, number(mine.at(field)), number(item.at(field)), 1e-4);
    }
  EXPECT_EQ(compared, 15U);
}

TEST(Pool, MatchesR) {
  const auto output = evidence("pool --json '" + fixture("S2_clinics.csv") + "'");
  ASSERT_EQ(output.code, 0) << output.err;
  const auto own = output.json();
  const auto file = read_json("evidence/S2_clinics.ref.json");
  const auto& theirs = file.at("pooled").as_object();
  // The clinics' own fits carry their tolerance (1e-4 SE) into the pooled numbers.
  for (const char* field : {"b", "se_z", "se_hksj", "p_hksj", "tau2"})
    check_absolute("S2_clinics pool", field, number(own.at(field)), number(theirs.at(field)), 1e-5);
  check_relative("S2_clinics pool", "I2", number(own.at("I2")), number(theirs.at("I2")), 1e-4);
  for (std::size_t k = 0; k < 2; ++k)
    check_relative("S2_clinics pool", "Q-profile", number(own.at("tau2_ci_qprofile").as_array()[k]),
                   number(theirs.at("tau2_ci_qprofile").as_array()[k]), 1e-3);
  EXPECT_EQ(own.at("per_clinic").as_array().size(), 6U);

  std::string table = "name,yi,vi\n";
  for (const auto& [clinic, yi] : theirs.at("yi").as_object())
    table += std::string(clinic) + "," + json::serialize(yi) + "," +
             json::serialize(theirs.at("vi").at(clinic)) + "\n";
  const auto summaries = evidence("pool --json --summaries '" + file_with(table) + "'").json();
  for (const char* field : {"b", "se_z", "se_hksj", "tau2"})
    check_absolute("S2_clinics pool --summaries", field, number(summaries.at(field)),
                   number(theirs.at(field)), 1e-6);
}

}  // namespace
}  // namespace intersession::evidence_cli
