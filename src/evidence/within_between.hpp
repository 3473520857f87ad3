// Within, between and contextual effect of one predictor, and how large they are in plain units.
//
// The between effect rests on fallible person means and is drawn towards the within effect; the adjusted one
// is b_adj = (b_B - (1 - lambda) b_W) / lambda with lambda the reliability of person means, from x ~ 1 + (1 |
// client). It is approximate (autocorrelation makes lambda too high). Sources: contextual effect Hoffman &
// Stawski 2009; reliability of person means Raudenbush & Bryk 2002, Gottfredson 2019; within-standardisation
// by person SDs Wang, Zhang, Maxwell & Bergeman 2019. Thread safety: as LinearModel.
#pragma once

#include "evidence/linear_fit.hpp"
#include "evidence/prepared.hpp"

namespace intersession::evidence {

struct WithinBetween {
  Effect within, between;
  Effect contextual;                                         // within minus between
  double reliability = 0;                                    // lambda of the person means
  double between_adjusted = 0;                               // approximate
  double typical_swing = 0;                                  // median within-person SD of x
  double per_swing = 0, per_swing_lo = 0, per_swing_hi = 0;  // within effect per typical swing
  double standardised = 0;   // within effect by mean person SDs of x and outcome
  double share_helpful = 0;  // of clients with a slope in the helpful direction; NaN without random slope
};

struct WithinBetweenNames {
  std::string x = "hw_qty", outcome = "outcome", within = "xw1", between = "xb";
  bool lower_is_better = true;
};

Outcome<WithinBetween> within_between(const Prepared& data, LinearModel& model, const LinearFit& fit,
                                      const WithinBetweenNames& names = {});

// SDs of a raw column inside each client with at least two values; NaN otherwise.
std::vector<double> within_person_sds(const Prepared& data, std::string_view raw);

// lambda of the person means of a raw column; refuses what cannot be fitted.
Outcome<double> person_mean_reliability(const Prepared& data, std::string_view raw);

}  // namespace intersession::evidence
