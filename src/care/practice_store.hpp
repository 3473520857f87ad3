// Rows of the practice.
#pragma once

#include <optional>

#include "care/practice.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::care::store {

/// The practice of this id; kNotFound where there is none.
[[nodiscard]] core::Result<Practice> practice(db::Connection& connection, const core::Id& practice_id,
                                              const vault::SealingKey& key);
/// The id of the first practice of this installation, for pages that nobody has signed in to yet.
[[nodiscard]] std::optional<core::Id> first_practice(db::Connection& connection);
/// Whether clients can be invited: the owner has entered help numbers.
[[nodiscard]] bool help_is_ready(db::Connection& connection, const core::Id& practice_id);

/// Writes version 1 as a new row and later versions over the one before; kConflict where that is not there.
[[nodiscard]] core::Result<void> save(db::Connection& connection, const Practice& practice,
                                      const vault::SealingKey& key, core::Instant now);

}  // namespace intersession::care::store
