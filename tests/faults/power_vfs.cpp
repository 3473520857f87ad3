#include "faults/power_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <new>

namespace intersession::faults {

struct PowerVfsTable {
  sqlite3_vfs vfs{};
  sqlite3_vfs* real = nullptr;
  PowerVfs* owner = nullptr;
};

namespace {

constexpr std::size_t kSector = 512;

/// What SQLite allocates for an open file: ours, then the real layer's.
struct File {
  sqlite3_file base;
  PowerVfs* owner;
  std::string* path;
  std::int64_t known_errors;

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& of(sqlite3_file* file) {
  return *reinterpret_cast<File*>(file);
}
PowerVfsTable& of(sqlite3_vfs* vfs) {
  return *static_cast<PowerVfsTable*>(vfs->pAppData);
}

int close_file(sqlite3_file* file) {
  const int code = of(file).real()->pMethods->xClose(of(file).real());
  delete of(file).path;
  return code;
}
int read_file(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  return of(file).real()->pMethods->xRead(of(file).real(), to, size, offset);
}
int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  File& self = of(file);
  const auto begin = static_cast<std::uint64_t>(offset);
  if (const int code = self.owner->before_write(*self.path, begin + static_cast<std::uint64_t>(size));
      code != SQLITE_OK) {
    return code;
  }
  const int code = self.real()->pMethods->xWrite(self.real(), from, size, offset);
  if (code == SQLITE_OK) {
    self.owner->after_write(
        *self.path,
        {begin, std::string(static_cast<const char*>(from), static_cast<std::size_t>(size)), false});
  }
  return code;
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  File& self = of(file);
  if (const int code = self.owner->before_write(*self.path, 0); code != SQLITE_OK) return code;
  const int code = self.real()->pMethods->xTruncate(self.real(), size);
  if (code == SQLITE_OK) self.owner->after_write(*self.path, {static_cast<std::uint64_t>(size), {}, true});
  return code;
}
int sync_file(sqlite3_file* file, int) {
  File& self = of(file);
  return self.owner->sync(*self.path, self.known_errors);
}
int size_file(sqlite3_file* file, sqlite3_int64* size) {
  return of(file).real()->pMethods->xFileSize(of(file).real(), size);
}
int lock_file(sqlite3_file* file, int level) {
  return of(file).real()->pMethods->xLock(of(file).real(), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return of(file).real()->pMethods->xUnlock(of(file).real(), level);
}
int check_lock(sqlite3_file* file, int* held) {
  return of(file).real()->pMethods->xCheckReservedLock(of(file).real(), held);
}
int control(sqlite3_file* file, int operation, void* argument) {
  return of(file).real()->pMethods->xFileControl(of(file).real(), operation, argument);
}
int sector_size(sqlite3_file*) {
  return kSector;
}
int characteristics(sqlite3_file* file) {
  return of(file).real()->pMethods->xDeviceCharacteristics(of(file).real());
}
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  return of(file).real()->pMethods->xShmMap(of(file).real(), page, size, extend, memory);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
  return of(file).real()->pMethods->xShmLock(of(file).real(), offset, count, flags);
}
void barrier(sqlite3_file* file) {
  of(file).real()->pMethods->xShmBarrier(of(file).real());
}
int unmap_shared(sqlite3_file* file, int remove) {
  return of(file).real()->pMethods->xShmUnmap(of(file).real(), remove);
}

constexpr sqlite3_io_methods kMethods = {2,         close_file,   read_file,       write_file,  truncate_file,
                                         sync_file, size_file,    lock_file,       unlock_file, check_lock,
                                         control,   sector_size,  characteristics, map_shared,  lock_shared,
                                         barrier,   unmap_shared, nullptr,         nullptr};

int open_file(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  File& self = *new (file) File{{nullptr}, of(vfs).owner, nullptr, 0};
  const int code = of(vfs).real->xOpen(of(vfs).real, name, self.real(), flags, out_flags);
  if (code != SQLITE_OK) return code;
  self.path = new std::string(name == nullptr ? "" : name);
  self.known_errors = self.owner->sync_errors_of(*self.path);
  self.base.pMethods = &kMethods;
  return SQLITE_OK;
}
int delete_file(sqlite3_vfs* vfs, const char* name, int sync) {
  of(vfs).owner->removed(name);
  return of(vfs).real->xDelete(of(vfs).real, name, sync);
}
int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
  return of(vfs).real->xAccess(of(vfs).real, name, flags, result);
}
int full_path(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  return of(vfs).real->xFullPathname(of(vfs).real, name, size, out);
}

}  // namespace

PowerVfs::PowerVfs() : table_(std::make_unique<PowerVfsTable>()) {
  static std::atomic<int> count = 0;
  name_ = "power" + std::to_string(++count);
  table_->real = sqlite3_vfs_find(nullptr);
  table_->owner = this;
  sqlite3_vfs& vfs = table_->vfs;
  vfs = *table_->real;  // time, randomness and sleep as they are
  vfs.szOsFile = static_cast<int>(sizeof(File)) + table_->real->szOsFile;
  vfs.zName = name_.c_str();
  vfs.pAppData = table_.get();
  vfs.pNext = nullptr;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_path;
  sqlite3_vfs_register(&vfs, 0);
}

PowerVfs::~PowerVfs() {
  sqlite3_vfs_unregister(&table_->vfs);
}

void PowerVfs::cut_power_in(std::int64_t operations) {
  const std::lock_guard lock(mutex_);
  operations_left_ = operations;
}
bool PowerVfs::is_dark() const {
  const std::lock_guard lock(mutex_);
  return dark_;
}
void PowerVfs::fail_sync_in(std::int64_t syncs) {
  const std::lock_guard lock(mutex_);
  syncs_left_ = syncs;
}
bool PowerVfs::has_failed_sync() const {
  const std::lock_guard lock(mutex_);
  return failed_sync_;
}
void PowerVfs::set_capacity(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  capacity_ = bytes;
}

bool PowerVfs::goes_dark() {
  if (operations_left_ > 0 and --operations_left_ == 0) dark_ = true;
  return dark_;
}

int PowerVfs::before_write(const std::string& path, std::uint64_t end) {
  const std::lock_guard lock(mutex_);
  if (goes_dark()) return SQLITE_IOERR_WRITE;
  std::uint64_t total = end > disks_[path].size ? end - disks_[path].size : 0;
  if (total == 0) return SQLITE_OK;
  for (const auto& [name, disk] : disks_) total += disk.size;
  return total > capacity_ ? SQLITE_FULL : SQLITE_OK;
}

void PowerVfs::after_write(const std::string& path, Write write) {
  const std::lock_guard lock(mutex_);
  Disk& disk = disks_[path];
  disk.size = write.truncates ? write.offset : std::max(disk.size, write.offset + write.data.size());
  ++disk.writes;
  disk.unsynced.push_back(std::move(write));
}

namespace {

void apply(std::string& content, const PowerVfs::Write& write, std::string_view data) {
  if (write.truncates) return content.resize(write.offset);
  if (content.size() < write.offset + data.size()) content.resize(write.offset + data.size());
  std::ranges::copy(data, content.begin() + static_cast<std::ptrdiff_t>(write.offset));
}

/// Of each sector everything, the beginning or nothing.
void apply_torn(std::string& content, const PowerVfs::Write& write, core::Random& random) {
  if (write.truncates) {
    if (random.below(2) == 0) content.resize(write.offset);
    return;
  }
  for (std::size_t at = 0; at < write.data.size();) {
    const std::size_t left_in_sector = kSector - (write.offset + at) % kSector;
    const std::size_t size = std::min(left_in_sector, write.data.size() - at);
    const std::uint32_t fate = random.below(3);
    const std::size_t kept = fate == 0   ? 0
                             : fate == 1 ? size
                                         : random.below(static_cast<std::uint32_t>(size) + 1);
    apply(content, {write.offset + at, {}, false}, std::string_view(write.data).substr(at, kept));
    at += size;
  }
}

}  // namespace

std::int64_t PowerVfs::sync_errors_of(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return disks_[path].sync_errors;
}

int PowerVfs::sync(const std::string& path, std::int64_t& known) {
  const std::lock_guard lock(mutex_);
  if (goes_dark()) return SQLITE_IOERR_FSYNC;
  Disk& disk = disks_[path];
  if (syncs_left_ > 0 and --syncs_left_ == 0) {
    failed_sync_ = true;
    ++disk.sync_errors;
    disk.unsynced.clear();
  }
  if (disk.sync_errors != known) {
    known = disk.sync_errors;
    return SQLITE_IOERR_FSYNC;
  }
  for (const Write& write : disk.unsynced) apply(disk.durable, write, write.data);
  disk.unsynced.clear();
  return SQLITE_OK;
}

void PowerVfs::removed(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (not dark_) disks_.erase(path);
}

void PowerVfs::write_survivors(const std::filesystem::path& folder, Loss loss, core::Random& random) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [path, disk] : disks_) {
    std::string content = disk.durable;
    if (loss == Loss::kSome) {
      for (const Write& write : disk.unsynced) apply_torn(content, write, random);
    }
    std::ofstream file(folder / std::filesystem::path(path).filename(), std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
  }
}

std::int64_t PowerVfs::writes_to(std::string_view ending) const {
  const std::lock_guard lock(mutex_);
  std::int64_t writes = 0;
  for (const auto& [path, disk] : disks_) {
    if (path.ends_with(ending)) writes += disk.writes;
  }
  return writes;
}

}  // namespace intersession::faults
