// The 128-bit name of a thing.
#pragma once

#include <array>
#include <compare>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "platform/core/bytes.hpp"

namespace intersession::core {

/// Made by whoever creates the thing (phones too) and used as its idempotency key. Never a secret.
/// Text form: 32 lower-case hexadecimal digits. A default id is all zero and names nothing.
struct Id {
  std::array<unsigned char, 16> bytes{};

  auto operator<=>(const Id&) const = default;

  [[nodiscard]] bool is_nil() const { return *this == Id{}; }
  [[nodiscard]] std::string text() const { return to_hex(bytes); }

  /// Nothing where the text is not exactly 32 lower-case hexadecimal digits, or all are zero.
  [[nodiscard]] static std::optional<Id> parse(std::string_view text);
  /// Nothing where there are not exactly 16 bytes.
  [[nodiscard]] static std::optional<Id> from_bytes(ByteView bytes);
};

}  // namespace intersession::core

template <>
struct std::hash<intersession::core::Id> {
  std::size_t operator()(const intersession::core::Id& id) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, id.bytes.data() + 8, sizeof value);  // the random half
    return value;
  }
};
