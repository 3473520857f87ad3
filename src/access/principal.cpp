#include "access/principal.hpp"

#include <algorithm>

namespace intersession::access {

bool Roles::any(bool RoleRule::* property) const {
  return std::ranges::any_of(kRoles, [&](const RoleRule& rule) { return has(rule.role) and rule.*property; });
}

std::string Roles::text() const {
  std::string words;
  for (const RoleRule& rule : kRoles) {
    if (has(rule.role)) words += (words.empty() ? "" : " ") + std::string(rule.word);
  }
  return words;
}

std::optional<Roles> Roles::parse(std::string_view text) {
  Roles roles;
  while (not text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    const auto* const rule = std::ranges::find(kRoles, word, &RoleRule::word);
    if (rule == kRoles.end()) return std::nullopt;
    roles.bits_ |= bit(rule->role);
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return roles;
}

}  // namespace intersession::access
