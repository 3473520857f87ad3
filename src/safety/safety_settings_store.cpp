#include "safety/safety_settings_store.hpp"

#include "access/scope.hpp"
#include "care/detail_seal.hpp"

namespace intersession::safety::store {

namespace {

care::DetailSeal seal_of(const core::Id& practice, const vault::SealingKey& key) {
  return {key, practice, core::Id{}, "safety_settings"};
}

}  // namespace

core::Result<StoredSettings> safety_settings(db::Connection& connection, const core::Id& practice,
                                             const vault::SealingKey& key) {
  const auto row =
      connection.query_one("SELECT version, detail FROM safety_settings WHERE practice_id = ?1", practice);
  if (not row) return StoredSettings{};
  const auto text = seal_of(practice, key).open(practice, row->integer(0), row->bytes(1));
  if (not text) return std::unexpected(text.error());
  auto settings = unpack_safety_settings(*text);
  if (not settings) return std::unexpected(settings.error());
  return StoredSettings{row->integer(0), *std::move(settings)};
}

core::Result<void> save(db::Connection& connection, const core::Id& practice, const vault::SealingKey& key,
                        const StoredSettings& stored) {
  const auto detail = seal_of(practice, key).seal(practice, stored.version, pack(stored.settings));
  const auto changed =
      stored.version == 1
          ? connection.execute(
                "INSERT INTO safety_settings (practice_id, version, detail) VALUES (?1, 1, ?2) "
                "ON CONFLICT (practice_id) DO NOTHING",
                practice, detail)
          : connection.execute(
                "UPDATE safety_settings SET version = ?2, detail = ?3 "
                "WHERE practice_id = ?1 AND version = ?2 - 1",
                practice, stored.version, detail);
  if (changed == 1) return {};
  return core::fail(core::ErrorCode::kConflict, "These settings were changed elsewhere in the meantime.",
                    "stale-version");
}

}  // namespace intersession::safety::store
