// What lies in the data folder: the database, the keys database and the master key.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "platform/core/random.hpp"
#include "platform/core/time.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::app {

struct CellarOptions {
  std::filesystem::path folder;
  std::string database;  ///< empty: SQLite in the folder; else postgresql://…, keys in a schema of their own
  std::function<void(const core::Error&)> on_fatal;
  std::size_t readers = 4;
};

/// Open databases, migrated, and the vault over them.
struct Cellar {
  std::unique_ptr<db::Database> keys;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<db::Database> data;

  /// Makes the folder (mode 0700) where it does not exist. Every error is one sentence for an operator:
  /// folder not writable, keys missing or wrong, schema newer or altered, another process, no space.
  [[nodiscard]] static core::Result<Cellar> open(const CellarOptions& options, core::Random& random,
                                                 const core::Clock& clock);
  /// Leaves both files clean.
  void close();
};

}  // namespace intersession::app
