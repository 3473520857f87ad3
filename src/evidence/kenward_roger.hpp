// Kenward-Roger standard errors and degrees of freedom, for few clients.
//
// Source: Kenward & Roger 1997, in the form for single contrasts of Halekoh & Hojsgaard 2014 (pbkrtest). The
// covariance parameters enter linearly (variances and covariances), so the second-derivative term vanishes.
// Cost: cubic in the rows of the largest independent block (client, or therapist in the nested model).
// Thread safety: as LinearModel.
#pragma once

#include "evidence/linear_fit.hpp"

namespace intersession::evidence {

struct KenwardRoger {
  std::vector<Effect> effects;  // one per fixed effect, in order
  Eigen::MatrixXd vcov;         // adjusted covariance
};

// The largest block (rows) for which the adjustment is computed.
inline constexpr std::size_t most_block_rows = 1500;

// `fit` must be a REML fit of `model`. Refuses ML fits, correlated residuals and blocks that are too large.
Outcome<KenwardRoger> kenward_roger(LinearModel& model, const LinearFit& fit);

}  // namespace intersession::evidence
