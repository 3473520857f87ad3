#include "platform/db/lock_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

namespace intersession::db {
namespace {

constexpr std::string_view kClosed = "closed\n";

bool on_network(int file) {
  struct statfs system{};
  if (fstatfs(file, &system) != 0) return false;
  constexpr std::array<std::uint32_t, 6> kNetwork = {0x6969 /* NFS */,      0xFF534D42 /* CIFS */,
                                                     0xFE534D42 /* SMB2 */, 0x517B /* SMB */,
                                                     0x5346414F /* AFS */,  0x00C36400 /* Ceph */};
  for (const std::uint32_t magic : kNetwork) {
    if (static_cast<std::uint32_t>(system.f_type) == magic) return true;
  }
  return false;
}

std::string why() {
  return std::string(" (") + std::strerror(errno) + ").";
}  // NOLINT(concurrency-mt-unsafe)

}  // namespace

core::Result<LockFile> LockFile::acquire(const std::string& database_path) {
  const std::string path = database_path + ".lock";
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return core::fail(core::ErrorCode::kStorage, "Cannot open or make the file " + path + why(), "lock-file");
  }
  LockFile lock(file);
  if (on_network(file)) {
    return core::fail(
        core::ErrorCode::kStorage,
        "The folder of " + database_path +
            " is on a network file system, where locks cannot be trusted. Please choose a local disk.",
        "network-file-system");
  }
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    return core::fail(core::ErrorCode::kStorage,
                      "Another running Intersession has the database " + database_path +
                          " open. Please stop it first; two at once would damage the data.",
                      "locked");
  }
  std::array<char, kClosed.size() + 1> word{};
  const ssize_t size = pread(file, word.data(), word.size(), 0);
  lock.unclean_ = size < 0 or std::string_view(word.data(), static_cast<std::size_t>(size)) != kClosed;
  return lock;
}

LockFile::LockFile(LockFile&& other) noexcept
    : file_(std::exchange(other.file_, -1)), unclean_(other.unclean_) {}

LockFile::~LockFile() {
  if (file_ >= 0) close(file_);
}

bool LockFile::write(const char* word) {
  const std::size_t size = std::strlen(word);
  return ftruncate(file_, 0) == 0 and pwrite(file_, word, size, 0) == static_cast<ssize_t>(size) and
         fsync(file_) == 0;
}

bool LockFile::mark_open() {
  return write("open\n");
}
bool LockFile::mark_closed() {
  return write("closed\n");
}

bool sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::absolute(path).parent_path();
  const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return false;
  const bool synced = fsync(file) == 0;
  close(file);
  return synced;
}

}  // namespace intersession::db
