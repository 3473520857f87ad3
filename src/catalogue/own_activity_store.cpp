#include "catalogue/own_activity_store.hpp"

#include "care/detail_seal.hpp"

namespace intersession::catalogue::store {

using care::DetailSeal;
using core::Id;
using core::Result;

namespace {

constexpr std::string_view kTable = "own_activity";
constexpr std::string_view kVersionTable = "own_activity_version";

constexpr std::string_view kColumns =
    "SELECT activity_id, version, published, retired, detail, created_at, changed_at FROM own_activity ";

Result<OwnActivity> read_row(const db::Row& row, const DetailSeal& seal) {
  OwnActivity activity{.id = row.id(0),
                       .version = row.integer(1),
                       .published = static_cast<int>(row.integer(2)),
                       .retired = row.integer(3) != 0,
                       .created_at = row.instant(5),
                       .changed_at = row.instant(6)};
  auto draft = seal.open(activity.id, activity.version, row.bytes(4));
  if (not draft) return std::unexpected(draft.error());
  activity.draft = *std::move(draft);
  return activity;
}

}  // namespace

Result<OwnActivity> own_activity(db::Connection& connection, const Id& practice, const vault::SealingKey& key,
                                 const Id& id) {
  const auto row = connection.query_one(std::string(kColumns) + "WHERE practice_id = ?1 AND activity_id = ?2",
                                        practice, id);
  if (not row) return std::unexpected(access::not_found());
  return read_row(*row, DetailSeal(key, practice, Id{}, kTable));
}

Result<std::vector<OwnActivity>> own_activities(db::Connection& connection, const Id& practice,
                                                const vault::SealingKey& key) {
  const DetailSeal seal(key, practice, Id{}, kTable);
  std::vector<OwnActivity> found;
  for (const auto& row : connection.query(
           std::string(kColumns) + "WHERE practice_id = ?1 ORDER BY changed_at DESC, activity_id",
           practice)) {
    auto activity = read_row(row, seal);
    if (not activity) return std::unexpected(activity.error());
    found.push_back(*std::move(activity));
  }
  return found;
}

Result<void> save(db::Connection& connection, const access::Scope& scope, const vault::SealingKey& key,
                  const OwnActivity& activity) {
  const auto detail =
      DetailSeal(key, scope.practice(), Id{}, kTable).seal(activity.id, activity.version, activity.draft);
  const auto changed = connection.execute(
      "INSERT INTO own_activity (practice_id, activity_id, version, published, retired, detail, created_at, "
      "changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT (practice_id, activity_id) DO UPDATE "
      "SET version = excluded.version, published = excluded.published, retired = excluded.retired, "
      "detail = excluded.detail, changed_at = excluded.changed_at "
      "WHERE own_activity.version = excluded.version - 1",
      scope.practice(), activity.id, activity.version, std::int64_t{activity.published}, activity.retired,
      detail, scope.now());
  if (changed == 1) return {};
  return core::fail(core::ErrorCode::kConflict, "This was changed elsewhere.", "stale-version");
}

void remove(db::Connection& connection, const access::Scope& scope, const Id& id) {
  connection.execute("DELETE FROM own_activity WHERE practice_id = ?1 AND activity_id = ?2 AND published = 0",
                     scope.practice(), id);
}

void publish(db::Connection& connection, const access::Scope& scope, const vault::SealingKey& key,
             const Id& id, int version, std::string_view activity) {
  connection.execute(
      "INSERT INTO own_activity_version (practice_id, activity_id, version, detail, published_by, "
      "published_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      scope.practice(), id, std::int64_t{version},
      DetailSeal(key, scope.practice(), Id{}, kVersionTable).seal(id, version, activity),
      scope.principal().account(), scope.now());
}

Result<std::string> version(db::Connection& connection, const Id& practice, const vault::SealingKey& key,
                            const Id& id, int version) {
  const auto row = connection.query_one(
      "SELECT detail FROM own_activity_version "
      "WHERE practice_id = ?1 AND activity_id = ?2 AND version = ?3",
      practice, id, std::int64_t{version});
  if (not row) return std::string();
  return DetailSeal(key, practice, Id{}, kVersionTable).open(id, version, row->bytes(0));
}

std::vector<Offer> offers(db::Connection& connection, const Id& practice) {
  std::vector<Offer> found;
  for (const auto& row : connection.query("SELECT activity_id, published FROM own_activity "
                                          "WHERE practice_id = ?1 AND published > 0 AND retired = 0 "
                                          "ORDER BY created_at, activity_id",
                                          practice)) {
    found.push_back({row.id(0), static_cast<int>(row.integer(1))});
  }
  return found;
}

Newest newest(db::Connection& connection, const Id& practice, const Id& id) {
  const auto row = connection.query_one(
      "SELECT published, retired FROM own_activity WHERE practice_id = ?1 AND activity_id = ?2", practice,
      id);
  if (not row) return {};
  return {static_cast<int>(row->integer(0)), row->integer(1) != 0};
}

}  // namespace intersession::catalogue::store
