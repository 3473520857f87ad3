#include "access/audit_store.hpp"

namespace intersession::access::store {

namespace {

std::optional<core::Id> some(const core::Id& id) {
  return id.is_nil() ? std::nullopt : std::optional(id);
}

}  // namespace

void add(db::Connection& connection, const AuditEntry& entry, const core::Bytes& hash) {
  connection.send(
      "INSERT INTO audit (practice_id, seq, at, account_id, session, action, resource_kind, resource_id, "
      "client_id, outcome, reason, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
      entry.practice, entry.seq, entry.at, some(entry.account), entry.session, entry.action,
      entry.resource_kind, some(entry.resource), some(entry.client), entry.outcome, entry.reason, hash);
}

void set_head(db::Connection& connection, const AuditHead& head) {
  connection.send(
      "INSERT INTO audit_head (practice_id, seq, hash) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (practice_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
      head.practice, head.seq, head.hash);
}

AuditHead head(db::Connection& connection, const core::Id& practice) {
  const auto row = connection.query_one("SELECT seq, hash FROM audit_head WHERE practice_id = ?1", practice);
  if (not row) return {practice, 0, core::Bytes(32, 0)};
  return {practice, row->integer(0), row->bytes(1)};
}

std::vector<Link> links(db::Connection& connection, const core::Id& practice, std::int64_t after,
                        std::int64_t limit) {
  std::vector<Link> links;
  for (const db::Row& row : connection.query(
           "SELECT seq, at, account_id, session, action, resource_kind, resource_id, client_id, outcome, "
           "reason, hash FROM audit WHERE practice_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
           practice, after, limit)) {
    links.push_back({{practice, row.integer(0), row.instant(1), row.id_or_null(2).value_or(core::Id{}),
                      row.bytes(3), row.text(4), row.text(5), row.id_or_null(6).value_or(core::Id{}),
                      row.id_or_null(7).value_or(core::Id{}), row.text(8), row.text(9)},
                     row.bytes(10)});
  }
  return links;
}

std::vector<AuditEntry> alert_links(db::Connection& connection, const core::Id& practice,
                                    const core::Id& client) {
  std::vector<AuditEntry> entries;
  for (const db::Row& row : connection.query("SELECT seq, at, account_id, session, action, resource_kind, "
                                             "resource_id, client_id, outcome, reason "
                                             "FROM audit WHERE practice_id = ?1 AND client_id = ?2 "
                                             "AND resource_kind IN ('alert', 'alert-notice') ORDER BY seq",
                                             practice, client)) {
    entries.push_back({practice, row.integer(0), row.instant(1), row.id_or_null(2).value_or(core::Id{}),
                       row.bytes(3), row.text(4), row.text(5), row.id_or_null(6).value_or(core::Id{}),
                       row.id_or_null(7).value_or(core::Id{}), row.text(8), row.text(9)});
  }
  return entries;
}

std::vector<core::Id> audited_practices(db::Connection& connection) {
  std::vector<core::Id> practices;
  for (const db::Row& row :
       connection.query("SELECT practice_id FROM audit_head UNION SELECT practice_id FROM audit UNION "
                        "SELECT practice_id FROM member UNION SELECT practice_id FROM set_up "
                        "ORDER BY practice_id"))
    practices.push_back(row.id(0));
  return practices;
}

bool was_set_up(db::Connection& connection, const core::Id& practice) {
  return connection
      .query_one(
          "SELECT 1 FROM member WHERE practice_id = ?1 UNION SELECT 1 FROM set_up WHERE practice_id = ?1",
          practice)
      .has_value();
}

std::optional<core::Instant> read_noted_at(db::Connection& connection, const Scope& scope,
                                           const core::Id& client) {
  const auto row = connection.query_one(
      "SELECT noted_at FROM read_window WHERE practice_id = ?1 AND account_id = ?2 AND client_id = ?3 "
      "AND purpose = ?4",
      scope.practice(), scope.principal().account(), client, word_of(scope.purpose()));
  if (not row) return std::nullopt;
  return row->instant(0);
}

void set_read_noted(db::Connection& connection, const Scope& scope, const core::Id& client) {
  connection.execute(
      "INSERT INTO read_window (practice_id, account_id, client_id, purpose, noted_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (practice_id, account_id, client_id, purpose) "
      "DO UPDATE SET noted_at = excluded.noted_at",
      scope.practice(), scope.principal().account(), client, word_of(scope.purpose()), scope.now());
}

}  // namespace intersession::access::store
