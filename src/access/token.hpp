// Secrets that people carry: in cookies and in links.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/core/bytes.hpp"
#include "platform/core/id.hpp"
#include "platform/core/random.hpp"

namespace intersession::access {

/// A practice's id and 256 random bits, as 64 characters of base64url. The id says where to look the secret
/// up; only the SHA-256 of the whole is ever stored.
struct Token {
  core::Id practice;
  core::Bytes hash;  ///< SHA-256 of all 48 bytes

  /// Nothing where the text is no token.
  [[nodiscard]] static std::optional<Token> parse(std::string_view text);
};

struct NewToken {
  std::string text;
  core::Bytes hash;
};
[[nodiscard]] NewToken make_token(const core::Id& practice, core::Random& random);

}  // namespace intersession::access
