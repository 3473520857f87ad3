#include "platform/core/random.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

namespace intersession::core {

Bytes Random::bytes(std::size_t size) {
  Bytes result(size);
  fill(result);
  return result;
}

std::uint32_t Random::below(std::uint32_t bound) {
  // Values under the threshold would make small results more likely; draw again.
  const std::uint32_t threshold = (0U - bound) % bound;
  for (;;) {
    std::uint32_t value = 0;
    fill({reinterpret_cast<unsigned char*>(&value), sizeof value});
    if (value >= threshold) return value % bound;
  }
}

Id Random::id(Instant now) {
  Id id;
  fill(id.bytes);
  const auto millis = static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count());
  for (std::size_t i = 0; i < 6; ++i) {
    id.bytes[i] = static_cast<unsigned char>(millis >> (8 * (5 - i)));
  }
  return id;
}

SystemRandom::SystemRandom() {
  if (sodium_init() < 0) std::abort();
}

void SystemRandom::fill(std::span<unsigned char> bytes) {
  randombytes_buf(bytes.data(), bytes.size());
}

void SeededRandom::fill(std::span<unsigned char> bytes) {
  // SplitMix64 (Steele, Lea and Flood, 2014).
  std::size_t used = 8;
  std::uint64_t word = 0;
  for (unsigned char& byte : bytes) {
    if (used == 8) {
      state_ += 0x9E3779B97F4A7C15ULL;
      word = state_;
      word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9ULL;
      word = (word ^ (word >> 27)) * 0x94D049BB133111EBULL;
      word ^= word >> 31;
      used = 0;
    }
    byte = static_cast<unsigned char>(word >> (8 * used++));
  }
}

}  // namespace intersession::core
