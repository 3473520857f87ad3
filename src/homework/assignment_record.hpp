// One assignment with everything agreed and decided about it, and what each event does to it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "homework/agreement.hpp"
#include "homework/assignment.hpp"
#include "homework/design.hpp"
#include "homework/review.hpp"

namespace intersession::homework {

/// Who took a step.
enum class Party { kClient, kMember };
inline constexpr core::Word<Party> kPartyTable[] = {{"client", Party::kClient}, {"member", Party::kMember}};
inline constexpr std::span<const core::Word<Party>> kParties{kPartyTable};

/// One line of the history; `event` is "propose" or a word of kEvents.
struct HistoryStep {
  std::string event;
  State to = State::kProposed;
  core::Instant at{};
  Party by = Party::kMember;
  std::string reason;
};

/// The step of a programme that an assignment came of; what follows it after a review keeps it.
struct ProgrammeOrigin {
  core::Id run;
  std::string step;
};

struct AssignmentRecord {
  core::Id id;
  core::Id treatment;
  std::optional<core::Id> session;  ///< it was proposed in
  State state = State::kProposed;
  State paused_from = State::kActive;
  std::int64_t version = 1;  ///< grows with every event
  std::string activity_id;
  int activity_version = 1;
  std::string variant_id;        ///< empty: the activity as it is
  std::string proposed_variant;  ///< as it was proposed; the design may have chosen another
  std::optional<ProgrammeOrigin> origin;
  core::Instant created_at{};
  std::optional<core::Id> supersedes;
  std::optional<core::Id> superseded_by;
  std::optional<Design> design;
  std::vector<Agreement> agreements;      ///< newest first
  std::vector<Review> reviews;            ///< newest first
  std::vector<HistoryStep> history;       ///< oldest first
  std::vector<OccurrenceChange> changes;  ///< single occurrences that were moved or left out

  /// When it was last looked at together, else when the agreement came into force; nothing before that.
  [[nodiscard]] std::optional<core::Instant> due_since() const;
  /// When it was reported, while it is.
  [[nodiscard]] std::optional<core::Instant> reported_at() const;
  /// The newest agreement waits for the client.
  [[nodiscard]] bool waits_for_client() const;
  /// The last learning in the client's words; empty where there is none.
  [[nodiscard]] std::string learning() const;
};

/// Who does it, when, and why.
struct Doing {
  Party by = Party::kMember;
  core::Instant at{};
  std::string reason{};
  bool safety_ready = false;  ///< somebody is told of an alarming answer; matters for safety activities
};

/// A proposal. kConflict ("safety-not-ready") where the activity asks about safety and nobody would be told,
/// kInvalid where it has no such variant.
struct Proposal {
  core::Id id;
  core::Id treatment;
  std::optional<core::Id> session;
  std::string variant_id;
  std::optional<ProgrammeOrigin> origin{};
};
[[nodiscard]] core::Result<AssignmentRecord> propose(const Proposal& proposal,
                                                     const catalogue::Activity& activity, const Doing& doing);

/// The same proposal with another variant, while nothing has been made of it: kConflict ("wrong-state")
/// later, when the design says which variant it is.
[[nodiscard]] core::Result<AssignmentRecord> propose_again(AssignmentRecord record,
                                                           const std::string& variant_id,
                                                           const catalogue::Activity& activity,
                                                           const Doing& doing);

/// Each takes the record as it is and returns it as it is after the event, one version on: kConflict with the
/// guard as reason, kInvalid with pointers into the event's input. `waiting`: an older assignment waits for
/// its review.
[[nodiscard]] core::Result<AssignmentRecord> design(AssignmentRecord record, Design design,
                                                    const catalogue::Activity& activity, const Doing& doing);
[[nodiscard]] core::Result<AssignmentRecord> plan(AssignmentRecord record, Plan plan,
                                                  const catalogue::Activity& activity, bool waiting,
                                                  const Doing& doing);
/// One party's acceptance of one version. Accepting again changes nothing, not even the version.
struct Acceptance {
  std::int64_t agreement_version = 0;
  Party party = Party::kMember;
  bool in_room = false;  ///< the client's, on the shared screen; then doing.by is the member
};
[[nodiscard]] core::Result<AssignmentRecord> accept(AssignmentRecord record, const Acceptance& acceptance,
                                                    bool waiting, const Doing& doing);
/// kReport, kPause, kResume, kDecline.
[[nodiscard]] core::Result<AssignmentRecord> step(AssignmentRecord record, Event event, const Doing& doing);
/// The record after the review and, where the decision makes one, the assignment that follows.
struct Reviewed {
  AssignmentRecord record;
  std::optional<AssignmentRecord> successor;
};
/// `activity`: of the successor, where there is one; nullptr is kInvalid at /successorActivityId.
[[nodiscard]] core::Result<Reviewed> review(AssignmentRecord record, Review review, const SuccessorWish& wish,
                                            const catalogue::Activity* activity, const Doing& doing);

/// The sealed part of a stored assignment: variant and design.
[[nodiscard]] std::string pack(const AssignmentRecord& record);
[[nodiscard]] core::Result<void> unpack(std::string_view text, AssignmentRecord& record);
/// The sealed part of a stored agreement: plan and override.
[[nodiscard]] std::string pack(const Agreement& agreement);
[[nodiscard]] core::Result<void> unpack(std::string_view text, Agreement& agreement);

}  // namespace intersession::homework
