// The runner of migrations, the same for both engines.
#pragma once

#include <span>

#include "platform/core/result.hpp"
#include "platform/core/time.hpp"
#include "platform/db/driver_connection.hpp"
#include "platform/db/migration.hpp"

namespace intersession::db {

/// See Database::migrate(). Throws DatabaseError; then the caller must roll back.
core::Result<void> apply_migrations(DriverConnection& connection, std::span<const Migration> migrations,
                                    core::Instant now);

}  // namespace intersession::db
