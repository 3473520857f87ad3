#include "platform/http/text.hpp"

#include <algorithm>
#include <array>

namespace intersession::http {
namespace {

constexpr auto kTokenCharacters = [] {
  std::array<bool, 256> table{};
  for (unsigned char c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = true;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) table[c] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

}  // namespace

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = lower(c);
  return result;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() and
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_token_character(char c) {
  return kTokenCharacters[static_cast<unsigned char>(c)];
}

bool next_element(std::string_view& list, std::string_view& element) {
  while (not list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    element = trimmed(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    if (not element.empty()) return true;
  }
  return false;
}

}  // namespace intersession::http
