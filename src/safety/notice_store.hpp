// The SQL of notices, and of who is there to be told.
#pragma once

#include <vector>

#include "access/account_store.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"
#include "safety/leave.hpp"
#include "safety/notice.hpp"
#include "safety/safety_settings.hpp"

namespace intersession::safety::store {

/// False, and nothing written, where this notice is there already.
bool add(db::Connection& connection, const core::Id& practice, const Notice& notice);
[[nodiscard]] std::optional<Notice> notice(db::Connection& connection, const core::Id& practice,
                                           const core::Id& client, const core::Id& alert, const core::Id& id);
/// In the order in which they were due.
[[nodiscard]] std::vector<Notice> notices(db::Connection& connection, const core::Id& practice,
                                          const core::Id& client, const core::Id& alert);
/// Says what became of a waiting notice; false where it waits no longer.
bool settle(db::Connection& connection, const core::Id& practice, const Notice& notice, NoticeOutcome outcome,
            core::Instant at);

/// Mail that was due at `before` or earlier and has not left.
struct StuckMail {
  std::int64_t count = 0;
  std::optional<core::Instant> since{};  ///< when the oldest was due
};
/// Of one practice.
[[nodiscard]] StuckMail stuck_mail(db::Connection& connection, const core::Id& practice,
                                   core::Instant before);
/// Of the whole installation.
[[nodiscard]] StuckMail stuck_mail(db::Connection& connection, core::Instant before);

/// Who is there for one client's alerts: active members, with cover in place of whoever is away.
struct Duty {
  std::vector<core::Id> therapists;  ///< empty: nobody treats the client who is there
  core::Id fallback;                 ///< nil: nobody
  std::vector<core::Id> owners;
};

/// Who works for a practice and is not away; read once for all alerts of one transaction.
class Roster {
 public:
  [[nodiscard]] static core::Result<Roster> read(db::Connection& connection, const core::Id& practice,
                                                 const vault::SealingKey& practice_key,
                                                 const SafetySettings& settings, core::LocalDate today);
  [[nodiscard]] Duty duty(db::Connection& connection, const core::Id& client, core::Instant now) const;

 private:
  [[nodiscard]] bool is_active(const core::Id& member) const;

  core::Id practice_;
  core::Id fallback_;
  core::LocalDate today_{};
  std::vector<access::Member> members_;
  std::vector<Leave> leaves_;
};

}  // namespace intersession::safety::store
