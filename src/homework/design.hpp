// The design of an assignment: what it is for, and what was checked before.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/activity.hpp"
#include "platform/core/json.hpp"

namespace intersession::homework {

/// Whether the activity was tried out in the session.
enum class Practised { kLive, kImagery, kNone };
inline constexpr core::Word<Practised> kPractisedTable[] = {
    {"live", Practised::kLive}, {"imagery", Practised::kImagery}, {"none", Practised::kNone}};
inline constexpr std::span<const core::Word<Practised>> kPractised{kPractisedTable};

/// Whose idea it was.
enum class ProposedBy { kClient, kTherapist, kTogether };
inline constexpr core::Word<ProposedBy> kProposedByTable[] = {{"client", ProposedBy::kClient},
                                                              {"therapist", ProposedBy::kTherapist},
                                                              {"together", ProposedBy::kTogether}};
inline constexpr std::span<const core::Word<ProposedBy>> kProposedBy{kProposedByTable};

/// The answer to one gate of the activity.
struct GateAnswer {
  std::string gate_id;
  bool confirmed = false;
  std::string reason;  ///< may be empty
};

struct Design {
  core::Id goal;
  std::optional<core::Id> element;  ///< of the formulation
  std::string mechanism;
  std::string variant_id;  ///< empty: the activity as it is
  std::string rationale;   ///< as the therapist put it
  std::string client_rationale;
  std::optional<Practised> practised;
  std::optional<ProposedBy> proposed_by;
  std::optional<core::Id> takeaway_session;  ///< the session whose takeaway it came from
  std::string generic_fit;                   ///< how it fits the model of the problem and what is known of it
  std::string individual_fit;                ///< how it fits this person: beliefs, strengths, means, time
  std::vector<GateAnswer> gates;
  std::string reaction;  ///< the therapist's own (pessimism, urgency, irritation): private, in no export

  /// Goal, mechanism and rationale are there.
  [[nodiscard]] bool complete() const {
    return not goal.is_nil() and not mechanism.empty() and not rationale.empty();
  }
};

/// Reads the members of a design from an object that may have others (`version`).
[[nodiscard]] Design decode_design(core::Decoder& in);
/// The same without what is one client's own: goal, element, takeaway, the client's words.
[[nodiscard]] Design decode_shared_design(core::Decoder& in);
/// The contract's Design.
[[nodiscard]] core::json::object to_json(const Design& design);

/// Places of a design that do not fit the activity: unknown variant or gate.
[[nodiscard]] std::vector<core::FieldError> check_design(const Design& design,
                                                         const catalogue::Activity& activity);
/// Places that keep a hard gate open: not confirmed, or confirmed without the reason that its question asks
/// for.
[[nodiscard]] std::vector<core::FieldError> open_gates(const Design& design,
                                                       const catalogue::Activity& activity);

}  // namespace intersession::homework
