// Rows of members and accounts. Names and addresses are sealed here with the practice key.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/principal.hpp"
#include "platform/core/bytes.hpp"
#include "platform/core/result.hpp"
#include "platform/core/time.hpp"
#include "platform/db/connection.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::access {

enum class MemberState { kInvited, kActive, kDisabled };

struct Member {
  core::Id practice;
  core::Id id;
  core::Id account;
  Roles roles;
  std::string name;
  std::string email;  ///< in normal form
  MemberState state = MemberState::kInvited;
};

namespace store {

/// Adds the member, the account without a password, and the name to sign in with. False, and nothing added,
/// where the address is taken.
[[nodiscard]] bool add_member(db::Connection& connection, const Member& member, const core::Bytes& email_hash,
                              const vault::SealingKey& key, core::Instant now);
void change_member(db::Connection& connection, const Member& member, const vault::SealingKey& key);
void disable_member(db::Connection& connection, const core::Id& practice, const core::Id& member,
                    core::Instant now);

/// Members in the order of joining.
[[nodiscard]] core::Result<std::vector<Member>> members(db::Connection& connection, const core::Id& practice,
                                                        const vault::SealingKey& key);
/// Nothing where there is no such member.
[[nodiscard]] core::Result<std::optional<Member>> member(db::Connection& connection, const core::Id& practice,
                                                         const core::Id& member,
                                                         const vault::SealingKey& key);

/// What a sign-in needs to know.
struct SignInAccount {
  core::Id practice;
  core::Id account;
  core::Id member;
  std::string password;  ///< empty: none chosen yet
  bool disabled = false;
};
[[nodiscard]] std::optional<SignInAccount> sign_in_account(db::Connection& connection,
                                                           const core::Bytes& email_hash);
void set_password(db::Connection& connection, const core::Id& practice, const core::Id& account,
                  const std::string& hash);

[[nodiscard]] std::optional<core::Id> client_account(db::Connection& connection, const core::Id& practice,
                                                     const core::Id& client);
void add_client_account(db::Connection& connection, const core::Id& practice, const core::Id& client,
                        const core::Id& account, core::Instant now);

/// Of a client or a caregiver: "signed-in" where a phone is, "invited" where an invitation is open, else
/// "none".
[[nodiscard]] std::string phone_access(db::Connection& connection, const core::Id& practice,
                                       const core::Id& person, core::Instant now);
/// The same as an SQL expression; each argument is one.
[[nodiscard]] std::string phone_access_sql(const std::string& practice, const std::string& person,
                                           const std::string& now);

/// Notes that the installation has its first practice; false where it had one.
[[nodiscard]] bool mark_set_up(db::Connection& connection, const core::Id& practice, core::Instant now);
[[nodiscard]] bool is_set_up(db::Connection& connection);

}  // namespace store
}  // namespace intersession::access
