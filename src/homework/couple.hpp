// What couples need beside a joint plan: questions that each partner is asked alone, and entries that one
// gives to the other.
#pragma once

#include <string>
#include <vector>

#include "catalogue/activity.hpp"
#include "homework/entry.hpp"
#include "platform/core/json.hpp"

namespace intersession::homework {

/// The answers of one partner, asked by the therapist with nobody else there. They and what follows from them
/// stay in the therapist's view: no client's route knows of them.
struct JointCheck {
  core::Id id;
  core::Id client;
  core::Instant asked_at{};
  bool afraid = false;  ///< of the partner, or of what comes after an argument
  bool hurt = false;    ///< was hurt, threatened or controlled
  bool free = false;    ///< can say no to something joint, and that will be all right
  std::string note;

  /// Something joint is not for these two now.
  [[nodiscard]] bool concern() const { return afraid or hurt or not free; }
};
/// Reads JointCheckInput; a problem at /alone where the client was not alone.
[[nodiscard]] JointCheck decode_joint_check(core::Decoder& in);
[[nodiscard]] core::json::object to_json(const JointCheck& check);
[[nodiscard]] std::string pack(const JointCheck& check);
[[nodiscard]] core::Result<void> unpack(std::string_view text, JointCheck& check);

/// Whether something joint may be offered: both were asked, and nobody's newest answer speaks against it.
[[nodiscard]] bool may_offer(const std::vector<JointCheck>& newest, const std::vector<core::Id>& partners);

/// One entry as it was given to the partner: the fields that were picked, as they were then.
struct PartnerNote {
  core::Id entry;
  core::Id from;
  std::int64_t revision = 0;
  core::Instant given_at{};
  std::string from_name;  ///< what the giver is called
  std::string name;       ///< of the activity
  core::LocalTime occurred_at{};
  core::json::value worksheet;  ///< the picked fields
  core::json::array answers;
};
/// The note made of an entry; kInvalid at /fields/… for a field that is not answered. `fields`: top-level
/// link ids.
[[nodiscard]] core::Result<PartnerNote> note_of(const Entry& entry, const catalogue::Activity& activity,
                                                const std::vector<std::string>& fields);
[[nodiscard]] core::json::object to_json(const PartnerNote& note);
[[nodiscard]] std::string pack(const PartnerNote& note);
[[nodiscard]] core::Result<void> unpack(std::string_view text, PartnerNote& note);

}  // namespace intersession::homework
