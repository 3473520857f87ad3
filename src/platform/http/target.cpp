#include "platform/http/target.hpp"

#include <algorithm>

#include "platform/core/bytes.hpp"

namespace intersession::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' and c <= '9') return c - '0';
  if (c >= 'a' and c <= 'f') return c - 'a' + 10;
  if (c >= 'A' and c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Nothing where a "%" is not followed by two hexadecimal digits.
std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 or low < 0) return std::nullopt;
      decoded.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      decoded.push_back(c == '+' and plus_is_space ? ' ' : c);
    }
  }
  return decoded;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 or byte == 0x7F;
}

}  // namespace

std::optional<std::string> decode_segment(std::string_view segment) {
  auto decoded = decode(segment, false);
  if (not decoded) return std::nullopt;
  if (*decoded == "." or *decoded == "..") return std::nullopt;
  if (decoded->find_first_of("/\\") != std::string::npos) return std::nullopt;
  if (std::ranges::any_of(*decoded, is_control)) return std::nullopt;
  if (not core::is_utf8(*decoded)) return std::nullopt;
  return decoded;
}

std::optional<std::vector<NamedValue>> decode_query(std::string_view query) {
  std::vector<NamedValue> pairs;
  while (not query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals), true);
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())), true);
    if (not name or not value) return std::nullopt;
    for (const auto* text : {&*name, &*value}) {
      if (not core::is_utf8(*text) or text->find('\0') != std::string::npos) return std::nullopt;
    }
    pairs.push_back({std::move(*name), std::move(*value)});
  }
  return pairs;
}

}  // namespace intersession::http
