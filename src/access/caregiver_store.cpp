#include "access/caregiver_store.hpp"

#include "platform/core/json.hpp"

namespace intersession::access::store {

namespace {

vault::FieldContext detail_field(const ClientAccess& access, const core::Id& caregiver) {
  return {access.practice(), access.client(), "caregiver", "detail", caregiver, 0};
}

}  // namespace

bool cares_now(db::Connection& connection, const Principal& caregiver, core::Instant now) {
  return connection
      .query_one(
          "SELECT 1 FROM sign_in s JOIN caregiver c ON c.practice_id = s.practice_id "
          "WHERE s.practice_id = ?1 AND s.secret_hash = ?2 AND c.caregiver_id = ?3 AND c.client_id = ?4 "
          "AND c.from_at <= ?5 AND (c.until_at IS NULL OR c.until_at > ?5)",
          caregiver.practice(), caregiver.session_hash(), caregiver.caregiver(), caregiver.ward(), now)
      .has_value();
}

bool is_caregiver(db::Connection& connection, const core::Id& practice, const core::Id& id) {
  return connection
      .query_one("SELECT 1 FROM caregiver WHERE practice_id = ?1 AND caregiver_id = ?2", practice, id)
      .has_value();
}

core::Result<std::vector<Caregiver>> caregivers(db::Connection& connection, const ClientAccess& access,
                                                const vault::SealingKey& key) {
  std::vector<Caregiver> found;
  for (const auto& row :
       connection.query("SELECT caregiver_id, from_at, until_at, detail FROM caregiver "
                        "WHERE practice_id = ?1 AND client_id = ?2 ORDER BY from_at, caregiver_id",
                        access.practice(), access.client())) {
    Caregiver caregiver{.id = row.id(0), .name = {}, .relationship = {}, .from = row.instant(1), .until = {}};
    if (not row.is_null(2)) caregiver.until = row.instant(2);
    const auto text = key.open(detail_field(access, caregiver.id), row.bytes(3));
    if (not text) return std::unexpected(text.error());
    const auto value = core::parse_json(*text);
    if (not value) return std::unexpected(value.error());
    core::Decoder in(*value);
    caregiver.name = in.text("name", 120);
    caregiver.relationship = in.optional_text("relationship", 60).value_or("");
    if (auto problem = in.finish()) return std::unexpected(*problem);
    found.push_back(std::move(caregiver));
  }
  return found;
}

bool add_caregiver(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                   const Caregiver& caregiver) {
  core::json::object detail{{"name", caregiver.name}};
  if (not caregiver.relationship.empty()) detail["relationship"] = caregiver.relationship;
  return connection.execute(
             "INSERT INTO caregiver (practice_id, caregiver_id, client_id, from_at, detail) "
             "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (practice_id, caregiver_id) DO NOTHING",
             access.practice(), caregiver.id, access.client(), caregiver.from,
             key.seal(detail_field(access, caregiver.id), core::to_json(detail))) == 1;
}

bool end_caregiver(db::Connection& connection, const ClientAccess& access, const core::Id& caregiver) {
  return connection.execute(
             "UPDATE caregiver SET until_at = ?4 WHERE practice_id = ?1 AND client_id = ?2 "
             "AND caregiver_id = ?3 AND until_at IS NULL",
             access.practice(), access.client(), caregiver, access.now()) == 1;
}

}  // namespace intersession::access::store
