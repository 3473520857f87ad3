// One process at a time, and whether the last one stopped cleanly.
#pragma once

#include <string>

#include "platform/core/result.hpp"

namespace intersession::db {

/// An exclusively locked file beside the database. It says "open" while somebody works and "closed" after a
/// clean stop. The lock goes with the process, however it ends.
class LockFile {
 public:
  /// Refuses where another process (or another Database of this one) holds the lock, and on network file
  /// systems, whose locks cannot be trusted. Message: a plain sentence for an operator.
  [[nodiscard]] static core::Result<LockFile> acquire(const std::string& database_path);

  LockFile(LockFile&& other) noexcept;
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;
  LockFile& operator=(LockFile&&) = delete;
  ~LockFile();

  /// True where the last holder stopped without mark_closed(), or nobody knows.
  [[nodiscard]] bool unclean() const { return unclean_; }

  /// Durable when it returns; false where it could not be written.
  [[nodiscard]] bool mark_open();
  bool mark_closed();

 private:
  explicit LockFile(int file) : file_(file) {}
  bool write(const char* word);

  int file_;
  bool unclean_ = true;
};

/// Makes the names in a file's folder durable.
[[nodiscard]] bool sync_folder_of(const std::string& path);

}  // namespace intersession::db
