// Does a change in the mechanism lie between homework and outcome? The stacked 1-1-1 model.
//
// Paths a (homework -> mechanism, same interval), b (mechanism -> next outcome) and c' (homework -> next
// outcome beside the mechanism) are estimated in one model with both responses stacked, random a_i and b_i
// that may covary, and a residual variance for each response. Indirect effect = a b + cov(a_i, b_i). Interval
// by Monte Carlo over the estimates' joint normal distribution, 20,000 draws, fixed seed. Sources: Bauer,
// Preacher & Gil 2006; Kenny, Korchmaros & Bolger 2003; MacKinnon et al. 2004 (Monte Carlo). A path is an
// association over time inside clients, not proof that one step brings about the next. Thread safety:
// reentrant.
#pragma once

#include "evidence/linear_fit.hpp"
#include "evidence/prepared.hpp"

namespace intersession::evidence {

struct Mediation {
  LinearFit fit;        // fixed effects Sm Sy mx mxb mt ym ymb yx yxb yt
  double sd_ratio = 1;  // residual SD of the outcome rows over that of the mechanism rows
  double a = 0, b = 0, direct = 0;
  double covariance_ab = 0;  // of a_i and b_i over clients
  double indirect = 0, indirect_lo = 0, indirect_hi = 0;
  double total = 0, total_se = 0;
  // Share of the total that is indirect; only when both have the same sign and |total| > 2 SE.
  bool share_shown = false;
  double share = 0;
};

struct MediationOptions {
  int draws = 20000;
  std::uint64_t seed = 20240229;
};

Outcome<Mediation> mediate(const Prepared& data, const MediationOptions& options = {});

}  // namespace intersession::evidence
