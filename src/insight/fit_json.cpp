#include "insight/fit_json.hpp"

#include <cmath>

namespace intersession::insight {

namespace {

using evidence::Frame;

template <class Fit>
json::object groups(const Fit& fit, const Frame& frame) {
  json::object out{{frame.group_label, fit.ngroups}};
  if (not frame.outer.empty()) out[frame.outer_label] = fit.nouter;
  return out;
}

/// lme4's names of theta: the lower triangle by columns, then the outer intercept.
json::object theta(const Frame& frame, const Eigen::VectorXd& values) {
  json::object out;
  Eigen::Index k = 0;
  const auto add = [&](const std::string& name) {
    if (k < values.size()) out[name] = number(values[k++]);
  };
  for (std::size_t column = 0; column < frame.q(); ++column) {
    const std::string own = frame.group_label + "." + frame.random[column].name;
    add(own);
    if (not frame.correlated) continue;
    for (std::size_t row = column + 1; row < frame.q(); ++row)
      add(frame.group_label + "." + frame.random[row].name + "." + frame.random[column].name);
  }
  if (not frame.outer.empty()) add(frame.outer_label + ".(Intercept)");
  return out;
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object component(const std::string& group, const std::string& first, const std::string& second,
                       double covariance, double sd_or_correlation) {
  return {{"grp", group},
          {"var1", text_or_null(first)},
          {"var2", text_or_null(second)},
          {"vcov", number(covariance)},
          {"sdcor", number(sd_or_correlation)}};
}

/// Components of a logistic fit, which has no residual.
json::array components(const evidence::LogisticFit& fit, const Frame& frame) {
  json::array out;
  const auto& d = fit.random_covariance;
  const auto q = static_cast<Eigen::Index>(frame.q());
  const auto named = [&](Eigen::Index k) { return frame.random[static_cast<std::size_t>(k)].name; };
  for (Eigen::Index k = 0; k < q; ++k)
    out.push_back(component(frame.group_label, named(k), "", d(k, k), std::sqrt(d(k, k))));
  for (Eigen::Index a = 0; frame.correlated and a < q; ++a)
    for (Eigen::Index b = a + 1; b < q; ++b)
      out.push_back(
          component(frame.group_label, named(a), named(b), d(a, b), d(a, b) / std::sqrt(d(a, a) * d(b, b))));
  if (not frame.outer.empty())
    out.push_back(
        component(frame.outer_label, "(Intercept)", "", fit.outer_variance, std::sqrt(fit.outer_variance)));
  return out;
}

}  // namespace

json::object fit_json(const evidence::LinearFit& fit, const Frame& frame) {
  const auto named = [&](const Eigen::VectorXd& values) { return by_name(fit.names, values); };
  json::array varcomp;
  for (const auto& c : fit.varcomp) varcomp.push_back(component(c.group, c.var1, c.var2, c.vcov, c.sdcor));
  return {{"id", fit.id},
          {"formula", fit.formula},
          {"REML", fit.reml},
          {"nobs", fit.nobs},
          {"ngroups", groups(fit, frame)},
          {"fixef", named(fit.fixef)},
          {"se", named(fit.se)},
          {"df_satterthwaite", named(fit.df)},
          {"t", named(fit.t)},
          {"p_satterthwaite", named(fit.p)},
          {"ci95_lo", named(fit.ci_lo)},
          {"ci95_hi", named(fit.ci_hi)},
          {"vcov", matrix(fit.vcov)},
          {"theta", theta(frame, fit.theta)},
          {"sigma", number(fit.sigma)},
          {"varcomp", std::move(varcomp)},
          {"crit", number(fit.crit)},
          {"logLik", number(fit.log_lik)},
          {"AIC", number(fit.aic)},
          {"BIC", number(fit.bic)},
          {"npar", fit.parameters},
          {"singular", fit.singular}};
}

json::object fit_json(const evidence::LogisticFit& fit, const Frame& frame) {
  const auto named = [&](const Eigen::VectorXd& values) { return by_name(fit.names, values); };
  return {{"id", fit.id},
          {"formula", fit.formula},
          {"family", "binomial(logit)"},
          {"nAGQ", fit.quadrature_points},
          {"nobs", fit.nobs},
          {"ngroups", groups(fit, frame)},
          {"fixef", named(fit.fixef)},
          {"se", named(fit.se)},
          {"df_satterthwaite", nullptr},
          {"t", nullptr},
          {"p_satterthwaite", nullptr},
          {"z", named(fit.z)},
          {"p", named(fit.p)},
          {"ci95_lo", named(fit.ci_lo)},
          {"ci95_hi", named(fit.ci_hi)},
          {"odds_ratio", named(fit.odds_ratio)},
          {"odds_ratio_ci95_lo", named(fit.odds_lo)},
          {"odds_ratio_ci95_hi", named(fit.odds_hi)},
          {"population_averaged", named(fit.population_averaged)},
          {"vcov", matrix(fit.vcov)},
          {"theta", theta(frame, fit.theta)},
          {"sigma", nullptr},
          {"varcomp", components(fit, frame)},
          {"crit", number(fit.minus2ll)},
          {"minus2LL", number(fit.minus2ll)},
          {"logLik", number(fit.log_lik)},
          {"AIC", number(fit.aic)},
          {"BIC", number(fit.bic)},
          {"npar", fit.theta.size() + fit.fixef.size()},
          {"singular", fit.singular}};
}

}  // namespace intersession::insight
