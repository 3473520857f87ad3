// The way of an alert to the people who are told: written with the answer, sent afterwards, at least once.
#pragma once

#include <functional>
#include <string>

#include "access/scope.hpp"
#include "platform/jobs/runner.hpp"
#include "platform/messaging/mail.hpp"
#include "safety/notice_store.hpp"
#include "safety/safety_routes.hpp"

namespace intersession::safety {

/// Inside the write that raised the alert: who is on duty is told, and the steps that follow where nobody
/// says what was done are in the outbox. `at_once`: the first message does not wait for the practice's hours.
[[nodiscard]] core::Result<void> tell(db::Connection& connection, Safety& room,
                                      const access::ClientAccess& access, const Alert& alert, bool at_once);

/// Inside a write that changed who is told or when: plans the steps of every open alert anew.
/// `therapist_from`: from then on somebody else may be on duty.
[[nodiscard]] core::Result<void> plan_anew(db::Connection& connection, Safety& room, const core::Id& practice,
                                           core::Instant now,
                                           std::optional<core::Instant> therapist_from = std::nullopt);

inline constexpr std::string_view kStepJob = "alert.step";
inline constexpr std::string_view kMailJob = "alert.mail";
/// Retries for about two days; a message about an alert is not given up after a night.
inline constexpr jobs::Policy kNoticePolicy{
    .first_delay = std::chrono::seconds{5}, .longest_delay = std::chrono::minutes{10}, .most_attempts = 300};

/// Hands one message over; kUnavailable with a reason where that was not possible.
using SendMail = std::function<core::Result<void>(const messaging::Mail&)>;

/// Adds the people of a step of an alert that is still open. Does the same thing once, however often it runs.
[[nodiscard]] jobs::Handler step_handler(Safety& room);
/// Sends what still needs to be sent, with the same Message-ID each time. `link`: where staff sign in.
[[nodiscard]] jobs::Handler mail_handler(Safety& room, std::string link, SendMail send);

}  // namespace intersession::safety
