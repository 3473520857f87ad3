#include "homework/caregiver_share_store.hpp"

#include <set>

#include "care/detail_seal.hpp"
#include "homework/entry_store.hpp"

namespace intersession::homework::store {

namespace {

using access::ClientAccess;
using care::DetailSeal;
using core::Result;

constexpr std::string_view kTable = "caregiver_entry";
constexpr std::size_t kMostEntries = 50;

}  // namespace

std::vector<CaregiverShare> caregiver_shares(db::Connection& connection, const ClientAccess& access) {
  std::vector<CaregiverShare> shares;
  for (const auto& row :
       connection.query("SELECT caregiver_id, assignment_id, from_at FROM caregiver_share "
                        "WHERE practice_id = ?1 AND client_id = ?2 AND from_at <= ?3 "
                        "AND (until_at IS NULL OR until_at > ?3) ORDER BY from_at, assignment_id",
                        access.practice(), access.client(), access.now())) {
    shares.push_back({row.id(0), row.id(1), row.instant(2)});
  }
  return shares;
}

void open_share(db::Connection& connection, const ClientAccess& access, const core::Id& caregiver,
                const core::Id& assignment) {
  connection.execute(
      "INSERT INTO caregiver_share (practice_id, client_id, caregiver_id, assignment_id, from_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5) "
      "ON CONFLICT (practice_id, client_id, caregiver_id, assignment_id, from_at) DO UPDATE SET until_at = "
      "NULL",
      access.practice(), access.client(), caregiver, assignment, access.now());
}

void end_share(db::Connection& connection, const ClientAccess& access, const core::Id& caregiver,
               const core::Id& assignment) {
  connection.execute(
      "UPDATE caregiver_share SET until_at = ?5 WHERE practice_id = ?1 AND client_id = ?2 "
      "AND caregiver_id = ?3 AND assignment_id = ?4 AND until_at IS NULL",
      access.practice(), access.client(), caregiver, assignment, access.now());
}

Result<std::vector<Entry>> entries_first_received_since(db::Connection& connection,
                                                        const ClientAccess& access,
                                                        const vault::SealingKey& key,
                                                        const core::Id& assignment, core::Instant from) {
  std::set<core::Id> open;
  for (const auto& row :
       connection.query("SELECT entry_id FROM entry WHERE practice_id = ?1 AND client_id = ?2 "
                        "AND assignment_id = ?3 AND received_at >= ?4",
                        access.practice(), access.client(), assignment, from)) {
    open.insert(row.id(0));
  }
  auto entries = entries_of(connection, access, key, assignment);
  if (not entries) return entries;
  std::erase_if(*entries, [&](const Entry& entry) { return not open.contains(entry.id); });
  while (entries->size() > kMostEntries) entries->erase(entries->begin());
  return entries;
}

Result<std::vector<CaregiverEntry>> caregiver_entries(db::Connection& connection, const ClientAccess& access,
                                                      const vault::SealingKey& key) {
  const DetailSeal seal(key, access, kTable);
  std::vector<CaregiverEntry> entries;
  for (const auto& row :
       connection.query("SELECT entry_id, caregiver_id, received_at, detail FROM caregiver_entry "
                        "WHERE practice_id = ?1 AND client_id = ?2 ORDER BY received_at, entry_id",
                        access.practice(), access.client())) {
    CaregiverEntry entry{.id = row.id(0), .caregiver = row.id(1), .received_at = row.instant(2)};
    const auto text = seal.open(entry.id, 1, row.bytes(3));
    if (not text) return std::unexpected(text.error());
    if (auto read = unpack(*text, entry); not read) return std::unexpected(read.error());
    entries.push_back(std::move(entry));
  }
  return entries;
}

bool insert(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
            const CaregiverEntry& entry) {
  return connection.execute(
             "INSERT INTO caregiver_entry (practice_id, client_id, entry_id, assignment_id, caregiver_id, "
             "detail, received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
             "ON CONFLICT (practice_id, client_id, entry_id) DO NOTHING",
             access.practice(), access.client(), entry.id, entry.assignment, entry.caregiver,
             DetailSeal(key, access, kTable).seal(entry.id, 1, pack(entry)), entry.received_at) == 1;
}

}  // namespace intersession::homework::store
