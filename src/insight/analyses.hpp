// The analyses besides single models, as JSON: mediation, panel, single case, change, expected response,
// pooling (one client: one_client.hpp).
//
// Field names follow the reference files where these have one. Every object ends with warnings[] {code,
// text}. Thread safety: pure functions.
#pragma once

#include "evidence/expected_response.hpp"
#include "evidence/meta_analysis.hpp"
#include "evidence/prepared.hpp"
#include "evidence/reliable_change.hpp"
#include "evidence/single_case.hpp"
#include "insight/json_of.hpp"

namespace intersession::insight {

using Answer = evidence::Outcome<json::object>;

/// a, b, direct_c, cov_ab_random, indirect with its interval, total, share.
[[nodiscard]] Answer mediation_json(const evidence::Prepared& data);

/// Homework (x) and outcome (y) over sessions 1..waves; ayx is the headline.
[[nodiscard]] Answer panel_json(const evidence::Prepared& data, std::string_view x, std::string_view y,
                                int waves);

struct SingleCaseRequest {
  evidence::Improvement improvement = evidence::Improvement::decrease;
  bool start_was_randomised = false;
  std::size_t least_phase = 3;
};
[[nodiscard]] Answer single_case_json(std::span<const double> a, std::span<const double> b,
                                      const SingleCaseRequest& request);

/// First and last measured outcome of every client.
[[nodiscard]] Answer change_json(const evidence::Prepared& data, const evidence::ChangeRule& rule);

struct ResponseRequest {
  evidence::ScaleOfMeasure scale = {};
  bool any_number_of_clients = false;  ///< for teaching sets; a real signal needs 100
  std::vector<double> baselines = {};  ///< empty: 20th, 50th and 80th percentile of first scores
  std::vector<int> sessions = {};      ///< empty: 2 to the 90th percentile of sessions
};
[[nodiscard]] Answer response_json(const evidence::Prepared& data, const ResponseRequest& request);

/// Of one estimate per clinic (or study). Fewer than three are listed and not pooled: the answer then says
/// why in `refused`.
[[nodiscard]] Answer pool_json(const std::vector<evidence::Study>& studies, evidence::Between method);
/// Fits M1 in every clinic of the table, each prepared alone, and pools the within effects.
[[nodiscard]] Answer pool_clinics_json(const evidence::SessionTable& table);

}  // namespace intersession::insight
