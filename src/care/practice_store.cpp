#include "care/practice_store.hpp"

#include "care/detail_seal.hpp"

namespace intersession::care::store {

core::Result<Practice> practice(db::Connection& connection, const core::Id& practice_id,
                                const vault::SealingKey& key) {
  const auto row = connection.query_one(
      "SELECT version, zone, demo, detail FROM practice WHERE practice_id = ?1", practice_id);
  if (not row) return std::unexpected(access::not_found());
  Practice practice{.id = practice_id, .version = row->integer(0), .demo = row->boolean(2)};
  const auto text =
      DetailSeal(key, practice_id, {}, "practice").open(practice_id, practice.version, row->bytes(3));
  if (not text) return std::unexpected(text.error());
  auto settings = unpack_settings(*text, row->text(1));
  if (not settings) return std::unexpected(settings.error());
  practice.settings = *std::move(settings);
  return practice;
}

std::optional<core::Id> first_practice(db::Connection& connection) {
  const auto row =
      connection.query_one("SELECT practice_id FROM practice ORDER BY created_at, practice_id LIMIT 1");
  if (not row) return std::nullopt;
  return row->id(0);
}

bool help_is_ready(db::Connection& connection, const core::Id& practice_id) {
  const auto row =
      connection.query_one("SELECT help_ready FROM practice WHERE practice_id = ?1", practice_id);
  return row and row->boolean(0);
}

core::Result<void> save(db::Connection& connection, const Practice& practice, const vault::SealingKey& key,
                        core::Instant now) {
  const auto detail = DetailSeal(key, practice.id, {}, "practice")
                          .seal(practice.id, practice.version, pack_settings(practice.settings));
  const auto changed =
      practice.version == 1
          ? connection.execute(
                "INSERT INTO practice (practice_id, version, zone, demo, help_ready, detail, created_at) "
                "VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (practice_id) DO NOTHING",
                practice.id, practice.settings.zone, practice.demo, practice.help_is_ready(), detail, now)
          : connection.execute(
                "UPDATE practice SET version = ?2, zone = ?3, help_ready = ?4, detail = ?5 "
                "WHERE practice_id = ?1 AND version = ?2 - 1",
                practice.id, practice.version, practice.settings.zone, practice.help_is_ready(), detail);
  if (changed != 1)
    return core::fail(core::ErrorCode::kConflict, "The practice was changed elsewhere.", "stale-version");
  return {};
}

}  // namespace intersession::care::store
