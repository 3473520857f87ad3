#include "safety/safety_plan_store.hpp"

#include "care/detail_seal.hpp"

namespace intersession::safety::store {

core::Result<StoredPlan> safety_plan(db::Connection& connection, const access::ClientAccess& access,
                                     const vault::SealingKey& key) {
  const auto row = connection.query_one(
      "SELECT version, created_at, detail FROM safety_plan WHERE practice_id = ?1 AND client_id = ?2 "
      "ORDER BY version DESC LIMIT 1",
      access.practice(), access.client());
  if (not row) return StoredPlan{};
  const std::int64_t version = row->integer(0);
  const auto text =
      care::DetailSeal(key, access, "safety_plan").open(access.client(), version, row->bytes(2));
  if (not text) return std::unexpected(text.error());
  auto plan = unpack_safety_plan(*text);
  if (not plan) return std::unexpected(plan.error());
  return StoredPlan{version, row->instant(1), *std::move(plan)};
}

core::Result<void> add(db::Connection& connection, const access::ClientAccess& access,
                       const vault::SealingKey& key, const StoredPlan& stored) {
  const auto detail =
      care::DetailSeal(key, access, "safety_plan").seal(access.client(), stored.version, pack(stored.plan));
  const auto added = connection.execute(
      "INSERT INTO safety_plan (practice_id, client_id, version, account_id, detail, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (practice_id, client_id, version) DO NOTHING",
      access.practice(), access.client(), stored.version, access.principal().account(), detail, access.now());
  if (added == 1) return {};
  return core::fail(core::ErrorCode::kConflict, "The safety plan was changed elsewhere in the meantime.",
                    "stale-version");
}

}  // namespace intersession::safety::store
