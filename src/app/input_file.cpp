#include "app/input_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace intersession::app {

core::Result<InputFile> InputFile::open(const std::filesystem::path& path) {
  const auto wrong = [&](const std::string& why) {
    return core::fail(core::ErrorCode::kInvalid, "Cannot read " + path.string() + ": " + why + ".");
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return wrong(std::strerror(errno));
  struct stat about = {};
  if (::fstat(file, &about) != 0 or not S_ISREG(about.st_mode)) {
    ::close(file);
    return wrong("it is not a file");
  }
  const auto size = static_cast<std::size_t>(about.st_size);
  if (size == 0) {
    ::close(file);
    return InputFile("", 0);
  }
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  const int error = errno;
  ::close(file);
  if (data == MAP_FAILED) return wrong(std::strerror(error));
  ::madvise(data, size, MADV_SEQUENTIAL);
  return InputFile(static_cast<const char*>(data), size);
}

InputFile::InputFile(InputFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

InputFile::~InputFile() {
  if (size_ > 0) ::munmap(const_cast<char*>(data_), size_);
}

}  // namespace intersession::app
