// What a therapist writes back on one entry, between two sessions.
#pragma once

#include <cstdint>
#include <string>

#include "platform/core/id.hpp"
#include "platform/core/json.hpp"
#include "platform/core/time.hpp"

namespace intersession::homework {

/// One answer to one entry: no conversation. The client reads it and speaks about it in the session, so that
/// nobody waits for somebody to read.
struct Reply {
  core::Id entry;
  core::Id assignment;
  std::int64_t version = 1;
  core::Id member;  ///< who wrote this version
  std::string text;
  core::Instant written_at{};
};

/// Longest reply, in code points: a few sentences. What needs more belongs in the session.
inline constexpr std::size_t kLongestReply = 1'000;

/// What a member sends: a text (empty: taken back) and the version it was made from (0: none).
struct ReplyInput {
  std::string text;
  std::int64_t version = 0;
};
[[nodiscard]] ReplyInput decode_reply(core::Decoder& in);

/// The contract's EntryReply; `by` is the writer's name.
[[nodiscard]] core::json::object to_json(const Reply& reply, const std::string& by);

}  // namespace intersession::homework
