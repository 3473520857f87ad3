// Rows of assignments, agreements, reviews and their history.
#pragma once

#include <vector>

#include "access/scope.hpp"
#include "homework/assignment_record.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::homework::store {

/// One of the client's assignments, whole; not_found() where the client has none of this id.
[[nodiscard]] core::Result<AssignmentRecord> assignment(db::Connection& connection,
                                                        const access::ClientAccess& access,
                                                        const vault::SealingKey& key, const core::Id& id);
/// All of the client's, in the order of creation. Five statements, however many there are.
[[nodiscard]] core::Result<std::vector<AssignmentRecord>> assignments(db::Connection& connection,
                                                                      const access::ClientAccess& access,
                                                                      const vault::SealingKey& key);

/// What an entry's hot path needs to know of its assignment, without opening anything.
struct AssignmentStub {
  State state = State::kProposed;
  std::string activity_id;
  int activity_version = 1;
};
[[nodiscard]] std::optional<AssignmentStub> stub(db::Connection& connection,
                                                 const access::ClientAccess& access, const core::Id& id);

/// Writes a new assignment; kConflict ("exists") where the client has one of this id already.
[[nodiscard]] core::Result<void> insert(db::Connection& connection, const access::ClientAccess& access,
                                        const vault::SealingKey& key, const AssignmentRecord& record);
/// Writes what one event made of `before`, which was loaded in this transaction: the row, the history, the
/// newest agreement and the newest review. kConflict ("stale-version") where the row has moved on. Where
/// nothing changed, nothing is written.
[[nodiscard]] core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                                      const vault::SealingKey& key, const AssignmentRecord& before,
                                      const AssignmentRecord& record);

/// Writes the change of one occurrence over an earlier one; nothing: as agreed again.
void save_change(db::Connection& connection, const access::ClientAccess& access, const vault::SealingKey& key,
                 const core::Id& assignment, const core::Id& occurrence,
                 const std::optional<OccurrenceChange>& change);

}  // namespace intersession::homework::store
