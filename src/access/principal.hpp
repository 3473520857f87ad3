// Who is asking.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "platform/core/bytes.hpp"
#include "platform/core/id.hpp"

namespace intersession::access {

/// What an account may be in its practice. A member may have several; the account of a client or a caregiver
/// has one.
enum class Role : std::uint8_t { kOwner, kTherapist, kClient, kCaregiver };

/// What a role means. A new role is a new row here.
struct RoleRule {
  Role role;
  std::string_view word;  ///< in the database and the API
  bool member;            ///< works for the practice
  bool runs_practice;     ///< members, settings, invitations of members; never clinical content
  bool treats;            ///< reads and writes the record of clients with whom a relation is open
};
inline constexpr std::array kRoles{
    RoleRule{Role::kOwner, "owner", true, true, false},
    RoleRule{Role::kTherapist, "therapist", true, false, true},
    RoleRule{Role::kClient, "client", false, false, false},
    RoleRule{Role::kCaregiver, "caregiver", false, false, false},
};

/// A set of roles; text form: their words in the order of kRoles, with one space between.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) bits_ |= bit(role);
  }
  [[nodiscard]] constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  [[nodiscard]] constexpr Roles with(Role role) const {
    Roles roles = *this;
    roles.bits_ |= bit(role);
    return roles;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] bool any(bool RoleRule::*property) const;
  [[nodiscard]] std::string text() const;
  /// Nothing where a word is unknown.
  [[nodiscard]] static std::optional<Roles> parse(std::string_view text);

  bool operator==(const Roles&) const = default;

 private:
  static constexpr std::uint32_t bit(Role role) { return 1U << static_cast<unsigned>(role); }
  std::uint32_t bits_ = 0;
};

/// An account that is signed in. Only SignIns makes one, from a live sign-in session, so that having one is
/// the proof; and Operator, for commands that hold the key file. (Work without a person, such as reminders,
/// will get a kind of its own.)
class Principal {
 public:
  [[nodiscard]] const core::Id& practice() const { return practice_; }
  [[nodiscard]] const core::Id& account() const { return account_; }
  /// Nil but for a member.
  [[nodiscard]] const core::Id& member() const { return member_; }
  /// Nil but for a client.
  [[nodiscard]] const core::Id& client() const { return client_; }
  /// Nil but for a caregiver.
  [[nodiscard]] const core::Id& caregiver() const { return caregiver_; }
  /// The client whom a caregiver is linked to; nil for everybody else. Gives no access by itself:
  /// Scope::require_ward.
  [[nodiscard]] const core::Id& ward() const { return ward_; }
  [[nodiscard]] const Roles& roles() const { return roles_; }
  [[nodiscard]] bool is_member() const { return not member_.is_nil(); }
  [[nodiscard]] bool is_client() const { return not client_.is_nil(); }
  [[nodiscard]] bool is_caregiver() const { return not caregiver_.is_nil(); }
  /// The person at the command line who holds the key file (operator.hpp); neither member nor client.
  [[nodiscard]] bool is_operator() const { return operator_; }
  /// SHA-256 of the sign-in session's secret: its key in the database.
  [[nodiscard]] const core::Bytes& session_hash() const { return session_hash_; }

 private:
  friend class SignIns;
  friend class Operator;
  Principal() = default;

  core::Id practice_;
  core::Id account_;
  core::Id member_;
  core::Id client_;
  core::Id caregiver_;
  core::Id ward_;
  Roles roles_;
  core::Bytes session_hash_;
  bool operator_ = false;
};

}  // namespace intersession::access
