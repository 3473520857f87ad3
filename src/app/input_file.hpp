// A file that is read once, from its beginning to its end.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "platform/core/result.hpp"
#include "platform/core/sha256.hpp"

namespace intersession::app {

/// Reads in pieces, so that a large table is never in memory as a whole, and hashes what it reads.
class InputFile {
 public:
  /// kInvalid in one sentence where the file is missing, a folder, or not readable.
  [[nodiscard]] static core::Result<InputFile> open(const std::filesystem::path& path);

  /// Fills the buffer from where it ended before; less only at the end. kInvalid where reading fails.
  [[nodiscard]] core::Result<std::size_t> read(std::span<char> into);
  /// What was not read yet, as a whole.
  [[nodiscard]] core::Result<std::string> rest();
  /// SHA-256 of the whole file in hexadecimal; reads to its end where that was not reached.
  [[nodiscard]] core::Result<std::string> sha256();

  /// Bytes at opening: a guide, no promise.
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  InputFile(std::filesystem::path path, std::FILE* file, std::size_t size);

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::size_t size_;
  core::Sha256 hash_;
};

}  // namespace intersession::app
