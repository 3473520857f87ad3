#include "care/session.hpp"

namespace intersession::care {

namespace json = core::json;
using core::Decoder;

namespace {

/// How long an open session, or one that was planned and not opened, is still the session of the moment.
constexpr std::chrono::hours kSameDay{18};

std::optional<int> minutes(Decoder& in, std::string_view key) {
  const auto value = in.optional_integer(key, 0, 600);
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

void put_minutes(json::object& out, const Session& session) {
  if (session.review_minutes) out["reviewMinutes"] = *session.review_minutes;
  if (session.assign_minutes) out["assignMinutes"] = *session.assign_minutes;
}

}  // namespace

SessionInput decode_session_input(Decoder& in) {
  SessionInput input;
  input.treatment = in.id("treatmentId");
  input.starts_local = in.local_time("startsAt");
  input.state = in.word<SessionState>("state", kSessionStates);
  input.takeaway = in.optional_text("takeaway", 1000).value_or("");
  input.review_minutes = minutes(in, "reviewMinutes");
  input.assign_minutes = minutes(in, "assignMinutes");
  return input;
}

core::Result<Session> apply(const std::optional<Session>& before, const core::Id& id,
                            const SessionInput& input, const std::string& practice_zone, core::Instant now) {
  Session session = before.value_or(Session{.id = id, .treatment = input.treatment, .zone = practice_zone});
  const bool over = session.state == SessionState::kHeld or session.state == SessionState::kCancelled;
  if (before and over and input.state == SessionState::kPlanned) {
    return core::fail(core::ErrorCode::kConflict, "This session is over. Please plan a new one.",
                      "session-over");
  }
  session.starts_local = input.starts_local;
  session.starts_at = core::to_instant(input.starts_local, session.zone);
  session.state = input.state;
  session.takeaway = input.takeaway;
  if (input.review_minutes) session.review_minutes = input.review_minutes;
  if (input.assign_minutes) session.assign_minutes = input.assign_minutes;
  if (input.state == SessionState::kOpen and not session.opened_at) session.opened_at = now;
  return session;
}

json::object to_json(const Session& session) {
  json::object out{{"sessionId", session.id.text()},
                   {"treatmentId", session.treatment.text()},
                   {"version", session.version},
                   {"startsAt", core::format_local(session.starts_local)},
                   {"startsAtInstant", core::format_instant(session.starts_at)},
                   {"zone", session.zone},
                   {"state", core::word_for(kSessionStates, session.state)}};
  if (session.opened_at) out["openedAt"] = core::format_instant(*session.opened_at);
  if (not session.takeaway.empty()) out["takeaway"] = session.takeaway;
  put_minutes(out, session);
  return out;
}

std::string pack_minutes(const Session& session) {
  json::object out;
  put_minutes(out, session);
  return out.empty() ? std::string() : core::to_json(out);
}

core::Result<void> unpack_minutes(std::string_view text, Session& session) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  session.review_minutes = minutes(in, "reviewMinutes");
  session.assign_minutes = minutes(in, "assignMinutes");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return {};
}

const Session* next_session(const std::vector<Session>& sessions, core::Instant from) {
  for (const auto& session : sessions) {
    const bool ahead = session.state == SessionState::kPlanned or session.state == SessionState::kOpen;
    if (ahead and session.starts_at >= from) return &session;
  }
  return nullptr;
}

std::optional<core::Instant> began(const Session& session) {
  if (session.state == SessionState::kCancelled) return std::nullopt;
  if (session.opened_at) return session.opened_at;
  if (session.state == SessionState::kPlanned) return std::nullopt;
  return session.starts_at;
}

std::optional<core::Instant> last_begin(const std::vector<Session>& sessions, core::Instant by) {
  std::optional<core::Instant> last;
  for (const auto& session : sessions) {
    const auto begin = began(session);
    if (begin and *begin <= by and (not last or *begin > *last)) last = begin;
  }
  return last;
}

const Session* current_session(const std::vector<Session>& sessions, core::Instant now) {
  const core::Instant since = now - kSameDay;
  const Session* open = nullptr;
  for (const auto& session : sessions) {
    if (session.state != SessionState::kOpen or *began(session) <= since) continue;
    if (open == nullptr or *began(session) > *began(*open)) open = &session;
  }
  return open != nullptr ? open : next_session(sessions, since);
}

}  // namespace intersession::care
