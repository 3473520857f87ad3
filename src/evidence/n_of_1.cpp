#include "evidence/n_of_1.hpp"

#include <algorithm>
#include <cmath>

#include "evidence/residual_correlation.hpp"

namespace intersession::evidence {
namespace {

constexpr std::size_t rows_for_model = 12, rows_for_tau = 8, rows_for_own_phi = 25;

double kendall(const std::vector<double>& x, const std::vector<double>& y) {
  double s = 0, nx = 0, ny = 0;
  for (std::size_t j = 1; j < x.size(); ++j)
    for (std::size_t i = 0; i < j; ++i) {
      const double dx = x[j] - x[i], dy = y[j] - y[i];
      s += dx * dy > 0 ? 1 : dx * dy < 0 ? -1 : 0;
      nx += dx != 0, ny += dy != 0;
    }
  return nx > 0 and ny > 0 ? s / std::sqrt(nx * ny) : std::nan("");
}

}  // namespace

Outcome<NOfOne> n_of_one(const Prepared& data, std::string_view client, const NOfOneOptions& options) {
  std::size_t c = 0;
  while (c < data.clients() and data.client_name(c) != client) ++c;
  if (c == data.clients())
    return refuse(Code::unknown_variable, "There is no such client in the data.", {std::string(client)});
  const auto y = data.column("outcome"), x = data.column("xw1");
  if (not y) return std::unexpected(y.error());
  if (not x) return std::unexpected(x.error());
  Frame frame;
  frame.id = "N1", frame.formula = "outcome ~ xw1 + t0";
  frame.fixed = {{"(Intercept)", {}}, {"xw1", {}}, {"t0", {}}};
  frame.intercepts = {0};
  for (std::size_t r = data.first_row(c); r < data.first_row(c + 1); ++r) {
    if (std::isnan((*y)[r]) or std::isnan((*x)[r])) continue;
    frame.y.push_back((*y)[r]);
    frame.fixed[0].values.push_back(1), frame.fixed[1].values.push_back((*x)[r]);
    frame.fixed[2].values.push_back(data.session()[r] - 1);
    frame.time.push_back(data.session()[r]);
    frame.row.push_back(static_cast<std::uint32_t>(r));
  }
  frame.offsets = {0, frame.rows()};
  frame.group_names = {std::string(client)};
  NOfOne report;
  report.client = client, report.rows = frame.rows();
  const auto& values = frame.fixed[1].values;
  const bool varies = not values.empty() and *std::max_element(values.begin(), values.end()) >
                                                 *std::min_element(values.begin(), values.end());
  if (report.rows >= rows_for_tau) report.depth = Depth::graph_and_tau, report.tau = kendall(values, frame.y);
  if (report.rows < rows_for_model or not varies) {
    report.notes.push_back(
        varies ? Note{Code::few_usable_rows,
                      "A slope of one client needs at least 12 sessions that follow each other; here are " +
                          std::to_string(report.rows) + ".",
                      {}}
               : Note{Code::no_within_variation,
                      "The amount of homework did not vary, so nothing can be said about more or less of it.",
                      {"hw_qty"}});
    return report;
  }
  report.phi_from_group = options.group_phi.has_value() and report.rows < rows_for_own_phi;
  auto fit = report.phi_from_group ? fit_with_phi(frame, *options.group_phi, {.degrees_of_freedom = false})
                                   : fit_correlated(frame, Correlation::ar1, {.degrees_of_freedom = false});
  if (not fit) {
    report.notes.push_back({fit.error().code, fit.error().sentence, fit.error().names});
    return report;
  }
  const double df = static_cast<double>(frame.rows() - frame.p());
  for (Eigen::Index k = 0; k < fit->fixef.size(); ++k) {
    const auto e = effect_of(fit->fixef[k], fit->se[k], df);
    fit->df[k] = df, fit->p[k] = e.p, fit->ci_lo[k] = e.lo, fit->ci_hi[k] = e.hi;
  }
  report.depth = Depth::model;
  report.slope = fit->effect("xw1"), report.trend = fit->effect("t0");
  report.phi = fit->phi, report.sigma = fit->sigma;
  if (report.rows < rows_for_own_phi and not report.phi_from_group)
    report.notes.push_back({Code::few_usable_rows,
                            "With fewer than 25 sessions the carry-over between sessions is estimated very "
                            "roughly, and too low on average.",
                            {}});
  report.notes.insert(report.notes.end(), fit->notes.begin(), fit->notes.end());
  report.fit = std::move(*fit);
  return report;
}

}  // namespace intersession::evidence
