// What the handlers of this room share.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "access/client_work.hpp"
#include "access/route_tools.hpp"
#include "homework/agenda.hpp"
#include "homework/assignment_record.hpp"
#include "homework/homework_routes.hpp"
#include "platform/core/json.hpp"

namespace intersession::homework {

using Handler = http::Response (*)(Homework&, const http::Request&, const access::Scope&);
struct HandlerRoute {
  http::Method method;
  std::string_view pattern;
  std::string_view request_schema;
  std::string_view response_schema;
  Handler handler;
};
[[nodiscard]] std::span<const HandlerRoute> member_routes();
[[nodiscard]] std::span<const HandlerRoute> client_routes();
[[nodiscard]] std::span<const HandlerRoute> entry_routes();
/// Checks of engagement and changes of single occurrences: what members and clients both do.
[[nodiscard]] std::span<const HandlerRoute> member_between_routes();
[[nodiscard]] std::span<const HandlerRoute> client_between_routes();
/// Programmes that run for a client, and what the client found out: for members, and the client's own.
[[nodiscard]] std::span<const HandlerRoute> programme_routes();
[[nodiscard]] std::span<const HandlerRoute> my_learning_routes();
/// What a therapist writes back on an entry: for members, and what the client reads.
[[nodiscard]] std::span<const HandlerRoute> reply_routes();
[[nodiscard]] std::span<const HandlerRoute> my_reply_routes();
/// One activity for several clients.
[[nodiscard]] std::span<const HandlerRoute> joint_routes();
/// Caregivers: what members, caregivers and clients do.
[[nodiscard]] std::span<const HandlerRoute> caregiver_link_routes();
[[nodiscard]] std::span<const HandlerRoute> caregiver_routes();
[[nodiscard]] std::span<const HandlerRoute> my_caregiver_routes();

using access::answer;
using access::path_id;

using Key = std::shared_ptr<const vault::SealingKey>;
/// The client's key; not_found() where there is none, as for a client that does not exist.
[[nodiscard]] inline core::Result<Key> client_key(Homework& room, const access::Scope& scope,
                                                  const core::Id& client) {
  return access::client_key(room.access, scope, client);
}

/// One of a client's assignments, and how to read its row.
struct Target {
  core::Id client;
  core::Id assignment;
  Key key;
};

/// The activity of a record, in the version it started with; nullptr where the catalogue has lost it.
[[nodiscard]] inline core::Result<catalogue::ActivityRef> activity_of(Homework& room,
                                                                      db::Connection& connection,
                                                                      const access::ClientAccess& access,
                                                                      const AssignmentRecord& record) {
  return room.shelf.find(connection, access.practice(), record.activity_id, record.activity_version);
}

/// The newest version of what is offered to the scope's practice, nullptr where there is no such activity;
/// read before the write that takes it.
[[nodiscard]] core::Result<catalogue::ActivityRef> offered(Homework& room, const access::Scope& scope,
                                                           std::string_view id);

/// What a member does now with this activity.
[[nodiscard]] inline Doing doing_with(const Homework& room, db::Connection& connection,
                                      const access::ClientAccess& access,
                                      const catalogue::Activity& activity) {
  return {.at = access.now(),
          .safety_ready = activity.safety and room.safety_ready(connection, access.practice())};
}

/// The target named in a member's path.
[[nodiscard]] core::Result<Target> target_of(Homework& room, const http::Request& request,
                                             const access::Scope& scope);
/// The assignment as the contract gives it out to members.
[[nodiscard]] http::Response show(Homework& room, const access::Scope& scope, const Target& target,
                                  int status);
/// The same for the client whose own it is.
[[nodiscard]] core::Result<core::json::object> my_view(Homework& room, db::Connection& connection,
                                                       const access::ClientAccess& access,
                                                       const vault::SealingKey& key,
                                                       const AssignmentRecord& record);
/// One of the client's own that the client may see.
[[nodiscard]] core::Result<AssignmentRecord> shown(db::Connection& connection,
                                                   const access::ClientAccess& access,
                                                   const vault::SealingKey& key, const core::Id& id);
/// kInvalid at /sessionId where the client has no such session.
[[nodiscard]] core::Result<void> check_session(db::Connection& connection, const access::ClientAccess& access,
                                               const vault::SealingKey& key,
                                               const std::optional<core::Id>& session);

/// What events look at beside the record: sessions, and the client's other assignments.
struct Surroundings {
  std::vector<care::Session> sessions;
  Calendar calendar;
};
[[nodiscard]] core::Result<Surroundings> surroundings(db::Connection& connection,
                                                      const access::ClientAccess& access,
                                                      const vault::SealingKey& key);

/// Accepts for one party inside a write, with the guard "not reviewed yet" put together.
[[nodiscard]] core::Result<AssignmentRecord> accept_in(db::Connection& connection,
                                                       const access::ClientAccess& access,
                                                       const vault::SealingKey& key,
                                                       const AssignmentRecord& record,
                                                       const Acceptance& acceptance, const Doing& doing);
/// True where another of the client's assignments waits for its review, as seen from `at`.
[[nodiscard]] core::Result<bool> others_wait(db::Connection& connection, const access::ClientAccess& access,
                                             const vault::SealingKey& key, const AssignmentRecord& record,
                                             core::Instant at);

}  // namespace intersession::homework
