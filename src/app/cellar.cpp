#include "app/cellar.hpp"

#include <unistd.h>

#include "app/migrations.hpp"

namespace intersession::app {

namespace fs = std::filesystem;

namespace {

core::Result<void> prepare_folder(const fs::path& folder) {
  std::error_code error;
  const bool fresh = fs::create_directories(folder, error);
  if (error) {
    return core::fail(core::ErrorCode::kInvalid,
                      "Cannot make the data folder " + folder.string() + ": " + error.message() + ".");
  }
  if (fresh) fs::permissions(folder, fs::perms::owner_all, error);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    return core::fail(core::ErrorCode::kInvalid, "The data folder " + folder.string() + " is not writable.");
  }
  return {};
}

core::Result<std::unique_ptr<db::Database>> open_database(const CellarOptions& options, const char* file,
                                                          const char* schema,
                                                          std::span<const db::Migration> migrations,
                                                          std::size_t readers, core::Instant now) {
  db::Options settings;
  settings.target = options.database.empty() ? (options.folder / file).string() : options.database;
  settings.schema = schema;
  settings.readers = readers;
  settings.checkpoint_pages = 8000;  // 32 MiB of log: fewer, larger moves into the file while many write
  settings.on_fatal = options.on_fatal;
  auto database = db::Database::open(settings);
  if (not database) return database;
  if (auto done = (*database)->migrate(migrations, now); not done) return std::unexpected(done.error());
  return database;
}

}  // namespace

core::Result<Cellar> Cellar::open(const CellarOptions& options, core::Random& random,
                                  const core::Clock& clock) {
  if (auto ready = prepare_folder(options.folder); not ready) return std::unexpected(ready.error());
  Cellar cellar;
  auto keys = open_database(options, "keys.db", "intersession_keys", key_migrations(), 2, clock.now());
  if (not keys) return std::unexpected(keys.error());
  cellar.keys = *std::move(keys);
  auto vault = vault::Vault::open(options.folder / "master.key", *cellar.keys, random, clock);
  if (not vault) return std::unexpected(vault.error());
  cellar.vault = *std::move(vault);
  auto data = open_database(options, "intersession.db", "intersession", data_migrations(), options.readers,
                            clock.now());
  if (not data) return std::unexpected(data.error());
  cellar.data = *std::move(data);
  return cellar;
}

void Cellar::close() {
  if (data) data->close();
  if (keys) keys->close();
}

}  // namespace intersession::app
