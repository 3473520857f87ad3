// A disk for SQLite that can lose power, refuse to sync and run full.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/random.hpp"

namespace intersession::faults {

/// Registered with SQLite under name() as long as it lives; all its databases must be closed before. Files
/// are real; beside them it keeps, in memory, what a disk would hold after a power cut: only bytes whose file
/// was synced after they were written. Thread-safe.
class PowerVfs {
 public:
  PowerVfs();
  ~PowerVfs();
  PowerVfs(const PowerVfs&) = delete;
  PowerVfs& operator=(const PowerVfs&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }

  /// The power goes just before the n-th next write, truncation or sync (1 = the next): that and all later
  /// ones fail.
  void cut_power_in(std::int64_t operations);
  [[nodiscard]] bool is_dark() const;
  /// The n-th next sync fails with EIO; as on Linux, what it should have made durable is given up, and the
  /// next sync through every other opening of that file fails once as well (errseq_t, Linux 4.13: each learns
  /// of an error once).
  void fail_sync_in(std::int64_t syncs);
  [[nodiscard]] bool has_failed_sync() const;
  /// Files together may not grow beyond this many bytes.
  void set_capacity(std::uint64_t bytes);

  enum class Loss {
    kAll,  ///< nothing that was not synced survives
    kSome  ///< of each sector of 512 bytes that was not synced, all, a part or nothing survives, at random
  };
  /// Writes what survived into an empty folder, under the files' own names.
  void write_survivors(const std::filesystem::path& folder, Loss loss, core::Random& random) const;

  /// Writes into files whose name ends like this.
  [[nodiscard]] std::int64_t writes_to(std::string_view ending) const;

  // What the file methods call; see power_vfs.cpp.
  struct Write {
    std::uint64_t offset = 0;
    std::string data;
    bool truncates = false;  ///< to `offset`
  };
  struct Disk {
    std::string durable;
    std::vector<Write> unsynced;
    std::uint64_t size = 0;
    std::int64_t writes = 0;
    std::int64_t sync_errors = 0;
  };
  int before_write(const std::string& path, std::uint64_t end);
  void after_write(const std::string& path, Write write);
  std::int64_t sync_errors_of(const std::string& path);
  /// `known`: how many errors this opening of the file was told of, or had behind it when it was opened.
  int sync(const std::string& path, std::int64_t& known);
  void removed(const std::string& path);

 private:
  bool goes_dark();

  std::string name_;
  std::unique_ptr<struct PowerVfsTable> table_;
  mutable std::mutex mutex_;
  std::map<std::string, Disk> disks_;
  std::int64_t operations_left_ = -1;
  std::int64_t syncs_left_ = -1;
  std::uint64_t capacity_ = UINT64_MAX;
  bool dark_ = false;
  bool failed_sync_ = false;
};

}  // namespace intersession::faults
