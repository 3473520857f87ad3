// Several tests at once, and likelihood-ratio tests.
//
// Sources: Holm 1979; Benjamini & Hochberg 1995; chi-bar-square mixture for one variance at its boundary Self &
// Liang 1987, Stram & Lee 1994.
// Thread safety: pure functions.
#pragma once

#include <span>
#include <vector>

#include "evidence/linear_fit.hpp"

namespace intersession::evidence {

std::vector<double> holm(std::span<const double> p);
std::vector<double> benjamini_hochberg(std::span<const double> p);

struct LikelihoodRatio {
  double chi_square = 0, df = 0, p = 1;
};
// Two nested ML fits of the same rows; refuses REML fits and different rows.
Outcome<LikelihoodRatio> likelihood_ratio(const LinearFit& small, const LinearFit& large);

// One variance more in `large` (REML or ML alike): half chi-square with 1 df, half a point at 0.
Outcome<LikelihoodRatio> variance_test(const LinearFit& small, const LinearFit& large);

}  // namespace intersession::evidence
