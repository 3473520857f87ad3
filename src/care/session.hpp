// A session: one therapy appointment. (Web sign-ins are sign-in sessions.)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/core/json.hpp"

namespace intersession::care {

enum class SessionState { kPlanned, kOpen, kHeld, kCancelled };
inline constexpr core::Word<SessionState> kSessionStateTable[] = {{"planned", SessionState::kPlanned},
                                                                  {"open", SessionState::kOpen},
                                                                  {"held", SessionState::kHeld},
                                                                  {"cancelled", SessionState::kCancelled}};
inline constexpr std::span<const core::Word<SessionState>> kSessionStates{kSessionStateTable};

struct SessionInput {
  core::Id treatment;
  core::LocalTime starts_local{};
  SessionState state = SessionState::kPlanned;
  std::string takeaway;
  std::optional<int> review_minutes;  ///< 0-600; nothing: as before
  std::optional<int> assign_minutes;
};

struct Session {
  core::Id id;
  core::Id treatment;
  std::int64_t version = 0;
  SessionState state = SessionState::kPlanned;
  core::LocalTime starts_local{};  ///< as it was said, in `zone`
  std::string zone;
  core::Instant starts_at{};
  std::optional<core::Instant> opened_at;  ///< when the session screen was first opened for it
  std::string takeaway;                    ///< what the client takes along, in own words
  std::optional<int> review_minutes;       ///< that went into looking at homework
  std::optional<int> assign_minutes;       ///< that went into designing and planning it
};

/// Reads SessionInput without its version.
[[nodiscard]] SessionInput decode_session_input(core::Decoder& in);
/// A session after the input. The zone of a new one is the practice's; opening is noted once. kConflict
/// ("session-over") where a held or cancelled session would be planned again.
[[nodiscard]] core::Result<Session> apply(const std::optional<Session>& before, const core::Id& id,
                                          const SessionInput& input, const std::string& practice_zone,
                                          core::Instant now);
[[nodiscard]] core::json::object to_json(const Session& session);

/// The sealed minutes of a session; empty where none were kept.
[[nodiscard]] std::string pack_minutes(const Session& session);
[[nodiscard]] core::Result<void> unpack_minutes(std::string_view text, Session& session);

/// When a session began: when it was opened, else its time where it was held. Nothing before that, and where
/// it was cancelled.
[[nodiscard]] std::optional<core::Instant> began(const Session& session);
/// When the last session that had begun by an instant began; nothing where there was none.
[[nodiscard]] std::optional<core::Instant> last_begin(const std::vector<Session>& sessions, core::Instant by);

/// The session of the moment: the open one, else the one planned for earlier today, else the next. A session
/// that nobody closed is over by the next day.
[[nodiscard]] const Session* current_session(const std::vector<Session>& sessions, core::Instant now);
/// The next planned or open session at or after an instant.
[[nodiscard]] const Session* next_session(const std::vector<Session>& sessions, core::Instant from);

}  // namespace intersession::care
