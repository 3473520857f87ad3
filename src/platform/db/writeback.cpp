#include "platform/db/writeback.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace intersession::db {
namespace {

constexpr off_t kSlice = off_t{4} << 20;

}  // namespace

Writeback::Writeback(const std::string& path) : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}

Writeback::~Writeback() {
  if (file_ >= 0) ::close(file_);
}

void Writeback::run() const {
  struct stat status{};
  if (file_ < 0 or ::fstat(file_, &status) != 0) return;
  for (off_t at = 0; at < status.st_size; at += kSlice) {
    const auto how = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    if (::sync_file_range(file_, at, kSlice, how) != 0) return;
  }
}

}  // namespace intersession::db
