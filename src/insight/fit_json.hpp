// Fits as JSON, with the field names of the reference files (tests/fixtures/evidence), so that a result can
// be laid beside R's field by field.
//
// Linear: id, formula, REML, nobs, ngroups, fixef, se, df_satterthwaite, t, p_satterthwaite, ci95_lo,
// ci95_hi, vcov, theta, sigma, varcomp, crit, logLik, AIC, BIC, npar, singular. Logistic: the same, with z
// and p in place of t (t, df and sigma are null), odds ratios and population-averaged effects. Thread safety:
// pure functions.
#pragma once

#include "evidence/logistic_fit.hpp"
#include "insight/json_of.hpp"

namespace intersession::insight {

/// `frame` is the one that was fitted; only its names of groups and random effects are read.
[[nodiscard]] json::object fit_json(const evidence::LinearFit& fit, const evidence::Frame& frame);
[[nodiscard]] json::object fit_json(const evidence::LogisticFit& fit, const evidence::Frame& frame);

}  // namespace intersession::insight
