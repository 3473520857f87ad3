// Raw bytes and their text forms.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace intersession::core {

using Bytes = std::vector<unsigned char>;
using ByteView = std::span<const unsigned char>;

/// The bytes of a text, without a copy; valid as long as the text.
[[nodiscard]] ByteView as_bytes(std::string_view text);
/// The bytes as text, without a copy; valid as long as the bytes. No claim that they are UTF-8.
[[nodiscard]] std::string_view as_text(ByteView bytes);

/// Lower-case hexadecimal, two digits a byte.
[[nodiscard]] std::string to_hex(ByteView bytes);
/// Nothing where the text is not an even number of lower- or upper-case hexadecimal digits.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

/// base64url without padding (RFC 4648, section 5): for secrets in links and cookies.
[[nodiscard]] std::string to_base64url(ByteView bytes);
/// Nothing where the text is not canonical base64url without padding.
[[nodiscard]] std::optional<Bytes> from_base64url(std::string_view text);

/// SHA-256, 32 bytes.
[[nodiscard]] Bytes sha256(ByteView bytes);

/// True where both hold the same bytes; takes the same time wherever they differ.
[[nodiscard]] bool equal_constant_time(ByteView a, ByteView b);

/// True where the text is well-formed UTF-8 (no overlong forms, surrogates or bytes past U+10FFFF).
[[nodiscard]] bool is_utf8(std::string_view text);
/// Number of code points of well-formed UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text);
/// The text up to and with its n-th code point; all of it where it has no more. For well-formed UTF-8.
[[nodiscard]] std::string_view first_points(std::string_view text, std::size_t n);

}  // namespace intersession::core
