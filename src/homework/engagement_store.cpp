#include "homework/engagement_store.hpp"

#include "care/client_store.hpp"
#include "care/detail_seal.hpp"

namespace intersession::homework::store {

using access::ClientAccess;
using care::DetailSeal;
using core::Result;

namespace {

constexpr std::string_view kTable = "engagement_check";

/// Reads columns check_id, assignment_id, rater, detail.
Result<std::vector<EngagementCheck>> read(const db::Rows& rows, const DetailSeal& seal) {
  std::vector<EngagementCheck> found;
  found.reserve(rows.size());
  for (const auto& row : rows) {
    EngagementCheck check{
        .id = row.id(0), .assignment = row.id(1), .rater = core::value_for(kRaters, row.text(2)).value()};
    const auto text = seal.open(check.id, 1, row.bytes(3));
    if (not text) return std::unexpected(text.error());
    if (auto unpacked = unpack(*text, check); not unpacked) return std::unexpected(unpacked.error());
    found.push_back(std::move(check));
  }
  return found;
}

}  // namespace

Result<std::vector<EngagementCheck>> checks(db::Connection& connection, const ClientAccess& access,
                                            const vault::SealingKey& key) {
  return read(connection.query("SELECT check_id, assignment_id, rater, detail FROM engagement_check "
                               "WHERE practice_id = ?1 AND client_id = ?2 ORDER BY created_at, check_id",
                               access.practice(), access.client()),
              DetailSeal(key, access, kTable));
}

Result<std::vector<EngagementCheck>> checks_of(db::Connection& connection, const ClientAccess& access,
                                               const vault::SealingKey& key, const core::Id& assignment) {
  return read(connection.query("SELECT check_id, assignment_id, rater, detail FROM engagement_check "
                               "WHERE practice_id = ?1 AND client_id = ?2 AND assignment_id = ?3 "
                               "ORDER BY created_at, check_id",
                               access.practice(), access.client(), assignment),
              DetailSeal(key, access, kTable));
}

Result<bool> insert(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                    const EngagementCheck& check) {
  const DetailSeal seal(key, access, kTable);
  const auto stored =
      read(connection.query("SELECT check_id, assignment_id, rater, detail FROM engagement_check "
                            "WHERE practice_id = ?1 AND client_id = ?2 AND check_id = ?3",
                            access.practice(), access.client(), check.id),
           seal);
  if (not stored) return std::unexpected(stored.error());
  if (not stored->empty()) {
    const auto& same = stored->front();
    if (same.assignment == check.assignment and same.rater == check.rater and pack(same) == pack(check))
      return false;
    return core::fail(core::ErrorCode::kConflict, "A check of this id is already there.", "exists");
  }
  connection.execute(
      "INSERT INTO engagement_check (practice_id, client_id, check_id, assignment_id, rater, account_id, "
      "detail, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      access.practice(), access.client(), check.id, check.assignment, core::word_for(kRaters, check.rater),
      access.principal().account(), seal.seal(check.id, 1, pack(check)), access.now());
  care::store::touch(connection, access);
  return true;
}

}  // namespace intersession::homework::store
