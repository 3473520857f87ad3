#include "access/token.hpp"

namespace intersession::access {

namespace {
constexpr std::size_t kIdSize = 16;
constexpr std::size_t kSecretSize = 32;
}  // namespace

std::optional<Token> Token::parse(std::string_view text) {
  if (text.size() != (kIdSize + kSecretSize) / 3 * 4) return std::nullopt;
  const auto bytes = core::from_base64url(text);
  if (not bytes or bytes->size() != kIdSize + kSecretSize) return std::nullopt;
  const auto practice = core::Id::from_bytes(core::ByteView(*bytes).first(kIdSize));
  if (not practice) return std::nullopt;
  return Token{*practice, core::sha256(*bytes)};
}

NewToken make_token(const core::Id& practice, core::Random& random) {
  core::Bytes bytes(practice.bytes.begin(), practice.bytes.end());
  bytes.resize(kIdSize + kSecretSize);
  random.fill(std::span(bytes).subspan(kIdSize));
  return {core::to_base64url(bytes), core::sha256(bytes)};
}

}  // namespace intersession::access
