#include "evidence/multiplicity.hpp"

#include <algorithm>
#include <numeric>

#include "evidence/distributions.hpp"

namespace intersession::evidence {
namespace {

std::vector<std::size_t> ascending(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });
  return order;
}

}  // namespace

std::vector<double> holm(std::span<const double> p) {
  std::vector<double> out(p.size());
  double largest = 0;
  const auto order = ascending(p);
  for (std::size_t i = 0; i < order.size(); ++i) {
    largest = std::max(largest, static_cast<double>(p.size() - i) * p[order[i]]);
    out[order[i]] = std::min(1.0, largest);
  }
  return out;
}

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  std::vector<double> out(p.size());
  double smallest = 1;
  const auto order = ascending(p);
  for (std::size_t i = order.size(); i-- > 0;) {
    smallest = std::min(smallest, static_cast<double>(p.size()) / static_cast<double>(i + 1) * p[order[i]]);
    out[order[i]] = smallest;
  }
  return out;
}

Outcome<LikelihoodRatio> likelihood_ratio(const LinearFit& small, const LinearFit& large) {
  if (small.reml or large.reml) return refuse(Code::invalid_argument, "Models with different predictors are compared by maximum likelihood.");
  if (small.nobs != large.nobs or large.parameters <= small.parameters) return refuse(Code::invalid_argument, "Only nested models of the same sessions can be compared.");
  LikelihoodRatio t{std::max(0.0, small.crit - large.crit), static_cast<double>(large.parameters - small.parameters), 1};
  t.p = chi_square_upper(t.chi_square, t.df);
  return t;
}

Outcome<LikelihoodRatio> variance_test(const LinearFit& small, const LinearFit& large) {
  if (small.reml != large.reml or small.nobs != large.nobs or large.parameters != small.parameters + 1)
    return refuse(Code::invalid_argument, "The larger model must have exactly one variance more.");
  LikelihoodRatio t{std::max(0.0, small.crit - large.crit), 1, 1};
  t.p = t.chi_square > 0 ? 0.5 * chi_square_upper(t.chi_square, 1) : 1;
  return t;
}

}  // namespace intersession::evidence
