// SHA-256 of bytes that come piece by piece.
#pragma once

#include <sodium.h>

#include "platform/core/bytes.hpp"

namespace intersession::core {

class Sha256 {
 public:
  Sha256() { crypto_hash_sha256_init(&state_); }
  void add(ByteView bytes) { crypto_hash_sha256_update(&state_, bytes.data(), bytes.size()); }
  /// Of all bytes added so far; more may follow.
  [[nodiscard]] Bytes digest() const {
    Bytes out(crypto_hash_sha256_BYTES);
    auto copy = state_;
    crypto_hash_sha256_final(&copy, out.data());
    return out;
  }

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace intersession::core
