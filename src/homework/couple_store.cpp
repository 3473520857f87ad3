#include "homework/couple_store.hpp"

namespace intersession::homework::store {

namespace {

using access::CircleAccess;
using access::ClientAccess;
using core::Result;

vault::FieldContext check_field(const ClientAccess& client, const core::Id& check) {
  return {client.practice(), client.client(), "joint_check", "detail", check, 0};
}
vault::FieldContext note_field(const core::Id& practice, const core::Id& client, const char* column,
                               const core::Id& entry, std::int64_t revision) {
  return {practice, client, "partner_note", column, entry, revision};
}

}  // namespace

Result<std::optional<JointCheck>> newest_check(db::Connection& connection, const CircleAccess& circle,
                                               const ClientAccess& client, const vault::SealingKey& key) {
  const auto row = connection.query_one(
      "SELECT check_id, asked_at, detail FROM joint_check WHERE practice_id = ?1 AND circle_id = ?2 "
      "AND client_id = ?3 ORDER BY asked_at DESC, check_id DESC LIMIT 1",
      circle.practice(), circle.circle(), client.client());
  if (not row) return std::nullopt;
  JointCheck check;
  check.id = row->id(0);
  check.client = client.client();
  check.asked_at = row->instant(1);
  const auto text = key.open(check_field(client, check.id), row->bytes(2));
  if (not text) return std::unexpected(text.error());
  if (auto read = unpack(*text, check); not read) return std::unexpected(read.error());
  return check;
}

bool insert(db::Connection& connection, const CircleAccess& circle, const ClientAccess& client,
            const vault::SealingKey& key, const JointCheck& check) {
  return connection.execute(
             "INSERT INTO joint_check (practice_id, circle_id, client_id, check_id, detail, asked_at) "
             "VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
             "ON CONFLICT (practice_id, circle_id, client_id, check_id) DO NOTHING",
             circle.practice(), circle.circle(), client.client(), check.id,
             key.seal(check_field(client, check.id), pack(check)), check.asked_at) == 1;
}

Result<std::vector<PartnerNote>> partner_notes(db::Connection& connection, const ClientAccess& access,
                                               const vault::SealingKey& key, const core::Id& partner) {
  std::vector<PartnerNote> notes;
  for (const auto& row : connection.query(
           "SELECT entry_id, revision, given_at, detail FROM partner_note WHERE practice_id = ?1 "
           "AND client_id = ?2 AND from_client_id = ?3 ORDER BY given_at DESC, entry_id",
           access.practice(), access.client(), partner)) {
    PartnerNote note;
    note.entry = row.id(0);
    note.from = partner;
    note.revision = row.integer(1);
    note.given_at = row.instant(2);
    const auto text = key.open(
        note_field(access.practice(), access.client(), "detail", note.entry, note.revision), row.bytes(3));
    if (not text) return std::unexpected(text.error());
    if (auto read = unpack(*text, note); not read) return std::unexpected(read.error());
    notes.push_back(std::move(note));
  }
  return notes;
}

Result<std::vector<Given>> given_notes(db::Connection& connection, const ClientAccess& access,
                                       const vault::SealingKey& key, const core::Id& partner) {
  std::vector<Given> all;
  for (const auto& row :
       connection.query("SELECT entry_id, revision, given FROM partner_note WHERE practice_id = ?1 "
                        "AND from_client_id = ?2 AND client_id = ?3 ORDER BY given_at, entry_id",
                        access.practice(), access.client(), partner)) {
    Given given{.entry = row.id(0), .revision = row.integer(1), .fields = {}};
    const auto text = key.open(
        note_field(access.practice(), access.client(), "given", given.entry, given.revision), row.bytes(2));
    if (not text) return std::unexpected(text.error());
    const auto value = core::parse_json(*text);
    if (not value) return std::unexpected(value.error());
    core::Decoder in(*value);
    given.fields = in.texts("fields", 60, 80);
    if (auto problem = in.finish()) return std::unexpected(*problem);
    all.push_back(std::move(given));
  }
  return all;
}

void give(db::Connection& connection, const ClientAccess& giver, const vault::SealingKey& own,
          const core::Id& partner, const vault::SealingKey& partners, const PartnerNote& note,
          const std::vector<std::string>& fields) {
  const core::json::object given{{"fields", core::json_texts(fields)}};
  connection.execute(
      "INSERT INTO partner_note (practice_id, client_id, from_client_id, entry_id, revision, detail, given, "
      "given_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
      "ON CONFLICT (practice_id, client_id, from_client_id, entry_id) DO UPDATE SET "
      "revision = excluded.revision, detail = excluded.detail, given = excluded.given, "
      "given_at = excluded.given_at",
      giver.practice(), partner, giver.client(), note.entry, note.revision,
      partners.seal(note_field(giver.practice(), partner, "detail", note.entry, note.revision), pack(note)),
      own.seal(note_field(giver.practice(), giver.client(), "given", note.entry, note.revision),
               core::to_json(given)),
      giver.now());
}

void take_back(db::Connection& connection, const ClientAccess& giver, const core::Id& partner,
               const core::Id& entry) {
  connection.execute(
      "DELETE FROM partner_note WHERE practice_id = ?1 AND client_id = ?2 AND from_client_id = ?3 "
      "AND entry_id = ?4",
      giver.practice(), partner, giver.client(), entry);
}

}  // namespace intersession::homework::store
