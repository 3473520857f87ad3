#include "platform/db/migration_runner.hpp"

#include <string>

#include "platform/core/bytes.hpp"

namespace intersession::db {
namespace {

constexpr std::string_view kTable =
    "CREATE TABLE IF NOT EXISTS schema_migration (\n"
    "  version INT NOT NULL PRIMARY KEY,\n"
    "  name TEXT NOT NULL,\n"
    "  sha256 BYTES NOT NULL,\n"
    "  applied_at INT NOT NULL\n"
    ") STRICT;";

std::string called(const Migration& migration) {
  return std::to_string(migration.version) + " (" + std::string(migration.name) + ")";
}

core::Result<void> check_numbers(std::span<const Migration> migrations) {
  int expected = 1;
  for (const Migration& migration : migrations) {
    if (migration.version != expected++) {
      return core::fail(core::ErrorCode::kInternal, "Migration " + called(migration) + " is out of order.",
                        "migration-order");
    }
  }
  return {};
}

core::Result<void> check_past(DriverConnection& connection, std::span<const Migration> migrations) {
  std::int64_t expected = 1;
  for (const Row& row :
       connection.query("SELECT version, name, sha256 FROM schema_migration ORDER BY version")) {
    const std::int64_t version = row.integer(0);
    if (version > static_cast<std::int64_t>(migrations.size())) {
      return core::fail(core::ErrorCode::kStorage,
                        "This database was changed by a newer version of Intersession (schema " +
                            std::to_string(version) + " " + row.text(1) + ", this program knows " +
                            std::to_string(migrations.size()) +
                            "). Please start that version or a later one.",
                        "schema-newer");
    }
    if (version != expected++) {
      return core::fail(core::ErrorCode::kStorage,
                        "Schema change " + std::to_string(expected - 1) + " is missing in this database.",
                        "schema-gap");
    }
    const Migration& migration = migrations[static_cast<std::size_t>(version - 1)];
    if (row.bytes(2) != core::sha256(core::as_bytes(migration.sql))) {
      return core::fail(core::ErrorCode::kStorage,
                        "Schema change " + called(migration) +
                            " was applied to this database with another text. Please start the version of "
                            "Intersession that made this database, or a released later one.",
                        "schema-changed");
    }
  }
  return {};
}

core::Result<void> check_strict(DriverConnection& connection, const Migration& migration) {
  if (connection.engine() != Engine::kSqlite) return {};
  const auto loose = connection.query(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0"
      " AND name NOT LIKE 'sqlite_%'");
  if (loose.empty()) return {};
  return core::fail(
      core::ErrorCode::kInternal,
      "Migration " + called(migration) + " makes table " + loose[0].text(0) + " without STRICT.",
      "migration-not-strict");
}

/// One step; false where there is none left.
core::Result<bool> apply_next(DriverConnection& connection, std::span<const Migration> migrations,
                              core::Instant now) {
  connection.begin_write(core::Id{});
  connection.script(translate_ddl(kTable, connection.engine()));
  if (auto past = check_past(connection, migrations); not past) return std::unexpected(past.error());
  const auto done =
      static_cast<std::size_t>(connection.query("SELECT count(*) FROM schema_migration")[0].integer(0));
  if (done == migrations.size()) {
    connection.commit();
    return false;
  }
  const Migration& migration = migrations[done];
  connection.script(translate_ddl(migration.sql, connection.engine()));
  if (auto strict = check_strict(connection, migration); not strict) return std::unexpected(strict.error());
  connection.execute(
      "INSERT INTO schema_migration (version, name, sha256, applied_at) VALUES (?1, ?2, ?3, ?4)",
      migration.version, migration.name, core::sha256(core::as_bytes(migration.sql)), now);
  connection.commit();
  return true;
}

}  // namespace

core::Result<void> apply_migrations(DriverConnection& connection, std::span<const Migration> migrations,
                                    core::Instant now) {
  if (auto numbers = check_numbers(migrations); not numbers) return numbers;
  for (;;) {
    const auto more = apply_next(connection, migrations, now);
    if (not more) {
      connection.rollback();
      return std::unexpected(more.error());
    }
    if (not*more) return {};
  }
}

}  // namespace intersession::db
