// Reads over the tables of all rooms; writes none.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "access/scope.hpp"
#include "caseload/client_file.hpp"
#include "measures/shelf_store.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::caseload::store {

/// Everything of one client, with entries that happened on `first_day` or later.
[[nodiscard]] core::Result<ClientFile> file(db::Connection& connection, const access::ClientAccess& access,
                                            const vault::SealingKey& key, core::LocalDate first_day);

/// What Today needs of it: everything but goals, formulation and the phone's access.
[[nodiscard]] core::Result<ClientFile> short_file(db::Connection& connection,
                                                  const access::ClientAccess& access,
                                                  const vault::SealingKey& key, core::LocalDate first_day);

/// What the caseload row is made of, from what is kept and what is not.
struct RowWish {
  core::LocalDate first_day;  ///< of the entries
  /// Entries that were read before, from `first_day` or an earlier day on, and are still all there are; else
  /// nullptr.
  std::shared_ptr<const std::vector<homework::EntryHead>> entries;
  const measures::Shelf& shelf;
  std::shared_ptr<const measures::RangesSeen> ranges;  ///< nullptr where they are switched off
};
[[nodiscard]] core::Result<ClientFile> row_file(db::Connection& connection,
                                                const access::ClientAccess& access,
                                                const vault::SealingKey& key, const RowWish& wish);

/// "signed-in" where a phone is connected, "invited" where an invitation is open, else "none".
[[nodiscard]] std::string phone_access(db::Connection& connection, const access::ClientAccess& access);

/// The member who treats the client now; nil where nobody does.
[[nodiscard]] core::Id therapist(db::Connection& connection, const access::ClientAccess& access);

/// The clients that a scope sees now, with the version of each record, the access of each phone and open
/// alerts.
struct SeenRow {
  core::Id client;
  std::int64_t version = 0;
  std::string access;
  OpenAlerts alerts;
};
[[nodiscard]] std::vector<SeenRow> seen_rows(db::Connection& connection, const access::Scope& scope);

/// Bytes that change whenever what Today shows was written: of the record, of the practice's settings, of who
/// treats the client, of that member's name. Empty where there is no record.
[[nodiscard]] core::Bytes today_stamp(db::Connection& connection, const access::ClientAccess& access);

}  // namespace intersession::caseload::store
