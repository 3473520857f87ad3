#include "safety/alert_store.hpp"

#include "care/detail_seal.hpp"

namespace intersession::safety::store {

namespace {

constexpr std::int64_t kOnly = 1;  // neither part is ever written a second time
constexpr const char* kColumns =
    "SELECT a.alert_id, a.client_id, a.answer_id, a.item, a.given_at, a.received_at, a.opened_at, a.detail, "
    "a.acknowledgement FROM alert a ";

care::DetailSeal reason_seal(const vault::SealingKey& key, const core::Id& practice, const core::Id& client) {
  return {key, practice, client, "alert"};
}
care::DetailSeal done_seal(const vault::SealingKey& key, const core::Id& practice, const core::Id& client) {
  return {key, practice, client, "alert_acknowledgement"};
}

/// What of an alert lies open.
Alert head(const db::Row& row) {
  return {.id = row.id(0),
          .client = row.id(1),
          .answer = row.id(2),
          .item = row.text(3),
          .given_at = row.instant(4),
          .received_at = row.instant(5),
          .readable = false};
}

core::Result<Alert> read(const db::Row& row, const core::Id& practice, const vault::SealingKey& key) {
  Alert alert = head(row);
  alert.opened_at = row.instant_or_null(6);
  const auto text = reason_seal(key, practice, alert.client).open(alert.id, kOnly, row.bytes(7));
  auto reason = text ? unpack_reason(*text) : std::unexpected(text.error());
  alert.readable = reason.has_value();
  if (reason) alert.reason = *std::move(reason);
  if (row.is_null(8)) return alert;
  const auto done = done_seal(key, practice, alert.client).open(alert.id, kOnly, row.bytes(8));
  if (not done) return std::unexpected(done.error());
  auto acknowledgement = unpack_acknowledgement(*done);
  if (not acknowledgement) return std::unexpected(acknowledgement.error());
  alert.acknowledgement = *std::move(acknowledgement);
  return alert;
}

}  // namespace

bool raise(db::Connection& connection, const access::ClientAccess& access, const vault::SealingKey& key,
           const Alert& alert) {
  const auto detail =
      reason_seal(key, access.practice(), access.client()).seal(alert.id, kOnly, pack(alert.reason));
  return connection.execute(
             "INSERT INTO alert (practice_id, client_id, alert_id, answer_id, item, given_at, received_at, "
             "detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
             "ON CONFLICT (practice_id, client_id, answer_id, item) DO NOTHING",
             access.practice(), access.client(), alert.id, alert.answer, alert.item, alert.given_at,
             alert.received_at, detail) == 1;
}

core::Result<Alert> alert(db::Connection& connection, const access::ClientAccess& access,
                          const vault::SealingKey& key, const core::Id& id) {
  const auto row = connection.query_one(
      std::string(kColumns) + "WHERE a.practice_id = ?1 AND a.client_id = ?2 AND a.alert_id = ?3",
      access.practice(), access.client(), id);
  if (not row) return std::unexpected(access::not_found());
  return read(*row, access.practice(), key);
}

void note_opened(db::Connection& connection, const access::ClientAccess& access, const core::Id& id) {
  connection.execute(
      "UPDATE alert SET opened_at = ?4 WHERE practice_id = ?1 AND client_id = ?2 AND alert_id = ?3 "
      "AND opened_at IS NULL",
      access.practice(), access.client(), id, access.now());
}

bool acknowledge(db::Connection& connection, const access::ClientAccess& access, const vault::SealingKey& key,
                 const core::Id& id, const Acknowledgement& done) {
  const auto sealed = done_seal(key, access.practice(), access.client()).seal(id, kOnly, pack(done));
  return connection.execute(
             "UPDATE alert SET acknowledged_at = ?4, acknowledgement = ?5 WHERE practice_id = ?1 "
             "AND client_id = ?2 AND alert_id = ?3 AND acknowledged_at IS NULL",
             access.practice(), access.client(), id, done.at, sealed) == 1;
}

AlertDigests digests(db::Connection& connection, const access::ClientAccess& access, const core::Id& id) {
  const auto row = connection.query_one(
      "SELECT detail, acknowledgement FROM alert WHERE practice_id = ?1 AND client_id = ?2 AND alert_id = ?3",
      access.practice(), access.client(), id);
  if (not row) return {};
  const auto digest = [](const core::Bytes& sealed) {
    return "sha256-" + core::to_hex(core::sha256(sealed));
  };
  return {digest(row->bytes(0)), row->is_null(1) ? std::string() : digest(row->bytes(1))};
}

core::Result<std::vector<Alert>> seen_alerts(db::Connection& connection, const access::Scope& scope,
                                             const KeyOf& key_of, core::Instant done_since) {
  const std::string sql = std::string(kColumns) + "WHERE " + scope.sees_client("a") +
                          " AND (a.acknowledged_at IS NULL OR a.acknowledged_at >= ?4) "
                          "ORDER BY CASE WHEN a.acknowledged_at IS NULL THEN 0 ELSE 1 END, a.received_at, "
                          "a.alert_id";
  std::vector<Alert> alerts;
  for (const auto& row : connection.query(sql, scope.practice(), scope.subject(), scope.now(), done_since)) {
    const auto key = key_of(row.id(1));
    auto alert = key ? read(row, scope.practice(), **key) : std::unexpected(key.error());
    // Nobody has to act any more on what was taken care of; what is open is never left out.
    if (not alert and not row.is_null(8)) continue;
    alerts.push_back(alert ? *std::move(alert) : head(row));
  }
  return alerts;
}

std::optional<WaitingAlert> open_alert(db::Connection& connection, const core::Id& practice,
                                       const core::Id& client, const core::Id& alert) {
  const auto row = connection.query_one(
      "SELECT alert_id, client_id, received_at FROM alert WHERE practice_id = ?1 AND client_id = ?2 "
      "AND alert_id = ?3 AND acknowledged_at IS NULL",
      practice, client, alert);
  if (not row) return std::nullopt;
  return WaitingAlert{row->id(0), row->id(1), row->instant(2)};
}

std::vector<WaitingAlert> waiting_alerts(db::Connection& connection, const core::Id& practice,
                                         core::Instant before) {
  std::vector<WaitingAlert> waiting;
  for (const auto& row :
       connection.query("SELECT alert_id, client_id, received_at FROM alert WHERE practice_id = ?1 "
                        "AND acknowledged_at IS NULL AND received_at <= ?2 ORDER BY received_at, alert_id",
                        practice, before)) {
    waiting.push_back({row.id(0), row.id(1), row.instant(2)});
  }
  return waiting;
}

}  // namespace intersession::safety::store
