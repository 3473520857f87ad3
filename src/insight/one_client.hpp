// One client beside the others: own course, what the others say about it, change and expected range.
//
// Field names follow tests/fixtures/evidence/S3_nof1.ref.json where it has one. Thread safety: pure
// functions.
#pragma once

#include <map>
#include <optional>

#include "evidence/expected_response.hpp"
#include "evidence/n_of_1.hpp"
#include "evidence/random_effects.hpp"
#include "evidence/reliable_change.hpp"
#include "insight/json_of.hpp"

namespace intersession::insight {

/// Slopes of M1, each drawn towards the others, by client; only of clients with two usable sessions or more.
using ShrunkenSlopes = std::map<std::string, evidence::ClientSlope, std::less<>>;
/// Empty where the fit has no slope of each client, or its variance came out as zero.
[[nodiscard]] ShrunkenSlopes shrunken_slopes(evidence::LinearModel& model, const evidence::LinearFit& fit);
/// {estimate, se, ci95_lo, ci95_hi, rows}
[[nodiscard]] json::object shrunken_json(const evidence::ClientSlope& slope);

/// What to tell a therapist about one client, from the slope drawn towards the others; never a claim that one
/// thing made the other happen. `rows` are the weeks that the client's own slope rests on.
[[nodiscard]] std::string client_sentence(double slope, double lo, double hi, std::size_t rows);

/// What all clients of a table say about one. A part that they are too few for is missing.
struct Others {
  std::optional<double> phi;  ///< carry-over between sessions, from A1ri
  ShrunkenSlopes slopes;
  std::optional<evidence::ExpectedResponse> expected;
};
[[nodiscard]] Others learn_others(const evidence::Prepared& data, const evidence::ScaleOfMeasure& scale);

/// The fit of the client's own series (fields of fit_json.hpp) and: depth, own_slope, shrunken_slope,
/// sentence, trend, tau, change (needs a rule), expected_range. What cannot be told is null or {"refused":
/// …}.
[[nodiscard]] evidence::Outcome<json::object> n_of_1_json(const evidence::Prepared& data,
                                                          std::string_view client, const Others& others,
                                                          const std::optional<evidence::ChangeRule>& rule);

}  // namespace intersession::insight
