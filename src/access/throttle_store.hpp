// Rows of tries. Keys are keyed hashes, so that a row tells no address.
#pragma once

#include "access/throttle.hpp"
#include "platform/core/bytes.hpp"
#include "platform/db/connection.hpp"

namespace intersession::access::store {

[[nodiscard]] ThrottleState throttle(db::Connection& connection, const core::Bytes& key);
void set_throttle(db::Connection& connection, const core::Bytes& key, const ThrottleState& state);
/// Forgets all failures of a key.
void clear_throttle(db::Connection& connection, const core::Bytes& key);
/// Takes one failure back, with its delay where that was the first beyond the free ones.
void forgive_throttle(db::Connection& connection, const core::Bytes& key);
/// Writes a row as it is.
void touch_throttle(db::Connection& connection, const core::Bytes& key);
/// Deletes rows that nobody touched since `before`; how many.
std::int64_t sweep_throttles(db::Connection& connection, core::Instant before);

}  // namespace intersession::access::store
