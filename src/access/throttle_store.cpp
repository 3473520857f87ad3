#include "access/throttle_store.hpp"

namespace intersession::access::store {

ThrottleState throttle(db::Connection& connection, const core::Bytes& key) {
  const auto row =
      connection.query_one("SELECT failures, last_at, free_at FROM throttle WHERE key = ?1", key);
  if (not row) return {};
  return {row->integer(0), row->instant(1), row->instant(2)};
}

void set_throttle(db::Connection& connection, const core::Bytes& key, const ThrottleState& state) {
  connection.execute(
      "INSERT INTO throttle (key, failures, last_at, free_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key) "
      "DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, free_at = excluded.free_at",
      key, state.failures, state.last_at, state.free_at);
}

void clear_throttle(db::Connection& connection, const core::Bytes& key) {
  connection.execute("DELETE FROM throttle WHERE key = ?1", key);
}

void forgive_throttle(db::Connection& connection, const core::Bytes& key) {
  connection.execute(
      "UPDATE throttle SET failures = failures - 1, "
      "free_at = CASE WHEN failures <= ?2 THEN last_at ELSE free_at END WHERE key = ?1 AND failures > 0",
      key, kFreeTries + 1);
}

void touch_throttle(db::Connection& connection, const core::Bytes& key) {
  connection.execute("UPDATE throttle SET last_at = last_at WHERE key = ?1", key);
}

std::int64_t sweep_throttles(db::Connection& connection, core::Instant before) {
  return connection.execute("DELETE FROM throttle WHERE last_at < ?1", before);
}

}  // namespace intersession::access::store
