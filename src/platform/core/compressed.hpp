// Text that takes less room while it waits to be asked for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "platform/core/bytes.hpp"

namespace intersession::core {

/// Unpacked each time it is read, which costs about as much as copying it (LZ4); JSON of ours takes a fifth.
class Compressed {
 public:
  /// Throws std::length_error above 2 GB.
  explicit Compressed(std::string_view text);

  [[nodiscard]] std::string text() const;
  /// What it takes in memory, in bytes.
  [[nodiscard]] std::size_t size() const { return packed_.size(); }

 private:
  Bytes packed_;
  std::size_t text_size_;
};

}  // namespace intersession::core
