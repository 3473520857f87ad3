// The within effect by homework type, stage of therapy or rater.
//
// Each level has its own intercept and slope (T1, M1s, M1p); heterogeneity by the likelihood-ratio test
// against a common slope (ML); single slopes by Holm, and by Benjamini-Hochberg for exploratory screens.
// Thread safety: reentrant.
#pragma once

#include "evidence/multiplicity.hpp"
#include "evidence/prepared.hpp"

namespace intersession::evidence {

struct SubgroupSlope {
  std::string level;
  std::size_t rows = 0, clients = 0;
  Effect effect;
  double p_holm = 1, p_bh = 1;
};

struct SubgroupSlopes {
  LinearFit fit;  // REML, own slopes
  std::vector<SubgroupSlope> slopes;
  LikelihoodRatio heterogeneity;
  std::vector<std::string> too_few;  // levels not estimated
};

// `model` is "T1", "M1s" or "M1p". Refuses fewer than two levels with enough sessions.
Outcome<SubgroupSlopes> subgroup_slopes(const Prepared& data, std::string_view model);

}  // namespace intersession::evidence
