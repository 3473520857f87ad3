// Hands what was written to a file to the disk, a little at a time.
#pragma once

#include <string>

namespace intersession::db {

/// A sync of a whole file queues all its changed pages at once, and every other sync of the machine waits
/// behind them. This leads them to the disk in slices, so that others get in between. It promises nothing:
/// whoever needs the file durable still syncs it, and meets every error there.
class Writeback {
 public:
  /// Keeps the file open. Must outlive every SQLite connection to it: closing any descriptor of a file gives
  /// up this process's locks on it. Where the file cannot be opened, run() does nothing.
  explicit Writeback(const std::string& path);
  ~Writeback();
  Writeback(const Writeback&) = delete;
  Writeback& operator=(const Writeback&) = delete;

  /// Returns when all that had been written before the call has been handed over.
  void run() const;

 private:
  int file_;
};

}  // namespace intersession::db
