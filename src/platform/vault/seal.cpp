#include "platform/vault/seal.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

#include "platform/vault/vault.hpp"

namespace intersession::vault {

namespace {

constexpr unsigned char kFormat = 1;
constexpr std::size_t kVersionSize = 4;
constexpr std::size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kHeaderSize = 1 + kVersionSize;
constexpr std::size_t kOverhead = kHeaderSize + kNonceSize + kTagSize;
static_assert(Secret::kSize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kOverhead == 45);

void append_number(core::Bytes& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<unsigned char>(value >> shift));
}

/// The length before the part makes the whole unambiguous.
void append_part(core::Bytes& out, core::ByteView part) {
  append_number(out, part.size(), 4);
  out.insert(out.end(), part.begin(), part.end());
}

core::Bytes associated_data(const FieldContext& context, core::ByteView header) {
  core::Bytes data;
  data.reserve(128);
  append_part(data, context.practice.bytes);
  append_part(data, context.client.bytes);
  append_part(data, core::as_bytes(context.table));
  append_part(data, core::as_bytes(context.column));
  append_part(data, context.row.bytes);
  append_number(data, static_cast<std::uint64_t>(context.version), 8);
  append_part(data, header);
  return data;
}

}  // namespace

core::Bytes seal_with(const Secret& key, std::uint32_t key_version, const FieldContext& context,
                      core::ByteView plaintext, core::Random& random) {
  core::Bytes sealed;
  sealed.reserve(kOverhead + plaintext.size());
  sealed.push_back(kFormat);
  append_number(sealed, key_version, kVersionSize);
  const core::Bytes data = associated_data(context, core::ByteView(sealed));
  sealed.resize(kOverhead + plaintext.size());
  unsigned char* const nonce = sealed.data() + kHeaderSize;
  random.fill({nonce, kNonceSize});
  unsigned long long written = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonceSize, &written, plaintext.data(), plaintext.size(),
                                             data.data(), data.size(), nullptr, nonce, key.bytes().data());
  return sealed;
}

std::optional<std::uint32_t> sealed_key_version(core::ByteView sealed) {
  if (sealed.size() < kOverhead or sealed[0] != kFormat) return std::nullopt;
  std::uint32_t version = 0;
  for (std::size_t i = 1; i <= kVersionSize; ++i) version = version << 8U | sealed[i];
  return version;
}

std::size_t plaintext_size(core::ByteView sealed) {
  return sealed.size() - kOverhead;
}

bool open_with(const Secret& key, const FieldContext& context, core::ByteView sealed,
               std::span<unsigned char> out) {
  if (not sealed_key_version(sealed) or out.size() != plaintext_size(sealed)) return false;
  const core::Bytes data = associated_data(context, sealed.first(kHeaderSize));
  const core::ByteView nonce = sealed.subspan(kHeaderSize, kNonceSize);
  const core::ByteView cipher = sealed.subspan(kHeaderSize + kNonceSize);
  unsigned long long written = 0;
  return crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(), &written, nullptr, cipher.data(),
                                                    cipher.size(), data.data(), data.size(), nonce.data(),
                                                    key.bytes().data()) == 0;
}

Secret derive(const Secret& key, std::string_view label) {
  Secret derived;
  core::Bytes hash = keyed_hash(key, "derive", label);
  std::ranges::copy(hash, derived.mutable_bytes().begin());
  sodium_memzero(hash.data(), hash.size());
  return derived;
}

core::Bytes keyed_hash(const Secret& key, std::string_view label, std::string_view value) {
  core::Bytes input;
  append_part(input, core::as_bytes(label));
  append_part(input, core::as_bytes(value));
  core::Bytes hash(crypto_generichash_BYTES);
  crypto_generichash(hash.data(), hash.size(), input.data(), input.size(), key.bytes().data(), Secret::kSize);
  sodium_memzero(input.data(), input.size());
  return hash;
}

}  // namespace intersession::vault
