// The whole analysis of one table of sessions as one JSON object: what the report and every picture are made
// from, so that no picture shows another number than the tables.
//
// Parts: counts, main, headline, checks, effects, r2, drop_out, verdict, verdict_text, between_text,
// warnings, types, stages, clinics, therapists, clients, change, phases, response, mediation, adherence,
// diagnostics. A part that cannot be told is
// {"refused": {code, text}} and nothing else. Where the main question itself is refused, `refused` stands at
// the top. Simplified and judged as in evidence/practice_evidence.hpp. Thread safety: pure.
#pragma once

#include "evidence/expected_response.hpp"
#include "evidence/practice_evidence.hpp"
#include "evidence/reliable_change.hpp"
#include "insight/fit_request.hpp"

namespace intersession::insight {

struct StudyOptions {
  evidence::PracticeOptions practice = {};
  std::optional<evidence::ChangeRule> rule = {};  ///< without it change is refused
  evidence::ScaleOfMeasure scale = {};
  bool clients = true;  ///< courses of single clients
};

[[nodiscard]] json::object study_json(const evidence::Prepared& data, const StudyOptions& options,
                                      const Stage& stage = {});

/// The study of a table that could not even be prepared (no rows, a session twice).
[[nodiscard]] json::object refused_study(const evidence::Refusal& why);

}  // namespace intersession::insight
