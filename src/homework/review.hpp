// Looking at an assignment together in a session.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "homework/assignment.hpp"
#include "platform/core/json.hpp"

namespace intersession::homework {

/// "Did it make anything worse?"
enum class Adverse { kNo, kYes, kNotAsked };
inline constexpr core::Word<Adverse> kAdverseTable[] = {
    {"no", Adverse::kNo}, {"yes", Adverse::kYes}, {"not-asked", Adverse::kNotAsked}};
inline constexpr std::span<const core::Word<Adverse>> kAdverse{kAdverseTable};

/// The events that decide how it goes on.
inline constexpr core::Word<Event> kDecisionTable[] = {{"continue", Event::kContinue},
                                                       {"stepUp", Event::kStepUp},
                                                       {"stepDown", Event::kStepDown},
                                                       {"change", Event::kChange},
                                                       {"retire", Event::kRetire}};
inline constexpr std::span<const core::Word<Event>> kDecisions{kDecisionTable};

/// Quantity, quality and difficulty are 0-4 and never required: work without a count leaves them out.
struct Review {
  core::Id id;
  std::optional<core::Id> session;
  core::Instant at{};
  std::optional<int> quantity;
  std::optional<int> quality;
  std::optional<int> difficulty;
  std::vector<std::string> obstacles;  ///< codes of catalogue/obstacles.json
  std::string not_done_reason;
  std::string learning;  ///< in the client's words
  std::optional<Adverse> adverse;
  std::string adverse_note;
  std::string note;
  Event decision = Event::kContinue;
  std::optional<core::Id> successor;
};

/// What a successor is to be.
struct SuccessorWish {
  std::string activity_id;  ///< empty: the same activity
  std::string variant_id;   ///< empty: the activity as it is
};

/// Reads a review from the contract's ReviewInput (`at` stays unset). A successor given for a decision that
/// makes none is a problem.
[[nodiscard]] Review decode_review(core::Decoder& in, SuccessorWish& wish);
/// The contract's Review.
[[nodiscard]] core::json::object to_json(const Review& review);
/// Reads what to_json() wrote.
[[nodiscard]] core::Result<Review> decode_stored_review(const core::json::value& stored);

}  // namespace intersession::homework
