// The SQL of alerts.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "access/scope.hpp"
#include "platform/vault/vault.hpp"
#include "safety/alert.hpp"

namespace intersession::safety::store {

/// Writes the alert inside the write of its answer. False where this item of this answer made one already
/// (the same answer sent twice): nothing is changed then.
[[nodiscard]] bool raise(db::Connection& connection, const access::ClientAccess& access,
                         const vault::SealingKey& key, const Alert& alert);

/// One of the client's alerts; not_found() where there is none.
[[nodiscard]] core::Result<Alert> alert(db::Connection& connection, const access::ClientAccess& access,
                                        const vault::SealingKey& key, const core::Id& id);
/// Notes when a member first had it on the screen; later ones change nothing.
void note_opened(db::Connection& connection, const access::ClientAccess& access, const core::Id& id);
/// False where somebody acknowledged it already.
[[nodiscard]] bool acknowledge(db::Connection& connection, const access::ClientAccess& access,
                               const vault::SealingKey& key, const core::Id& id, const Acknowledgement& done);

/// SHA-256 of what is stored of an alert, as "sha256-<hex>": in the audit chain it binds the texts that the
/// chain itself must not hold. Empty where there is none.
struct AlertDigests {
  std::string reason;
  std::string acknowledgement;
};
[[nodiscard]] AlertDigests digests(db::Connection& connection, const access::ClientAccess& access,
                                   const core::Id& id);

/// The key of a client, as the vault has it.
using KeyOf = std::function<core::Result<std::shared_ptr<const vault::SealingKey>>(const core::Id& client)>;
/// Alerts of the clients that the scope sees now: every open one, and those acknowledged since `done_since`;
/// open ones first, each group by time of arrival. One that cannot be opened is there all the same, without
/// its words.
[[nodiscard]] core::Result<std::vector<Alert>> seen_alerts(db::Connection& connection,
                                                           const access::Scope& scope, const KeyOf& key_of,
                                                           core::Instant done_since);

/// An open alert without what it says: what somebody outside the treatment is shown.
struct WaitingAlert {
  core::Id id;
  core::Id client;
  core::Instant received_at{};
};
/// Nothing where there is no such alert or somebody has said what was done.
[[nodiscard]] std::optional<WaitingAlert> open_alert(db::Connection& connection, const core::Id& practice,
                                                     const core::Id& client, const core::Id& alert);
/// Every open alert of the practice that arrived at `before` or earlier, oldest first.
[[nodiscard]] std::vector<WaitingAlert> waiting_alerts(db::Connection& connection, const core::Id& practice,
                                                       core::Instant before);

}  // namespace intersession::safety::store
