// The random-intercept cross-lagged panel model of two variables over equally spaced sessions (waves).
//
// x_it = mean_xt + Rx_i + wx_it, y likewise; wx_t = axx wx_{t-1} + axy wy_{t-1} + e, wy_t = ayx wx_{t-1} +
// ayy wy_{t-1} + e. Lags equal over time, means free, first wave free. Full-information maximum likelihood
// over patterns of missing values; standard errors from the observed information. ayx is the headline: does
// more homework than usual at t-1 go with a different outcome at t, beside the outcome's own inertia.
// Sources: Hamaker, Kuiper & Grasman 2015 (model); Arbuckle 1996 (FIML); saturated model by EM, Dempster,
// Laird & Rubin 1977; CFI Bentler 1990, RMSEA Steiger 1990. Thread safety: reentrant.
#pragma once

#include <Eigen/Dense>

#include "evidence/prepared.hpp"

namespace intersession::evidence {

struct PanelParameter {
  std::string name;  // axx axy ayx ayy RIxx RIxy RIyy W1xx W1xy W1yy Ixx Ixy Iyy mean_x1 ... mean_yT
  double estimate = 0, se = 0, z = 0, p = 1, lo = 0, hi = 0;
};

struct PanelFit {
  int waves = 0;
  std::size_t clients = 0;
  std::vector<PanelParameter> parameters;
  double log_lik = 0, saturated_log_lik = 0;
  double chi_square = 0, df = 0, p = 1, cfi = 1, rmsea = 0, aic = 0, bic = 0;
  Eigen::Matrix2d long_run;  // (I - A)^-1, rows and columns x, y
  std::vector<Note> notes;

  const PanelParameter& at(std::string_view name) const;
};

// Rows are clients, columns x1..xT y1..yT, NaN missing. Refuses fewer than 10 clients per 4 parameters, waves
// outside 4..12, wave coverage below 20 %, a variance that is not positive, and lags that grow without bound.
Outcome<PanelFit> fit_panel(const Eigen::MatrixXd& waves);

// The wide table of two raw columns over sessions 1..T.
Outcome<Eigen::MatrixXd> panel_waves(const Prepared& data, std::string_view x, std::string_view y, int waves);

// What fit_panel minimises: -2 log likelihood of clients x (x1..xT y1..yT) at the 13 structural parameters in
// the order of PanelFit and the 2T means; infinity where they give no covariance. Fills its exact gradient.
double panel_deviance(const Eigen::MatrixXd& data, const Eigen::VectorXd& parameters,
                      Eigen::VectorXd& gradient);

}  // namespace intersession::evidence
