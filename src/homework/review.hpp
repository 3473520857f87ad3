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

/// What the client did at the moment the homework met a difficulty. Doing too much is information too.
enum class Behaviour { kDid, kAvoided, kOverdid };
inline constexpr core::Word<Behaviour> kBehaviourTable[] = {
    {"did", Behaviour::kDid}, {"avoided", Behaviour::kAvoided}, {"overdid", Behaviour::kOverdid}};
inline constexpr std::span<const core::Word<Behaviour>> kBehaviours{kBehaviourTable};

/// The situational conceptualisation (Kazantzis et al., 2005): one moment, from the situation to what
/// followed.
struct Situation {
  std::string situation;
  std::string thoughts;  ///< about the task, oneself, the therapist
  std::string emotion;
  std::optional<Behaviour> behaviour;
  std::string consequence;

  [[nodiscard]] bool empty() const {
    return situation.empty() and thoughts.empty() and emotion.empty() and not behaviour and
           consequence.empty();
  }
};

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
  Situation situation;
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
