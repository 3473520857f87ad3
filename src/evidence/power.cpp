#include "evidence/power.hpp"

#include <atomic>
#include <cmath>

#include "evidence/catalogue.hpp"
#include "evidence/linear_fit.hpp"

namespace intersession::evidence {
namespace {

struct One {
  bool fitted = false;
  double estimate = 0, se = 0, lo = 0, hi = 0;
  std::size_t rows = 0;
};

One replicate(Truth truth, int k) {
  truth.seed += static_cast<std::uint64_t>(k);
  auto table = simulate_sessions(truth);
  if (not table) return {};
  const auto data = Prepared::from(std::move(*table));
  if (not data) return {};
  const auto frame = build_frame(*data, *catalogue_model(truth.clients < 15 ? "M1ri" : "M1"));
  if (not frame) return {};
  const auto fit = fit_linear(*frame);
  if (not fit) return {};
  const auto e = fit->effect("xw1");
  return {true, e.estimate, e.se, e.lo, e.hi, fit->nobs};
}

}  // namespace

Outcome<Power> power(const PowerRequest& request, const std::function<void(int)>& progress) {
  if (request.replications < 20 or request.replications > 100'000)
    return refuse(Code::invalid_argument, "Between 20 and 100,000 replications are needed.");
  if (const auto first = simulate_sessions(request.truth); not first) return std::unexpected(first.error());
  std::vector<One> all(static_cast<std::size_t>(request.replications));
  std::atomic<int> done = 0;
  for_each_block(all.size(), request.threads, [&](std::size_t k) {
    all[k] = replicate(request.truth, static_cast<int>(k));
    if (const int now = ++done; progress) progress(now);
  });
  Power out;
  out.replications = request.replications;
  out.truth = request.truth.within();
  for (const auto& one : all) {
    if (not one.fitted) continue;
    ++out.fitted;
    const bool below = one.hi<0, above = one.lo> 0;
    out.power += out.truth < 0 ? below : out.truth > 0 ? above : below or above;
    out.wrong_side += out.truth < 0 ? above : out.truth > 0 ? below : false;
    out.coverage += one.lo <= out.truth and out.truth <= one.hi;
    out.mean_estimate += one.estimate;
    out.mean_se += one.se;
    out.mean_rows += static_cast<double>(one.rows);
  }
  if (out.fitted == 0) return refuse(Code::not_converged, "None of the simulated studies could be fitted.");
  const double n = out.fitted;
  for (double* share :
       {&out.power, &out.wrong_side, &out.coverage, &out.mean_estimate, &out.mean_se, &out.mean_rows})
    *share /= n;
  out.power_error = std::sqrt(out.power * (1 - out.power) / n);
  return out;
}

}  // namespace intersession::evidence
