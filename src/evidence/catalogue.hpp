// The model catalogue: which question is which formula.
//
//   M1   within and between effect        outcome ~ xw1 + xb + lt + (1 + xw1 | client)
//   M1ri, M1u, M1t                        fallbacks and growth that differs between clients
//   M1c  lag 0      M1d  detrended        M1q  quantity and quality      M1y  previous outcome as predictor
//   M1r  reversed direction               M2   therapists                M3a, M3b  paths of mediation
//   T1   per homework type (T1a common slope)   M1s  per stage (M1sa)    M1p  per rater (M1pa)
//   E1   expected response                G1, G2, G3  was it done (logistic)
// The a-variants are the common-slope models for the likelihood-ratio test.
// Sources: Curran & Bauer 2011; Wang & Maxwell 2015; Bauer, Preacher & Gil 2006; Finch, Lambert & Schaalje
// 2001. Thread safety: pure functions.
#pragma once

#include "evidence/frame.hpp"
#include "evidence/prepared.hpp"

namespace intersession::evidence {

struct ModelSpec {
  std::string id = {};
  std::string outcome = {};
  std::vector<std::string> fixed = {};   // variables of Prepared, "(Intercept)", products as "a:b"
  std::vector<std::string> random = {};  // likewise
  bool correlated = true;
  bool nested = false;        // adds (1 | therapist)
  std::string by = {};        // text column whose level at t-1 gives own intercepts ...
  std::string by_label = {};  // ... named like this ("type1")
  std::string by_slope = {};  // ... and own slopes of this variable; empty = common slope
  std::vector<std::string> covariates =
      {};  // numeric columns, split within/between where they vary in a client
  int first_session = 1;
};

// Smallest number of rows and clients for a level of T1, M1s, M1p to be estimated.
inline constexpr std::size_t least_level_rows = 20, least_level_clients = 5;

Outcome<ModelSpec> catalogue_model(std::string_view id);
std::vector<std::string> catalogue_ids();

// The columns of a table of sessions that the model reads, `client` and `session` left out; a name may stand
// twice.
std::vector<std::string> columns_of(const ModelSpec& spec);

// Complete cases of the model. Refuses unknown variables and a frame without rows.
// Levels with too few rows or clients are left out with a note.
Outcome<Frame> build_frame(const Prepared& data, const ModelSpec& spec);

}  // namespace intersession::evidence
