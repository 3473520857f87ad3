#include "care/client_store.hpp"

#include "care/detail_seal.hpp"

namespace intersession::care::store {

core::Result<Client> client(db::Connection& connection, const access::ClientAccess& access,
                            const vault::SealingKey& key) {
  const auto row = connection.query_one(
      "SELECT version, zone, detail, created_at FROM client WHERE practice_id = ?1 AND client_id = ?2",
      access.practice(), access.client());
  if (not row) return std::unexpected(access::not_found());
  Client client{.id = access.client(), .version = row->integer(0), .created_at = row->instant(3)};
  const auto text = DetailSeal(key, access, "client").open(client.id, client.version, row->bytes(2));
  if (not text) return std::unexpected(text.error());
  auto details = unpack_client(*text, row->text(1));
  if (not details) return std::unexpected(details.error());
  client.details = *std::move(details);
  return client;
}

core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                        const vault::SealingKey& key, const Client& client) {
  const auto detail =
      DetailSeal(key, access, "client").seal(client.id, client.version, pack_client(client.details));
  const auto changed =
      client.version == 1
          ? connection.execute(
                "INSERT INTO client (practice_id, client_id, version, zone, detail, created_at) "
                "VALUES (?1, ?2, 1, ?3, ?4, ?5) ON CONFLICT (practice_id, client_id) DO NOTHING",
                access.practice(), access.client(), client.details.zone, detail, access.now())
          : connection.execute(
                "UPDATE client SET version = ?3, zone = ?4, detail = ?5 "
                "WHERE practice_id = ?1 AND client_id = ?2 AND version = ?3 - 1",
                access.practice(), access.client(), client.version, client.details.zone, detail);
  if (changed != 1)
    return core::fail(core::ErrorCode::kConflict, "The client was changed elsewhere.", "stale-version");
  touch(connection, access);
  return {};
}

bool has_client(db::Connection& connection, const core::Id& practice, const core::Id& client) {
  return connection
      .query_one("SELECT 1 FROM client WHERE practice_id = ?1 AND client_id = ?2", practice, client)
      .has_value();
}

void touch(db::Connection& connection, const access::ClientAccess& access) {
  connection.send(
      "INSERT INTO client_version (practice_id, client_id, version) VALUES (?1, ?2, 1) "
      "ON CONFLICT (practice_id, client_id) DO UPDATE SET version = client_version.version + 1",
      access.practice(), access.client());
}

std::int64_t record_version(db::Connection& connection, const access::ClientAccess& access) {
  const auto row =
      connection.query_one("SELECT version FROM client_version WHERE practice_id = ?1 AND client_id = ?2",
                           access.practice(), access.client());
  return row ? row->integer(0) : 0;
}

std::vector<SeenClient> seen_clients(db::Connection& connection, const access::Scope& scope) {
  static const std::string kSelect = "SELECT v.client_id, v.version FROM client_version v WHERE ";
  std::vector<SeenClient> seen;
  for (const auto& row : connection.query(kSelect + scope.sees_client("v") + " ORDER BY v.client_id",
                                          scope.practice(), scope.subject(), scope.now())) {
    seen.push_back({row.id(0), row.integer(1)});
  }
  return seen;
}

}  // namespace intersession::care::store
