// The SQL of leaves.
#pragma once

#include <vector>

#include "platform/db/database.hpp"
#include "safety/leave.hpp"

namespace intersession::safety::store {

/// Leaves that end on `since` or later, by their first day; those that were taken back too.
[[nodiscard]] std::vector<Leave> leaves(db::Connection& connection, const core::Id& practice,
                                        core::LocalDate since);
[[nodiscard]] std::optional<Leave> leave(db::Connection& connection, const core::Id& practice,
                                         const core::Id& id);
/// Writes version 1 as a new row and later versions over the one before.
void save(db::Connection& connection, const core::Id& practice, const Leave& leave);

}  // namespace intersession::safety::store
