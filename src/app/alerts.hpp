// From a measure's answers to alerts: the room of measures knows the answers, the room of safety who looks.
#pragma once

#include "access/scope.hpp"
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

}  // namespace intersession::app
