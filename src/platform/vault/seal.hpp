// The sealed form of a value (see SealingKey in vault.hpp): pure, given key and nonce source.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "platform/core/bytes.hpp"
#include "platform/core/random.hpp"
#include "platform/vault/secret.hpp"

namespace intersession::vault {

struct FieldContext;

[[nodiscard]] core::Bytes seal_with(const Secret& key, std::uint32_t key_version, const FieldContext& context,
                                    core::ByteView plaintext, core::Random& random);

/// The version of the key that sealed it; nothing where the bytes are no sealed value.
[[nodiscard]] std::optional<std::uint32_t> sealed_key_version(core::ByteView sealed);

/// Writes the plaintext to `out`, whose size must be plaintext_size(sealed). False where anything differs.
[[nodiscard]] bool open_with(const Secret& key, const FieldContext& context, core::ByteView sealed,
                             std::span<unsigned char> out);
/// Precondition: sealed_key_version(sealed).
[[nodiscard]] std::size_t plaintext_size(core::ByteView sealed);

/// A key for one use, derived from another (keyed BLAKE2b over the label).
[[nodiscard]] Secret derive(const Secret& key, std::string_view label);
/// Keyed BLAKE2b, 32 bytes, over label and value with their lengths.
[[nodiscard]] core::Bytes keyed_hash(const Secret& key, std::string_view label, std::string_view value);

}  // namespace intersession::vault
