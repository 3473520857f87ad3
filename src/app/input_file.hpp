// A file that is read as a whole.
#pragma once

#include <filesystem>
#include <string_view>

#include "platform/core/result.hpp"

namespace intersession::app {

/// A read-only view of a file's bytes; the system pages them in, so that a large table is not held twice.
/// Movable; the view ends with the object.
class InputFile {
 public:
  /// kInvalid in one sentence where the file is missing, a folder, or not readable.
  [[nodiscard]] static core::Result<InputFile> open(const std::filesystem::path& path);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  InputFile(const InputFile&) = delete;
  ~InputFile();

  [[nodiscard]] std::string_view text() const { return {data_, size_}; }

 private:
  InputFile(const char* data, std::size_t size) : data_(data), size_(size) {}
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace intersession::app
