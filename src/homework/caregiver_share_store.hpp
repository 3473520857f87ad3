// Rows of what caregivers may look at, and of what they recorded.
#pragma once

#include <vector>

#include "access/scope.hpp"
#include "homework/caregiver_share.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::homework::store {

/// What is shared now, with any of the client's caregivers, earliest first.
[[nodiscard]] std::vector<CaregiverShare> caregiver_shares(db::Connection& connection,
                                                           const access::ClientAccess& access);
void open_share(db::Connection& connection, const access::ClientAccess& access, const core::Id& caregiver,
                const core::Id& assignment);
void end_share(db::Connection& connection, const access::ClientAccess& access, const core::Id& caregiver,
               const core::Id& assignment);

/// The newest revision of each of an assignment's entries that was first received at `from` or later, in the
/// order of time; at most the last 50.
[[nodiscard]] core::Result<std::vector<Entry>> entries_first_received_since(
    db::Connection& connection, const access::ClientAccess& access, const vault::SealingKey& key,
    const core::Id& assignment, core::Instant from);

/// In the order of receiving, of all the client's caregivers.
[[nodiscard]] core::Result<std::vector<CaregiverEntry>> caregiver_entries(db::Connection& connection,
                                                                          const access::ClientAccess& access,
                                                                          const vault::SealingKey& key);
/// False where the client's record has an entry of this id already.
[[nodiscard]] bool insert(db::Connection& connection, const access::ClientAccess& access,
                          const vault::SealingKey& key, const CaregiverEntry& entry);

}  // namespace intersession::homework::store
