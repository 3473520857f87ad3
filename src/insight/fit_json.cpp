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
  json::object out;
  out["id"] = fit.id;
  out["formula"] = fit.formula;
  out["REML"] = fit.reml;
  out["nobs"] = fit.nobs;
  out["ngroups"] = groups(fit, frame);
  out["fixef"] = by_name(fit.names, fit.fixef);
  out["se"] = by_name(fit.names, fit.se);
  out["df_satterthwaite"] = by_name(fit.names, fit.df);
  out["t"] = by_name(fit.names, fit.t);
  out["p_satterthwaite"] = by_name(fit.names, fit.p);
  out["ci95_lo"] = by_name(fit.names, fit.ci_lo);
  out["ci95_hi"] = by_name(fit.names, fit.ci_hi);
  out["vcov"] = matrix(fit.vcov);
  out["theta"] = theta(frame, fit.theta);
  out["sigma"] = number(fit.sigma);
  json::array varcomp;
  for (const auto& c : fit.varcomp) varcomp.push_back(component(c.group, c.var1, c.var2, c.vcov, c.sdcor));
  out["varcomp"] = std::move(varcomp);
  out["crit"] = number(fit.crit);
  out["logLik"] = number(fit.log_lik);
  out["AIC"] = number(fit.aic);
  out["BIC"] = number(fit.bic);
  out["npar"] = fit.parameters;
  out["singular"] = fit.singular;
  return out;
}

json::object fit_json(const evidence::LogisticFit& fit, const Frame& frame) {
  json::object out;
  out["id"] = fit.id;
  out["formula"] = fit.formula;
  out["family"] = "binomial(logit)";
  out["nAGQ"] = fit.quadrature_points;
  out["nobs"] = fit.nobs;
  out["ngroups"] = groups(fit, frame);
  out["fixef"] = by_name(fit.names, fit.fixef);
  out["se"] = by_name(fit.names, fit.se);
  out["df_satterthwaite"] = nullptr;
  out["t"] = nullptr;
  out["p_satterthwaite"] = nullptr;
  out["z"] = by_name(fit.names, fit.z);
  out["p"] = by_name(fit.names, fit.p);
  out["ci95_lo"] = by_name(fit.names, fit.ci_lo);
  out["ci95_hi"] = by_name(fit.names, fit.ci_hi);
  out["odds_ratio"] = by_name(fit.names, fit.odds_ratio);
  out["odds_ratio_ci95_lo"] = by_name(fit.names, fit.odds_lo);
  out["odds_ratio_ci95_hi"] = by_name(fit.names, fit.odds_hi);
  out["population_averaged"] = by_name(fit.names, fit.population_averaged);
  out["vcov"] = matrix(fit.vcov);
  out["theta"] = theta(frame, fit.theta);
  out["sigma"] = nullptr;
  out["varcomp"] = components(fit, frame);
  out["crit"] = number(fit.minus2ll);
  out["minus2LL"] = number(fit.minus2ll);
  out["logLik"] = number(fit.log_lik);
  out["AIC"] = number(fit.aic);
  out["BIC"] = number(fit.bic);
  out["npar"] = fit.theta.size() + fit.fixef.size();
  out["singular"] = fit.singular;
  return out;
}

}  // namespace intersession::insight
