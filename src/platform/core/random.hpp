// Randomness as an argument, so that tests can replay it.
#pragma once

#include <cstdint>
#include <span>

#include "platform/core/bytes.hpp"
#include "platform/core/id.hpp"
#include "platform/core/time.hpp"

namespace intersession::core {

/// A source of random bytes. Implementations are thread-safe unless they say otherwise.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<unsigned char> bytes) = 0;

  /// `size` random bytes.
  [[nodiscard]] Bytes bytes(std::size_t size);
  /// A uniform number in [0, bound). Precondition: bound > 0.
  [[nodiscard]] std::uint32_t below(std::uint32_t bound);
  /// A new id whose first 48 bits are the milliseconds of `now` (as UUIDv7, RFC 9562), so that rows made
  /// together lie together; the other 80 bits are random. An id is a name, never a secret.
  [[nodiscard]] Id id(Instant now);
};

/// The operating system's generator through libsodium. Thread-safe.
class SystemRandom final : public Random {
 public:
  SystemRandom();
  void fill(std::span<unsigned char> bytes) override;
};

/// Reproducible bytes from a seed, for tests and demo data only. Not thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<unsigned char> bytes) override;

 private:
  std::uint64_t state_;
};

}  // namespace intersession::core
