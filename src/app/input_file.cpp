#include "app/input_file.hpp"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace intersession::app {

namespace {

std::unexpected<core::Error> wrong(const std::filesystem::path& path, const std::string& why) {
  return core::fail(core::ErrorCode::kInvalid, "Cannot read " + path.string() + ": " + why + ".");
}

constexpr std::size_t kPiece = 1 << 16;

}  // namespace

core::Result<InputFile> InputFile::open(const std::filesystem::path& path) {
  std::FILE* file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) return wrong(path, std::strerror(errno));
  InputFile opened(path, file, 0);
  struct stat about = {};
  if (::fstat(::fileno(file), &about) != 0 or not S_ISREG(about.st_mode))
    return wrong(path, "it is not a file");
  opened.size_ = static_cast<std::size_t>(about.st_size);
  return opened;
}

InputFile::InputFile(std::filesystem::path path, std::FILE* file, std::size_t size)
    : path_(std::move(path)), file_(file), size_(size) {
  std::setvbuf(file, nullptr, _IONBF, 0);  // pieces are large already
}

core::Result<std::size_t> InputFile::read(std::span<char> into) {
  const std::size_t got = std::fread(into.data(), 1, into.size(), file_.get());
  if (got < into.size() and std::ferror(file_.get()) != 0) return wrong(path_, std::strerror(errno));
  hash_.add(core::as_bytes({into.data(), got}));
  return got;
}

core::Result<std::string> InputFile::rest() {
  std::string text;
  while (true) {
    const std::size_t before = text.size();
    text.resize(before + kPiece);
    const auto got = read(std::span(text).subspan(before));
    if (not got) return std::unexpected(got.error());
    text.resize(before + *got);
    if (*got < kPiece) return text;
  }
}

core::Result<std::string> InputFile::sha256() {
  std::array<char, kPiece> left;
  for (std::size_t got = left.size(); got == left.size();) {
    const auto more = read(left);
    if (not more) return std::unexpected(more.error());
    got = *more;
  }
  return core::to_hex(hash_.digest());
}

}  // namespace intersession::app
