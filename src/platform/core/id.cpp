#include "platform/core/id.hpp"

#include <algorithm>

namespace intersession::core {

std::optional<Id> Id::parse(std::string_view text) {
  if (text.size() != 32 or std::ranges::any_of(text, [](char c) { return c >= 'A' and c <= 'F'; })) {
    return std::nullopt;
  }
  const auto bytes = from_hex(text);
  if (not bytes) return std::nullopt;
  const auto id = from_bytes(*bytes);
  return id->is_nil() ? std::nullopt : id;
}

std::optional<Id> Id::from_bytes(ByteView bytes) {
  if (bytes.size() != 16) return std::nullopt;
  Id id;
  std::ranges::copy(bytes, id.bytes.begin());
  return id;
}

}  // namespace intersession::core
