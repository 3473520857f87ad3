#include "platform/vault/master_key.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "platform/vault/seal.hpp"

namespace intersession::vault {

namespace {

constexpr std::string_view kFirstLine = "intersession master key 1\n";
constexpr std::size_t kLineSize = 2 * Secret::kSize + 1;
constexpr std::size_t kMaxSize = kFirstLine.size() + 2 * kLineSize;

/// File text in a buffer that is wiped.
struct WipedText {
  std::string text;
  ~WipedText() { sodium_memzero(text.data(), text.size()); }
};

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

std::unexpected<core::Error> refuse(const std::filesystem::path& file, const std::string& why,
                                    const std::string& reason) {
  return core::fail(core::ErrorCode::kStorage, "The master key file " + file.string() + " " + why, reason);
}

std::unexpected<core::Error> system_failure(const std::filesystem::path& file, const std::string& what) {
  return refuse(file, what + ": " + std::strerror(errno) + ".", "key-file-io");
}

core::Result<void> check_owner_and_mode(const std::filesystem::path& file, int fd) {
  struct stat status{};
  if (::fstat(fd, &status) != 0) return system_failure(file, "cannot be examined");
  if (not S_ISREG(status.st_mode)) return refuse(file, "is not a plain file.", "key-file-kind");
  if (status.st_uid != ::geteuid())
    return refuse(file, "belongs to another user. It must belong to the user that runs Intersession.",
                  "key-file-owner");
  if ((status.st_mode & 077U) != 0)
    return refuse(file, "can be read by others. Run chmod 0400 on it, and ask who may have seen it.",
                  "key-file-mode");
  return {};
}

core::Result<void> read_all(const std::filesystem::path& file, int fd, std::string& text) {
  text.reserve(kMaxSize + 1);
  text.resize(kMaxSize + 1);
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(fd, text.data() + size, text.size() - size);
    if (got < 0 and errno == EINTR) continue;
    if (got < 0) return system_failure(file, "cannot be read");
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return {};
}

std::optional<MasterKey> key_of_line(std::string_view line) {
  if (line.size() != kLineSize or line.back() != '\n') return std::nullopt;
  Secret secret;
  std::size_t size = 0;
  const auto out = secret.mutable_bytes();
  if (sodium_hex2bin(out.data(), out.size(), line.data(), line.size() - 1, nullptr, &size, nullptr) != 0 or
      size != Secret::kSize)
    return std::nullopt;
  return MasterKey(std::move(secret));
}

void append_line(std::string& text, const MasterKey& key) {
  char digits[kLineSize];
  sodium_bin2hex(digits, sizeof digits, key.secret().bytes().data(), Secret::kSize);
  text.append(digits, kLineSize - 1);
  text += '\n';
  sodium_memzero(digits, sizeof digits);
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

core::Result<void> sync_folder(const std::filesystem::path& file) {
  const Descriptor folder(::open(folder_of(file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 or ::fsync(folder.get()) != 0) return system_failure(file, "cannot be made durable");
  return {};
}

std::filesystem::path temporary_of(const std::filesystem::path& file) {
  return std::filesystem::path(file.string() + ".new");
}

core::Result<void> write_temporary(const std::filesystem::path& file, const MasterKey& current,
                                   const MasterKey* previous) {
  WipedText content;
  content.text.reserve(kMaxSize);
  content.text = kFirstLine;
  append_line(content.text, current);
  if (previous != nullptr) append_line(content.text, *previous);

  const auto temporary = temporary_of(file);
  ::unlink(temporary.c_str());  // left by a crash
  const Descriptor out(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400));
  if (out.get() < 0) return system_failure(file, "cannot be written");
  std::string_view rest = content.text;
  while (not rest.empty()) {
    const ssize_t wrote = ::write(out.get(), rest.data(), rest.size());
    if (wrote < 0 and errno == EINTR) continue;
    if (wrote < 0) return system_failure(file, "cannot be written");
    rest.remove_prefix(static_cast<std::size_t>(wrote));
  }
  if (::fsync(out.get()) != 0) return system_failure(file, "cannot be made durable");
  return {};
}

}  // namespace

MasterKey MasterKey::generate(core::Random& random) {
  Secret secret;
  random.fill(secret.mutable_bytes());
  return MasterKey(std::move(secret));
}

MasterKey::MasterKey(Secret secret)
    : secret_(std::move(secret)),
      wrapping_(derive(secret_, "wrap")),
      fingerprint_(keyed_hash(secret_, "fingerprint", "")) {
  fingerprint_.resize(16);
}

core::Result<std::optional<MasterKeys>> load_master_keys(const std::filesystem::path& file) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (in.get() < 0 and errno == ENOENT) return std::nullopt;
  if (in.get() < 0) return system_failure(file, "cannot be opened");
  if (auto checked = check_owner_and_mode(file, in.get()); not checked)
    return std::unexpected(checked.error());
  WipedText content;
  if (auto done = read_all(file, in.get(), content.text); not done) return std::unexpected(done.error());

  std::string_view rest = content.text;
  const bool two = rest.size() == kFirstLine.size() + 2 * kLineSize;
  if ((two or rest.size() == kFirstLine.size() + kLineSize) and rest.starts_with(kFirstLine)) {
    rest.remove_prefix(kFirstLine.size());
    auto current = key_of_line(rest.substr(0, kLineSize));
    std::optional<MasterKey> previous;
    if (two) previous = key_of_line(rest.substr(kLineSize));
    if (current and previous.has_value() == two) return MasterKeys{std::move(*current), std::move(previous)};
  }
  return refuse(file, "is damaged. Put back the copy you keep of it.", "key-file-damaged");
}

core::Result<void> create_master_key_file(const std::filesystem::path& file, const MasterKey& key) {
  if (auto done = write_temporary(file, key, nullptr); not done) return done;
  const auto temporary = temporary_of(file);
  if (::link(temporary.c_str(), file.c_str()) != 0) return system_failure(file, "cannot be made");
  ::unlink(temporary.c_str());
  return sync_folder(file);
}

core::Result<void> replace_master_key_file(const std::filesystem::path& file, const MasterKey& current,
                                           const MasterKey* previous) {
  if (auto done = write_temporary(file, current, previous); not done) return done;
  if (::rename(temporary_of(file).c_str(), file.c_str()) != 0)
    return system_failure(file, "cannot be replaced");
  return sync_folder(file);
}

}  // namespace intersession::vault
