// Signing in as a member, and out.
#pragma once

#include <string>
#include <variant>

#include "access/access.hpp"

namespace intersession::access {

struct SignInAttempt {
  std::string email;
  std::string password;
  std::string peer;           ///< the caller's address
  std::string device_cookie;  ///< known-device cookie the browser sent, or empty
  std::string old_cookie;     ///< sign-in cookie the browser sent, or empty; its session ends at success
};

/// Too many tries: come back later. Says nothing of whether the account exists.
struct ComeBackLater {
  std::chrono::seconds wait{};
};

/// Checks throttles, then the password, then begins a sign-in session. An unknown address, a wrong password,
/// an invited member without a password and a disabled one get the same answer (kUnauthenticated, reason
/// "sign-in") after the same work. A browser that signed in to this account before is throttled by itself, so
/// that a stranger's guesses lock nobody out.
[[nodiscard]] core::Result<std::variant<SignedIn, ComeBackLater>> sign_in(Access& access,
                                                                          const SignInAttempt& attempt);

/// Ends the principal's session, or all of the account.
[[nodiscard]] core::Result<void> sign_out(Access& access, const Principal& principal);
[[nodiscard]] core::Result<void> sign_out_everywhere(Access& access, const Principal& principal);
/// Ends one of the own sessions; not_found() where there is no such one.
[[nodiscard]] core::Result<void> end_device(Access& access, const Principal& principal,
                                            const core::Id& device);

/// The form in which a password is hashed: peppered with a key that is not in the database.
[[nodiscard]] std::string peppered(const vault::Vault& vault, std::string_view password);
/// The keyed hash under which an address is found. `email` in normal form.
[[nodiscard]] core::Bytes email_hash(const vault::Vault& vault, std::string_view email);

}  // namespace intersession::access
