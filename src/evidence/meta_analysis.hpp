// Random-effects meta-analysis of one number per clinic (or study).
//
// tau^2 by REML (Fisher scoring on the scalar, started from Hedges' estimator, step-halving at 0) or
// DerSimonian-Laird. Confidence interval of the mean: Hartung-Knapp-Sidik-Jonkman with t(k - 1), and its
// ad-hoc truncation max(1, q), which is the default for few or uneven studies (and never has zero width); the
// normal one beside it. Prediction interval with t(k - 1). Cost: O(k) per step. Sources: Viechtbauer 2005
// (REML), 2007 (Q-profile); Hartung & Knapp 2001; Sidik & Jonkman 2002; truncation Knapp & Hartung 2003,
// Roever, Knapp & Friede 2015; prediction interval Higgins, Thompson & Spiegelhalter 2009. Thread safety:
// pure functions.
#pragma once

#include <string>
#include <vector>

#include "evidence/problem.hpp"

namespace intersession::evidence {

struct Study {
  std::string name;
  double estimate = 0;
  double variance = 0;  // squared standard error, > 0
};

enum class Between { reml, dersimonian_laird };

struct Interval {
  double lo = 0, hi = 0;
};

struct MetaAnalysis {
  std::size_t k = 0;
  double estimate = 0;
  double se_z = 0, p_z = 1;
  Interval ci_z;
  double se_hksj = 0, p_hksj = 1;  // plain Knapp-Hartung
  Interval ci_hksj;
  double se_truncated = 0, p_truncated = 1;  // max(1, q): the one to show
  Interval ci_truncated;
  double df = 0;
  Interval prediction;            // plain Knapp-Hartung SE
  Interval prediction_truncated;  // the one to show
  double tau2 = 0, se_tau2 = 0;
  Interval tau2_ci;  // Q-profile
  double i2 = 0, h2 = 1, q = 0, q_p = 1;
  double log_lik = 0;
  std::vector<double> weights_percent, blup;
  std::vector<Note> notes;
};

// Refuses fewer than two studies and variances that are not positive. Two studies carry a note.
Outcome<MetaAnalysis> pool(const std::vector<Study>& studies, Between method = Between::reml);

// The estimate without each study in turn; empty for fewer than three. For studies that `pool` takes. Cost:
// O(k^2).
std::vector<double> leave_one_out(const std::vector<Study>& studies, Between method = Between::reml);

}  // namespace intersession::evidence
