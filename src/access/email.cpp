#include "access/email.hpp"

#include <algorithm>

namespace intersession::access {

std::optional<std::string> normal_email(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(kSpace) - first + 1);
  const auto at = text.find('@');
  const bool one_at = at != std::string_view::npos and text.rfind('@') == at;
  const bool plain = std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 and byte != 0x7f and c != ',' and c != ';' and c != '<' and c != '>';
  });
  if (text.size() > 254 or not one_at or at == 0 or at + 1 == text.size() or not plain) return std::nullopt;
  std::string normal(text);
  std::ranges::transform(normal, normal.begin(),
                         [](char c) { return c >= 'A' and c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return normal;
}

}  // namespace intersession::access
