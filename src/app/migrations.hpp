// The schema of the two databases, step by step.
#pragma once

#include <span>

#include "platform/db/migration.hpp"

namespace intersession::app {

/// Each room's schema.sql is one step. Once released a step never changes; a new one is added.
[[nodiscard]] std::span<const db::Migration> data_migrations();
[[nodiscard]] std::span<const db::Migration> key_migrations();

}  // namespace intersession::app
