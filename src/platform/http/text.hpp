// Small helpers for the ASCII of HTTP.
#pragma once

#include <string>
#include <string_view>

namespace intersession::http {

/// ASCII only, as HTTP's case-insensitive names are.
[[nodiscard]] constexpr char lower(char c) {
  return c >= 'A' and c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] std::string lowered(std::string_view text);
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);
/// Without spaces and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// True for the characters of an HTTP token (RFC 9110, section 5.6.2).
[[nodiscard]] bool is_token_character(char c);
/// Cuts the next element off a comma-separated list; the element trimmed. False at the end of the list.
bool next_element(std::string_view& list, std::string_view& element);

}  // namespace intersession::http
