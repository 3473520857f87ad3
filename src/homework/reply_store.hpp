// Rows of replies.
#pragma once

#include <vector>

#include "access/scope.hpp"
#include "homework/reply.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::homework::store {

/// The newest version of every reply to the client that was not taken back, newest first.
[[nodiscard]] core::Result<std::vector<Reply>> replies(db::Connection& connection,
                                                       const access::ClientAccess& access,
                                                       const vault::SealingKey& key);

/// What became of a reply that was sent.
struct KeptReply {
  Reply reply;
  bool fresh = true;  ///< false where the newest version said the same already; nothing was written
};
/// Writes the next version for a member. not_found() where the client has no such entry; kConflict
/// ("stale-version") where the newest version is another than the one it was made from; kInvalid at /text
/// where there is nothing to take back.
[[nodiscard]] core::Result<KeptReply> keep(db::Connection& connection, const access::ClientAccess& access,
                                           const vault::SealingKey& key, const core::Id& entry,
                                           const ReplyInput& input);

}  // namespace intersession::homework::store
