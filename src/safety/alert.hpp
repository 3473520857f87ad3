// An alert: an answer that, by a stated rule over this one answer, needs a person. It shows the answer and
// never a level: NICE NG225 (2022) advises against stratifying people by scales.
#pragma once

#include <optional>
#include <string>

#include "platform/core/json.hpp"
#include "safety/open_hours.hpp"

namespace intersession::safety {

/// The answer and the rule it met, as somebody who looks reads them.
struct AlertReason {
  std::string measure;   ///< name of the measure or activity
  std::string question;  ///< the item's wording
  std::string answer;    ///< the answer's wording
  std::string rule;      ///< such as "q9 at least 1", with its source
};

/// What somebody did about it. Having seen an alert ends nothing; only this does.
enum class AlertAction { kSpoke, kInSession, kHandedOn, kNothingNeeded, kOther };
inline constexpr core::Word<AlertAction> kAlertActionTable[] = {
    {"spoke", AlertAction::kSpoke},
    {"in-session", AlertAction::kInSession},
    {"handed-on", AlertAction::kHandedOn},
    {"nothing-needed", AlertAction::kNothingNeeded},
    {"other", AlertAction::kOther}};
inline constexpr std::span<const core::Word<AlertAction>> kAlertActions{kAlertActionTable};

struct Acknowledgement {
  core::Id member;
  core::Instant at{};
  AlertAction action = AlertAction::kOther;
  std::string note;  ///< what was done, in own words

  bool operator==(const Acknowledgement&) const = default;
};

struct Alert {
  core::Id id;
  core::Id client;
  core::Id answer;              ///< the answer as a whole: what was sent at once
  std::string item;             ///< the one that met the rule; with `answer` the key against a second alert
  core::Instant given_at{};     ///< on the phone
  core::Instant received_at{};  ///< on the server; later where the phone had no connection
  std::optional<core::Instant> opened_at;  ///< when a member first had it on the screen
  std::optional<Acknowledgement> acknowledgement;
  bool readable = true;  ///< false: what was stored cannot be opened, and `reason` is empty
  AlertReason reason;
};

/// Who is shown an open alert as time passes. Each step adds to the one before.
enum class Escalation { kTherapist, kFallback, kOwner };
inline constexpr core::Word<Escalation> kEscalationTable[] = {{"therapist", Escalation::kTherapist},
                                                              {"fallback", Escalation::kFallback},
                                                              {"owner", Escalation::kOwner}};
inline constexpr std::span<const core::Word<Escalation>> kEscalations{kEscalationTable};

/// Whose the alert is by now. Opening it stops nothing.
[[nodiscard]] Escalation escalation_at(const AlertTimes& times, core::Instant now);

/// Reads AcknowledgeInput; the caller finishes the decoder.
[[nodiscard]] Acknowledgement decode_acknowledgement(core::Decoder& in);
/// Alert of the API.
[[nodiscard]] core::json::object to_json(const Alert& alert, Escalation escalation);

/// The sealed parts.
[[nodiscard]] std::string pack(const AlertReason& reason);
[[nodiscard]] core::Result<AlertReason> unpack_reason(std::string_view text);
[[nodiscard]] std::string pack(const Acknowledgement& acknowledgement);
[[nodiscard]] core::Result<Acknowledgement> unpack_acknowledgement(std::string_view text);

}  // namespace intersession::safety
