// Rows of the audit chain and of read windows.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "access/audit.hpp"
#include "platform/db/connection.hpp"

namespace intersession::access {

/// The hash of a link after `previous`; see AuditEntry.
[[nodiscard]] core::Bytes link_hash(core::ByteView previous, const AuditEntry& entry);

namespace store {

struct Link {
  AuditEntry entry;
  core::Bytes hash;
};

/// Adds the link; the head is moved by set_head(). The link's seq is one more than the head's; another one of
/// the same seq, which only a write outside the practice's turn could make, is refused by the key.
void add(db::Connection& connection, const AuditEntry& entry, const core::Bytes& hash);
void set_head(db::Connection& connection, const AuditHead& head);
/// Seq 0 and 32 zero bytes where nothing was recorded yet.
[[nodiscard]] AuditHead head(db::Connection& connection, const core::Id& practice);
/// Up to `limit` links after a seq, in order.
[[nodiscard]] std::vector<Link> links(db::Connection& connection, const core::Id& practice,
                                      std::int64_t after, std::int64_t limit);

/// Links about one client's alerts and who was told of them, in order; without their hashes.
[[nodiscard]] std::vector<AuditEntry> alert_links(db::Connection& connection, const core::Id& practice,
                                                  const core::Id& client);

/// Every practice that has a chain or should have one.
[[nodiscard]] std::vector<core::Id> audited_practices(db::Connection& connection);
/// True where the practice has members or was the installation's first, so that its set-up must be in its
/// chain.
[[nodiscard]] bool was_set_up(db::Connection& connection, const core::Id& practice);

[[nodiscard]] std::optional<core::Instant> read_noted_at(db::Connection& connection, const Scope& scope,
                                                         const core::Id& client);
void set_read_noted(db::Connection& connection, const Scope& scope, const core::Id& client);

}  // namespace store
}  // namespace intersession::access
