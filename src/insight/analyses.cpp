#include "insight/analyses.hpp"

#include <algorithm>
#include <cmath>

#include "evidence/catalogue.hpp"
#include "evidence/federation.hpp"
#include "evidence/mediation.hpp"
#include "evidence/panel_model.hpp"
#include "insight/fit_json.hpp"

namespace intersession::insight {

namespace {

using evidence::Code;
using evidence::Prepared;

json::array interval(double lo, double hi) {
  return {number(lo), number(hi)};
}
json::array interval(const evidence::Interval& i) {
  return interval(i.lo, i.hi);
}

/// The value at rank ceil(p n) of those that are there.
double percentile(std::vector<double> values, double p) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  if (values.empty()) return std::nan("");
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(values.size())));
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

/// Rows of one clinic as a table of its own.
evidence::SessionTable only(const evidence::SessionTable& all, std::size_t clinic) {
  const auto& code = all.label("clinic")->code;
  evidence::SessionTable own = all;
  const auto keep = [&](auto& values) {
    std::size_t at = 0;
    for (std::size_t r = 0; r < code.size(); ++r)
      if (code[r] == static_cast<std::int32_t>(clinic)) values[at++] = values[r];
    values.resize(at);
  };
  keep(own.client.code);
  keep(own.session);
  if (not own.line.empty()) keep(own.line);
  for (auto& c : own.labels) keep(c.values.code);
  for (auto& c : own.numbers) keep(c.values);
  std::vector<std::int32_t> seen(own.client.levels.size(), -1);
  std::vector<std::string> levels;
  for (auto& c : own.client.code) {
    auto& s = seen[static_cast<std::size_t>(c)];
    if (s < 0) {
      s = static_cast<std::int32_t>(levels.size());
      levels.push_back(all.client.levels[static_cast<std::size_t>(c)]);
    }
    c = s;
  }
  own.client.levels = std::move(levels);
  return own;
}

evidence::Outcome<evidence::LinearFit> main_fit(evidence::SessionTable table) {
  const auto data = Prepared::from(std::move(table));
  if (not data) return std::unexpected(data.error());
  const auto frame = evidence::build_frame(*data, *evidence::catalogue_model("M1"));
  if (not frame) return std::unexpected(frame.error());
  return evidence::fit_linear(*frame);
}

}  // namespace

Answer mediation_json(const Prepared& data) {
  const auto m = evidence::mediate(data);
  if (not m) return std::unexpected(m.error());
  evidence::Frame shape;  // names of the random effects, in the order of mediation.hpp
  for (const char* random : {"Sm", "Sy", "mx", "ym"}) shape.random.push_back({random, -1, {}});
  auto out = fit_json(m->fit, shape);
  out["id"] = "M3";
  out["a"] = number(m->a);
  out["b"] = number(m->b);
  out["direct_c"] = number(m->direct);
  out["cov_ab_random"] = number(m->covariance_ab);
  out["indirect"] = number(m->indirect);
  out["indirect_ci95"] = interval(m->indirect_lo, m->indirect_hi);
  out["total"] = number(m->total);
  out["total_se"] = number(m->total_se);
  out["share"] = m->share_shown ? number(m->share) : json::value(nullptr);
  out["sigma_ratio_y"] = number(m->sd_ratio);
  out["paths"] = {{"a", effect(m->fit.effect("mx"))},
                  {"b", effect(m->fit.effect("ym"))},
                  {"direct_c", effect(m->fit.effect("yx"))}};
  out["verdict"] = "not_judged";
  out["verdict_text"] =
      "Paths are associations over time inside clients; they do not show that one step brings about the "
      "next.";
  out["warnings"] = warnings(m->fit.notes);
  return out;
}

Answer panel_json(const Prepared& data, std::string_view x, std::string_view y, int waves) {
  const auto wide = evidence::panel_waves(data, x, y, waves);
  if (not wide) return std::unexpected(wide.error());
  const auto fit = evidence::fit_panel(*wide);
  if (not fit) return std::unexpected(fit.error());
  json::object out{{"id", "R1"}, {"waves", fit->waves}, {"clients", fit->clients}};
  json::array parameters;
  for (const auto& p : fit->parameters)
    parameters.push_back(json::object{{"label", p.name},
                                      {"est", number(p.estimate)},
                                      {"se", number(p.se)},
                                      {"z", number(p.z)},
                                      {"pvalue", number(p.p)},
                                      {"ci.lower", number(p.lo)},
                                      {"ci.upper", number(p.hi)}});
  out["params"] = std::move(parameters);
  out["fit"] = {
      {"logl", number(fit->log_lik)}, {"npar", fit->parameters.size()}, {"chisq", number(fit->chi_square)},
      {"df", number(fit->df)},        {"pvalue", number(fit->p)},       {"cfi", number(fit->cfi)},
      {"rmsea", number(fit->rmsea)},  {"aic", number(fit->aic)},        {"bic", number(fit->bic)}};
  out["long_run"] = matrix(fit->long_run);
  out["verdict"] = "not_judged";
  out["warnings"] = warnings(fit->notes);
  return out;
}

Answer single_case_json(std::span<const double> a, std::span<const double> b,
                        const SingleCaseRequest& request) {
  const auto s = evidence::single_case(a, b, request.improvement);
  if (not s) return std::unexpected(s.error());
  json::object out{
      {"id", "single_case"},
      {"A", numbers(a)},
      {"B", numbers(b)},
      {"nA", s->n_a},
      {"nB", s->n_b},
      {"improvement", request.improvement == evidence::Improvement::increase ? "increase" : "decrease"},
      {"meanA", number(s->mean_a)},
      {"meanB", number(s->mean_b)},
      {"sdA", number(s->sd_a)},
      {"sdB", number(s->sd_b)},
      {"pos", s->positive},
      {"neg", s->negative},
      {"tie", s->ties},
      {"S_AB", s->s_ab},
      {"S_A", s->s_a},
      {"S_B", s->s_b},
      {"NAP", number(s->nap)},
      {"Tau", number(s->tau)},
      {"Tau_U_parker2011", number(s->tau_u)},
      {"se_tau_normal", number(s->se_tau)},
      {"z_tau", number(s->z_tau)},
      {"p_tau", number(s->p_tau)},
      {"PND", number(s->pnd)},
      {"PEM", number(s->pem)},
      {"baseline_tau_b", number(s->baseline_tau_b)},
      {"baseline_p", number(s->baseline_p)},
      {"baseline_theil_sen", number(s->baseline_slope)},
      {"Tau_baseline_corrected", number(s->tau_baseline_corrected)},
      {"corrected_is_default", s->corrected_is_default},
      {"headline_tau", number(s->headline)},
      {"smd_glass", number(s->smd_glass)},
      {"hedges_g", number(s->hedges_g)}};
  std::vector<double> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  const auto test =
      evidence::randomisation_test(all, a.size(), request.start_was_randomised, request.least_phase);
  out["randomisation"] =
      test ? json::value{{"n_admissible", test->admissible},      {"observed", number(test->observed)},
                         {"stats", numbers(test->statistics)},    {"p_lower", number(test->p_lower)},
                         {"p_upper", number(test->p_upper)},      {"p_two_sided", number(test->p_two_sided)},
                         {"smallest_p", number(test->smallest_p)}}
           : json::value{{"refused", problem(test.error())}};
  out["verdict"] = "not_judged";
  out["warnings"] = warnings(s->notes);
  return out;
}

Answer change_json(const Prepared& data, const evidence::ChangeRule& rule) {
  const auto outcome = data.column("outcome");
  if (not outcome) return std::unexpected(outcome.error());
  json::array clients;
  json::object counts{
      {"recovered", 0}, {"improved", 0}, {"unchanged", 0}, {"deteriorated", 0}, {"not_measured_twice", 0}};
  const auto count = [&](std::string_view kind) { counts[kind] = counts.at(kind).to_number<int>() + 1; };
  double least = std::nan("");
  for (std::size_t c = 0; c < data.clients(); ++c) {
    const std::span<const double> values(outcome->data() + data.first_row(c),
                                         data.first_row(c + 1) - data.first_row(c));
    const auto change = evidence::reliable_change(values, rule);
    if (not change) {
      if (change.error().code == Code::invalid_argument) return std::unexpected(change.error());
      count("not_measured_twice");
      continue;
    }
    least = change->least_change;
    count(evidence::name(change->kind));
    clients.push_back(json::object{{"client", data.client_name(c)},
                                   {"pre", number(change->pre)},
                                   {"post", number(change->post)},
                                   {"rci", number(change->rci)},
                                   {"class", evidence::name(change->kind)}});
  }
  if (clients.empty())
    return evidence::refuse(Code::few_usable_rows, "No client was measured twice, so no change can be told.");
  json::object out{{"id", "change"}};
  out["rule"] = {{"sd", rule.sd > 0 ? number(rule.sd) : json::value(nullptr)},
                 {"reliability", rule.reliability > 0 ? number(rule.reliability) : json::value(nullptr)},
                 {"least_change", number(least)},
                 {"cutoff", number(rule.cutoff)},
                 {"higher_is_worse", rule.higher_is_worse},
                 {"source", rule.source}};
  out["counts"] = std::move(counts);
  out["clients"] = std::move(clients);
  out["verdict"] = "not_judged";
  out["warnings"] = json::array();
  return out;
}

Answer response_json(const Prepared& data, const ResponseRequest& request) {
  auto learned = request.any_number_of_clients
                     ? evidence::ExpectedResponse::learn_from_any(data, request.scale)
                     : evidence::ExpectedResponse::learn(data, request.scale);
  if (not learned) return std::unexpected(learned.error());
  const auto outcome = data.column("outcome").value();
  std::vector<double> first, last_session;
  for (std::size_t c = 0; c < data.clients(); ++c) {
    const auto r = data.first_row(c);
    if (data.session()[r] == 1) first.push_back(outcome[r]);
    last_session.push_back(data.session()[data.first_row(c + 1) - 1]);
  }
  auto baselines = request.baselines;
  if (baselines.empty())
    for (const double p : {0.2, 0.5, 0.8}) baselines.push_back(percentile(first, p));
  auto sessions = request.sessions;
  if (sessions.empty())
    for (int s = 2; s <= std::max(3.0, percentile(last_session, 0.9)); ++s) sessions.push_back(s);
  evidence::Frame shape;
  for (const char* random : {"(Intercept)", "lt"}) shape.random.push_back({random, -1, {}});
  json::object out = fit_json(learned->fit(), shape);
  out["baseline_mean"] = number(learned->baseline_mean());
  json::array envelope;
  for (const double base : baselines)
    for (const int s : sessions) {
      const auto band = learned->band(base, s);
      envelope.push_back(json::object{{"base", number(base)},
                                      {"session", s},
                                      {"expected", number(band.expected)},
                                      {"pred_sd", number(band.sd)},
                                      {"lower68two", number(band.lower68)},
                                      {"upper68two", number(band.upper68)},
                                      {"lower80two", number(band.lower80)},
                                      {"upper80two", number(band.upper80)}});
    }
  out["envelope"] = std::move(envelope);
  out["verdict"] = "not_judged";
  out["verdict_text"] =
      "Some clients respond late (in depression often flat until about session 6); being outside the range "
      "early "
      "says little.";
  out["warnings"] = warnings(learned->fit().notes);
  return out;
}

Answer pool_json(const std::vector<evidence::Study>& studies, evidence::Between method) {
  json::array list;
  for (const auto& s : studies)
    list.push_back(json::object{{"name", s.name}, {"yi", number(s.estimate)}, {"vi", number(s.variance)}});
  json::object out{{"id", "F1"},
                   {"method", method == evidence::Between::reml ? "REML" : "DL"},
                   {"k", studies.size()},
                   {"studies", std::move(list)}};
  if (studies.size() < evidence::least_clinics_to_pool) {
    out["refused"] =
        problem({Code::too_few_clinics, "Fewer than three clinics are listed, not pooled.", {}, {}});
    out["verdict"] = "refused";
    out["warnings"] = json::array();
    return out;
  }
  const auto m = evidence::pool(studies, method);
  if (not m) return std::unexpected(m.error());
  out["b"] = number(m->estimate);
  out["se_z"] = number(m->se_z);
  out["ci_z"] = interval(m->ci_z);
  out["p_z"] = number(m->p_z);
  out["se_hksj"] = number(m->se_hksj);
  out["ci_hksj"] = interval(m->ci_hksj);
  out["p_hksj"] = number(m->p_hksj);
  out["se_hksj_truncated"] = number(m->se_truncated);
  out["ci_hksj_truncated"] = interval(m->ci_truncated);
  out["p_hksj_truncated"] = number(m->p_truncated);
  out["df"] = number(m->df);
  out["tau2"] = number(m->tau2);
  out["se_tau2"] = number(m->se_tau2);
  out["tau2_ci_qprofile"] = interval(m->tau2_ci);
  out["I2"] = number(m->i2);
  out["H2"] = number(m->h2);
  out["QE"] = number(m->q);
  out["QEp"] = number(m->q_p);
  out["pi_hksj"] = interval(m->prediction);
  out["pi_hksj_truncated"] = interval(m->prediction_truncated);
  out["logLik"] = number(m->log_lik);
  out["weights_pct"] = numbers(m->weights_percent);
  out["leave1out_b"] = numbers(evidence::leave_one_out(studies, method));
  out["blup"] = numbers(m->blup);
  out["verdict"] = "not_judged";
  out["warnings"] = warnings(m->notes);
  return out;
}

Answer pool_clinics_json(const evidence::SessionTable& table) {
  const auto* clinic = table.label("clinic");
  if (clinic == nullptr)
    return evidence::refuse(Code::missing_column, "Pooling needs a column 'clinic'.", {"clinic"});
  json::array per_clinic;
  std::vector<evidence::Study> studies;
  for (std::size_t k = 0; k < clinic->levels.size(); ++k) {
    json::object one{{"clinic", clinic->levels[k]}};
    const auto fit = main_fit(only(table, k));
    const auto summary =
        fit ? evidence::summarise(clinic->levels[k], "1", "", *fit) : std::unexpected(fit.error());
    if (summary) {
      one["clients"] = summary->clients;
      one["rows"] = summary->rows;
      one["within"] = effect(fit->effect("xw1"));
      one["between"] = effect(fit->effect("xb"));
      one["sd_slope"] = number(summary->sd_slope);
      one["sigma"] = number(summary->sigma);
      one["singular"] = summary->singular;
      studies.push_back({summary->clinic, summary->within, summary->within_se * summary->within_se});
    } else {
      one["refused"] = problem(summary.error());
    }
    per_clinic.push_back(std::move(one));
  }
  auto out = pool_json(studies, evidence::Between::reml);
  if (not out) return out;
  (*out)["per_clinic"] = std::move(per_clinic);
  return out;
}

}  // namespace intersession::insight
