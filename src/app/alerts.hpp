// From a measure's answers to alerts: the room of measures knows the answers, the room of safety who looks.
#pragma once

#include "access/scope.hpp"
#include "measures/submission.hpp"
#include "platform/core/random.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::app {

/// One alert for each answer that the instrument's rules name, inside the write of the submission. An answer
/// that made its alert already makes no second one.
[[nodiscard]] core::Result<void> raise_alerts(db::Connection& connection, const access::ClientAccess& access,
                                              const vault::SealingKey& key,
                                              const measures::Submission& submission,
                                              const measures::Instrument& instrument, core::Random& random);

}  // namespace intersession::app
