// Telling somebody of an alert: to whom, by which channel, and what is known of it. Never more than is known.
#pragma once

#include <optional>

#include "safety/alert.hpp"

namespace intersession::safety {

/// How somebody is told. What is shown in the app is there from the start, whatever else leaves.
enum class Channel { kApp, kMail };
inline constexpr core::Word<Channel> kChannelTable[] = {{"app", Channel::kApp}, {"mail", Channel::kMail}};
inline constexpr std::span<const core::Word<Channel>> kChannels{kChannelTable};

/// kSent: the mail server has said that it has the message; whether somebody has read it is not known.
enum class NoticeOutcome { kWaiting, kSent, kShown, kNotNeeded };
inline constexpr core::Word<NoticeOutcome> kNoticeOutcomeTable[] = {
    {"waiting", NoticeOutcome::kWaiting},
    {"sent", NoticeOutcome::kSent},
    {"shown", NoticeOutcome::kShown},
    {"not-needed", NoticeOutcome::kNotNeeded}};
inline constexpr std::span<const core::Word<NoticeOutcome>> kNoticeOutcomes{kNoticeOutcomeTable};

struct Notice {
  core::Id id;
  core::Id client;
  core::Id alert;
  core::Id member;  ///< who is told
  Escalation step = Escalation::kTherapist;
  Channel channel = Channel::kApp;
  core::Instant due{};
  NoticeOutcome outcome = NoticeOutcome::kWaiting;
  std::optional<core::Instant> settled_at{};  ///< when the outcome became what it is
};

/// The same for the same member, alert and step, so that nobody is told twice of one thing.
[[nodiscard]] core::Id notice_id(const core::Id& alert, Escalation step, const core::Id& member);
/// The same for the same step of an alert at the same time: the key of its job.
[[nodiscard]] core::Id step_id(const core::Id& alert, Escalation step, core::Instant due);

/// Mail that could not leave for so long is said on every member's screen.
inline constexpr std::chrono::minutes kMailPatience{15};

/// Notice of the API, with the member's name.
[[nodiscard]] core::json::object to_json(const Notice& notice, const std::string& name);

}  // namespace intersession::safety
