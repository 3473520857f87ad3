// E-mail addresses as names to sign in with.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace intersession::access {

/// The form that is compared: without surrounding white space, in lower case (ASCII). Nothing where it is no
/// address: one "@" with something on both sides, no white space or control characters, at most 254 bytes.
[[nodiscard]] std::optional<std::string> normal_email(std::string_view text);

}  // namespace intersession::access
