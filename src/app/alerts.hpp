// From answers to alerts: the rooms of measures and homework know the answers, the room of safety who looks.
#pragma once

#include <span>

#include "access/scope.hpp"
#include "catalogue/activity.hpp"
#include "catalogue/alarming.hpp"
#include "homework/entry.hpp"
#include "measures/submission.hpp"
#include "platform/vault/vault.hpp"
#include "safety/safety_routes.hpp"

namespace intersession::app {

/// One alert for each answer that the instrument's rules name, and who is told of it, inside the write of the
/// submission. An answer that made its alert already makes no second one.
[[nodiscard]] core::Result<void> raise_alerts(db::Connection& connection, const access::ClientAccess& access,
                                              const vault::SealingKey& key,
                                              const measures::Submission& submission,
                                              const measures::Instrument& instrument, safety::Safety& room);

/// The same for an entry in a worksheet that asks about safety. A later revision makes an alert only for a
/// field that made none before.
[[nodiscard]] core::Result<void> raise_alerts(db::Connection& connection, const access::ClientAccess& access,
                                              const vault::SealingKey& key, const homework::Entry& entry,
                                              const catalogue::Activity& activity,
                                              std::span<const catalogue::AlarmingAnswer> answers,
                                              safety::Safety& room);

}  // namespace intersession::app
