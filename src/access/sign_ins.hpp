// Sign-in sessions: the only source of principals.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/principal.hpp"
#include "platform/core/random.hpp"
#include "platform/core/time.hpp"
#include "platform/db/connection.hpp"

namespace intersession::access {

/// How long a sign-in session lives without and with use.
struct SignInRules {
  std::chrono::minutes member_idle{15};  ///< 5 to 60
  std::chrono::hours member_absolute{12};
  std::chrono::days client_idle{30};
  std::chrono::days client_absolute{180};
};

/// A condition over a row `alias` of sign_in that belongs to a client: true while that session lives, by the
/// rules above. `now` is the parameter that holds the time, such as "?3".
[[nodiscard]] std::string client_session_lives(const std::string& alias, const std::string& now);

/// Begins, finds and ends sign-in sessions. The cookie's value is the practice's id and a 256-bit secret, of
/// which only the SHA-256 is stored; ending a session deletes its row, so that the next request of anybody is
/// refused. Thread-safe; nothing is cached.
class SignIns {
 public:
  explicit SignIns(SignInRules rules = {}) : rules_(rules) {}

  struct Begun {
    std::string cookie;  ///< base64url
    std::chrono::seconds max_age{};
    Principal principal;
  };
  /// A new session with a new secret, always: nothing a browser held before is used. The account must exist.
  [[nodiscard]] Begun begin(db::Connection& connection, const core::Id& practice, const core::Id& account,
                            core::Random& random, core::Instant now) const;

  struct Found {
    Principal principal;
    bool touch_due = false;  ///< last seen too long ago to be left as it is
  };
  /// One indexed read. Nothing where the value is no cookie of ours, the session was ended, is idle for too
  /// long or too old, the account was disabled, or the caregiver's link has ended.
  [[nodiscard]] std::optional<Found> find(db::Connection& connection, std::string_view cookie,
                                          core::Instant now) const;
  /// Moves last-seen on: at most once a minute for members and once an hour for clients, by touch_due.
  static void touch(db::Connection& connection, const Principal& principal, core::Instant now);

  /// Ends the principal's own session.
  static void end(db::Connection& connection, const Principal& principal);
  /// Ends whatever session a cookie names, if any.
  static void end_cookie(db::Connection& connection, std::string_view cookie);
  /// Ends all sessions of an account, but for one where given; how many.
  static std::int64_t end_all(db::Connection& connection, const core::Id& practice, const core::Id& account,
                              const Principal* but = nullptr);

  struct Device {
    core::Id id;
    bool current = false;
    core::Instant began{};
    core::Instant last_seen{};
  };
  /// The principal's live sessions, last used first.
  [[nodiscard]] std::vector<Device> devices(db::Connection& connection, const Principal& principal,
                                            core::Instant now) const;
  /// Ends one of the principal's own sessions; false where it has no such session.
  [[nodiscard]] static bool end_device(db::Connection& connection, const Principal& principal,
                                       const core::Id& device);

  /// Deletes sessions of the practice that died of age; how many.
  std::int64_t sweep(db::Connection& connection, const core::Id& practice, core::Instant now) const;

  /// The practice that a cookie or link secret speaks of; nothing where it is not one. For routing writes.
  [[nodiscard]] static std::optional<core::Id> practice_of(std::string_view cookie);

 private:
  [[nodiscard]] bool lives(bool member, core::Instant began, core::Instant last_seen,
                           core::Instant now) const;

  SignInRules rules_;
};

}  // namespace intersession::access
