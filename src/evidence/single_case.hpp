// Single-case statistics over a baseline phase A and a treatment phase B.
//
// The direction of improvement is always explicit. NAP Parker & Vannest 2009; Tau = S_AB / (m n) and Tau-U =
// (S_AB - S_A) / (m n) Parker, Vannest, Davis & Sauber 2011 (can exceed 1: shown as it is, with a note);
// baseline-corrected Tau after Tarlow 2017 (Theil-Sen trend of A removed, then S / (m n)); PND Scruggs et al.
// 1987; PEM Ma 2006; randomisation test of the start point Edgington 1975, Bulte & Onghena 2008. Thread
// safety: pure functions.
#pragma once

#include <span>
#include <vector>

#include "evidence/problem.hpp"

namespace intersession::evidence {

enum class Improvement { decrease, increase };

struct SingleCase {
  std::size_t n_a = 0, n_b = 0;
  double mean_a = 0, mean_b = 0, sd_a = 0, sd_b = 0;
  long positive = 0, negative = 0, ties = 0;  // pairs A before B, in the direction of improvement
  long s_ab = 0, s_a = 0, s_b = 0;
  double nap = 0, tau = 0, tau_u = 0;
  double se_tau = 0, z_tau = 0, p_tau = 1;
  double pnd = 0, pem = 0;                    // percent; on request only
  double baseline_tau_b = 0, baseline_p = 1;  // Kendall's tau-b of A with time; NaN without variation
  double baseline_slope = 0;                  // Theil-Sen, in the direction of improvement
  double tau_baseline_corrected = 0;
  bool corrected_is_default = false;   // baseline trend p < .05 and at least 5 values
  double headline = 0;                 // the corrected or the plain Tau
  double smd_glass = 0, hedges_g = 0;  // NaN where an SD is 0
  std::vector<Note> notes;
};

// Refuses phases with fewer than three values (two in B) and values that are not finite.
Outcome<SingleCase> single_case(std::span<const double> a, std::span<const double> b,
                                Improvement improvement);

struct RandomisationTest {
  std::size_t admissible = 0;      // start points that could have been drawn
  std::vector<double> statistics;  // mean(B) - mean(A) at each
  double observed = 0;
  double p_lower = 1, p_upper = 1, p_two_sided = 1;
  double smallest_p = 1;  // 1 / admissible
};

// `start`: 0-based index of the first value of B. Refuses when the start point was not randomised, or lies
// outside the admissible ones.
Outcome<RandomisationTest> randomisation_test(std::span<const double> values, std::size_t start,
                                              bool was_randomised, std::size_t least_phase = 3);

// Two-sided p of Kendall's S with n values: exact without ties, else normal with the tie-corrected variance.
double kendall_p(std::span<const double> values);

}  // namespace intersession::evidence
