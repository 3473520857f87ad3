#include "access/sweep.hpp"

#include "access/audit.hpp"
#include "access/throttle_store.hpp"

namespace intersession::access {

core::Result<SweptRows> sweep_expired(Access& access) {
  const core::Instant now = access.clock.now();
  SweptRows swept;
  const auto practices = audited_practices(access.database);
  if (not practices) return std::unexpected(practices.error());
  for (const core::Id& practice : *practices) {
    const auto ended = access.database.write(practice, [&](db::Connection& connection) {
      return access.sign_ins.sweep(connection, practice, now);
    });
    if (not ended) return std::unexpected(ended.error());
    swept.sign_ins += *ended;
  }
  const auto faded = access.database.write(core::Id{}, [&](db::Connection& connection) {
    return store::sweep_throttles(connection, now - kThrottleMemory);
  });
  if (not faded) return std::unexpected(faded.error());
  swept.throttles = *faded;
  return swept;
}

}  // namespace intersession::access
