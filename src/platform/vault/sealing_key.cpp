#include <stdexcept>

#include "platform/vault/seal.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::vault {

core::Bytes SealingKey::seal(const FieldContext& context, std::string_view plaintext) const {
  if (context.practice != practice_ or context.client != client_)
    throw std::logic_error("a field is sealed with the key of somebody else");
  const auto& [version, key] = *versions_.rbegin();
  return seal_with(key, version, context, core::as_bytes(plaintext), random_);
}

core::Result<std::string> SealingKey::open(const FieldContext& context, core::ByteView sealed) const {
  if (erased_.load(std::memory_order_acquire))
    return core::fail(core::ErrorCode::kNotFound, "This record was erased.", "erased");
  const auto version = sealed_key_version(sealed);
  const auto key = version ? versions_.find(*version) : versions_.end();
  if (key != versions_.end()) {
    std::string plaintext(plaintext_size(sealed), '\0');
    auto* const out = reinterpret_cast<unsigned char*>(plaintext.data());
    if (open_with(key->second, context, sealed, {out, plaintext.size()})) return plaintext;
  }
  return core::fail(core::ErrorCode::kInternal, "This field cannot be read.", "unreadable");
}

std::uint32_t SealingKey::version() const {
  return versions_.rbegin()->first;
}

}  // namespace intersession::vault
