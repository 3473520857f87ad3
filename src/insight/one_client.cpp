#include "insight/one_client.hpp"

#include <cmath>

#include "evidence/catalogue.hpp"
#include "evidence/practice_evidence.hpp"
#include "evidence/residual_correlation.hpp"
#include "insight/drawing.hpp"
#include "insight/fit_json.hpp"

namespace intersession::insight {

namespace {

using evidence::Code;
using evidence::Prepared;

std::string_view name(evidence::Depth depth) {
  switch (depth) {
    case evidence::Depth::graph:
      return "graph";
    case evidence::Depth::graph_and_tau:
      return "graph_and_tau";
    case evidence::Depth::model:
      return "model";
  }
  return "graph";
}

double lower(const evidence::ClientSlope& s) {
  return s.slope - 1.959964 * s.se;
}
double upper(const evidence::ClientSlope& s) {
  return s.slope + 1.959964 * s.se;
}

/// The client's outcomes, row by row.
std::span<const double> outcomes(const Prepared& data, const std::vector<double>& all, std::size_t client) {
  return {all.data() + data.first_row(client), data.first_row(client + 1) - data.first_row(client)};
}

json::value change(std::span<const double> values, const std::optional<evidence::ChangeRule>& rule) {
  if (not rule) return refused(Code::invalid_argument, "No measure with a known reliable change was named.");
  const auto found = evidence::reliable_change(values, *rule);
  if (not found) return refused(found.error());
  return json::object{{"pre", number(found->pre)},
                      {"post", number(found->post)},
                      {"rci", number(found->rci)},
                      {"least_change", number(found->least_change)},
                      {"class", evidence::name(found->kind)}};
}

/// Where the last measured outcome stands in the range expected after this first score.
json::value expected_range(const Prepared& data, std::size_t client, std::span<const double> values,
                           const std::optional<evidence::ExpectedResponse>& expected) {
  if (not expected)
    return refused(Code::too_few_clients,
                   "An expected range needs 100 clients with a first score and three later ones.");
  const auto sessions = data.session().subspan(data.first_row(client), values.size());
  std::size_t last = values.size();
  for (std::size_t r = 1; r < values.size(); ++r)
    if (not std::isnan(values[r])) last = r;
  if (sessions.front() != 1 or std::isnan(values.front()) or last == values.size())
    return refused(Code::few_usable_rows, "The first session or every later one has no score.");
  const auto band = expected->band(values.front(), sessions[last]);
  const auto signal = expected->signal(values.front(), sessions[last], values[last]);
  return json::object{{"baseline", number(values.front())},
                      {"session", sessions[last]},
                      {"value", number(values[last])},
                      {"expected", number(band.expected)},
                      {"upper68two", number(band.upper68)},
                      {"upper80two", number(band.upper80)},
                      {"status", signal == evidence::Signal::red     ? "above_80"
                                 : signal == evidence::Signal::amber ? "above_68"
                                                                     : "within"}};
}

}  // namespace

ShrunkenSlopes shrunken_slopes(evidence::LinearModel& model, const evidence::LinearFit& fit) {
  ShrunkenSlopes out;
  if (fit.singular or model.frame().q() < 2) return out;
  for (auto& s : evidence::client_slopes(model, fit, 1))
    if (s.rows >= 2) out[s.group] = s;
  return out;
}

json::object shrunken_json(const evidence::ClientSlope& s) {
  return {{"estimate", number(s.slope)},
          {"se", number(s.se)},
          {"ci95_lo", number(lower(s))},
          {"ci95_hi", number(upper(s))},
          {"rows", s.rows}};
}

std::string client_sentence(double slope, double lo, double hi, std::size_t rows) {
  const std::string range = hi < 0   ? fixed(-hi) + " to " + fixed(-lo)
                            : lo > 0 ? fixed(lo) + " to " + fixed(hi)
                                     : fixed(-lo) + " lower to " + fixed(hi) + " higher";
  return "In weeks with one unit more homework than usual, the following score was " +
         std::string(slope < 0 ? "lower" : "higher") + " by about " + fixed(std::abs(slope)) +
         " (uncertainty from " + range + "), in " + std::to_string(rows) +
         " weeks. This does not prove that one led to the other. Other explanations: good weeks make "
         "homework easier; therapy itself; other events.";
}

Others learn_others(const Prepared& data, const evidence::ScaleOfMeasure& scale) {
  Others out;
  const evidence::FitOptions plain{.degrees_of_freedom = false};
  if (data.clients() >= evidence::least_clients)
    if (const auto frame = evidence::build_frame(data, *evidence::catalogue_model("M1ri")))
      if (const auto fit = evidence::fit_correlated(*frame, evidence::Correlation::ar1, plain))
        out.phi = fit->phi;
  if (const auto frame = evidence::build_frame(data, *evidence::catalogue_model("M1"));
      frame and frame->groups() >= evidence::clients_for_slope) {
    evidence::LinearModel model(*frame, true);
    if (const auto fit = evidence::fit_linear(model, plain)) out.slopes = shrunken_slopes(model, *fit);
  }
  if (auto learned = evidence::ExpectedResponse::learn(data, scale)) out.expected = *std::move(learned);
  return out;
}

evidence::Outcome<json::object> n_of_1_json(const Prepared& data, std::string_view client,
                                            const Others& others,
                                            const std::optional<evidence::ChangeRule>& rule) {
  const auto n = evidence::n_of_one(data, client, {.group_phi = others.phi});
  if (not n) return std::unexpected(n.error());
  json::object out{{"id", "N1"}, {"client", n->client}, {"nobs", n->rows}, {"depth", name(n->depth)}};
  if (n->fit) {
    for (const auto& [key, value] : fit_json(*n->fit, {}))
      if (key != "id" and key != "ngroups" and key != "theta" and key != "varcomp" and key != "singular")
        out[key] = value;
    out["phi"] = number(n->phi);
    out["phi_from_group"] = n->phi_from_group;
  }
  const auto shrunken = others.slopes.find(client);
  const bool known = shrunken != others.slopes.end();
  out["own_slope"] = n->slope ? json::value(effect(*n->slope)) : json::value(nullptr);
  out["shrunken_slope"] = known ? json::value(shrunken_json(shrunken->second)) : json::value(nullptr);
  if (known)
    out["sentence"] = client_sentence(shrunken->second.slope, lower(shrunken->second),
                                      upper(shrunken->second), shrunken->second.rows);
  out["trend"] = n->trend ? json::value(effect(*n->trend)) : json::value(nullptr);
  out["tau"] = n->depth == evidence::Depth::graph ? json::value(nullptr) : number(n->tau);
  std::size_t c = 0;
  while (data.client_name(c) != client) ++c;
  const auto all = data.column("outcome").value();
  out["change"] = change(outcomes(data, all, c), rule);
  out["expected_range"] = expected_range(data, c, outcomes(data, all, c), others.expected);
  out["verdict"] = "not_judged";
  out["verdict_text"] = "One client's course is described, not judged.";
  out["warnings"] = warnings(n->notes);
  return out;
}

}  // namespace intersession::insight
