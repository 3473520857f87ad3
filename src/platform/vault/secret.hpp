// Key bytes in memory that is locked, not dumped, and wiped.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "platform/core/bytes.hpp"

namespace intersession::vault {

/// One 256-bit key in locked memory (libsodium), wiped when destroyed. Movable only. Thread-safe to read.
class Secret {
 public:
  static constexpr std::size_t kSize = 32;

  /// A zero key; fill it through mutable_bytes().
  Secret();
  ~Secret();
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  [[nodiscard]] std::span<const unsigned char, kSize> bytes() const;
  [[nodiscard]] std::span<unsigned char, kSize> mutable_bytes();

 private:
  unsigned char* slot_;
};

/// Forbids core dumps and reading of this process's memory by others of the same user. Call it first in main;
/// false where the system refused.
[[nodiscard]] bool forbid_core_dumps();

}  // namespace intersession::vault
