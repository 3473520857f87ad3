#include "platform/vault/key_store.hpp"

namespace intersession::vault::key_store {

namespace {

WrappedKey practice_key_of(const db::Row& row) {
  return {row.id(0), {}, row.integer(1), row.bytes(2), row.bytes(3)};
}
WrappedKey client_key_of(const db::Row& row) {
  return {row.id(0), row.id(1), row.integer(2), {}, row.bytes(3)};
}

template <class Read>
std::vector<WrappedKey> all(const db::Rows& rows, Read read) {
  std::vector<WrappedKey> keys;
  keys.reserve(rows.size());
  for (const db::Row& row : rows) keys.push_back(read(row));
  return keys;
}

}  // namespace

bool is_empty(db::Connection& connection) {
  return connection
      .query(
          "SELECT 1 FROM vault_secret UNION ALL SELECT 1 FROM practice_key UNION ALL "
          "SELECT 1 FROM client_key LIMIT 1")
      .empty();
}

std::optional<WrappedSecret> secret(db::Connection& connection, std::string_view name) {
  const auto row = connection.query_one("SELECT master, wrapped FROM vault_secret WHERE name = ?1", name);
  if (not row) return std::nullopt;
  return WrappedSecret{row->bytes(0), row->bytes(1)};
}

void add_secret(db::Connection& connection, std::string_view name, const WrappedSecret& secret) {
  connection.execute(
      "INSERT INTO vault_secret (name, master, wrapped) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", name,
      secret.master, secret.wrapped);
}

void replace_secret(db::Connection& connection, std::string_view name, const WrappedSecret& secret) {
  connection.execute("UPDATE vault_secret SET master = ?2, wrapped = ?3 WHERE name = ?1", name, secret.master,
                     secret.wrapped);
}

bool lock_master(db::Connection& connection, const core::Bytes& fingerprint) {
  return connection.execute("UPDATE vault_secret SET name = name WHERE name = 'check' AND master = ?1",
                            fingerprint) == 1;
}

std::vector<WrappedKey> practice_keys(db::Connection& connection, const core::Id& practice) {
  return all(connection.query("SELECT practice_id, version, master, wrapped FROM practice_key "
                              "WHERE practice_id = ?1 ORDER BY version",
                              practice),
             practice_key_of);
}

std::vector<WrappedKey> all_practice_keys(db::Connection& connection) {
  return all(connection.query("SELECT practice_id, version, master, wrapped FROM practice_key"),
             practice_key_of);
}

bool add_practice_key(db::Connection& connection, const WrappedKey& key, core::Instant now) {
  return connection.execute(
             "INSERT INTO practice_key (practice_id, version, master, wrapped, created_at) "
             "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
             key.practice, key.version, key.master, key.wrapped, now) == 1;
}

void rewrap_practice_key(db::Connection& connection, const WrappedKey& key) {
  connection.execute(
      "UPDATE practice_key SET master = ?3, wrapped = ?4 WHERE practice_id = ?1 AND version = ?2",
      key.practice, key.version, key.master, key.wrapped);
}

std::vector<WrappedKey> client_keys(db::Connection& connection, const core::Id& practice,
                                    const core::Id& client) {
  return all(connection.query("SELECT practice_id, client_id, version, wrapped FROM client_key "
                              "WHERE practice_id = ?1 AND client_id = ?2 ORDER BY version",
                              practice, client),
             client_key_of);
}

std::vector<WrappedKey> all_client_keys(db::Connection& connection, const core::Id& practice) {
  return all(
      connection.query(
          "SELECT practice_id, client_id, version, wrapped FROM client_key WHERE practice_id = ?1", practice),
      client_key_of);
}

bool add_client_key(db::Connection& connection, const WrappedKey& key, core::Instant now) {
  return connection.execute(
             "INSERT INTO client_key (practice_id, client_id, version, wrapped, created_at) "
             "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
             key.practice, key.client, key.version, key.wrapped, now) == 1;
}

void rewrap_client_key(db::Connection& connection, const WrappedKey& key) {
  connection.execute(
      "UPDATE client_key SET wrapped = ?4 WHERE practice_id = ?1 AND client_id = ?2 AND version = ?3",
      key.practice, key.client, key.version, key.wrapped);
}

void delete_client_keys(db::Connection& connection, const core::Id& practice, const core::Id& client) {
  connection.execute("DELETE FROM client_key WHERE practice_id = ?1 AND client_id = ?2", practice, client);
}

std::vector<ClientName> clients_with_keys(db::Connection& connection) {
  std::vector<ClientName> names;
  for (const db::Row& row :
       connection.query("SELECT practice_id, client_id, MIN(created_at), MAX(created_at) FROM client_key "
                        "GROUP BY practice_id, client_id ORDER BY MIN(created_at) DESC"))
    names.push_back({row.id(0), row.id(1), row.instant(2), row.instant(3)});
  return names;
}

void note_erasure(db::Connection& connection, const core::Id& practice, const core::Id& client,
                  core::Instant now) {
  connection.execute(
      "INSERT INTO erasure (practice_id, client_id, erased_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
      practice, client, now);
}

bool is_erased(db::Connection& connection, const core::Id& practice, const core::Id& client) {
  return connection
      .query_one("SELECT 1 FROM erasure WHERE practice_id = ?1 AND client_id = ?2", practice, client)
      .has_value();
}

std::int64_t replay_erasures(db::Connection& connection) {
  return connection.execute(
      "DELETE FROM client_key WHERE EXISTS (SELECT 1 FROM erasure "
      "WHERE erasure.practice_id = client_key.practice_id AND erasure.client_id = client_key.client_id)");
}

}  // namespace intersession::vault::key_store
