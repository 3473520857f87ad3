#include "homework/homework_routes.hpp"

#include "care/client_store.hpp"
#include "care/session_store.hpp"
#include "homework/assignment_store.hpp"
#include "homework/couple_routes.hpp"
#include "homework/handler_routes.hpp"

namespace intersession::homework {

using access::ClientAccess;
using core::Result;
using http::Request;

Result<Surroundings> surroundings(db::Connection& connection, const ClientAccess& access,
                                  const vault::SealingKey& key) {
  auto sessions = care::store::sessions(connection, access, key);
  if (not sessions) return std::unexpected(sessions.error());
  const auto client = care::store::client(connection, access, key);
  if (not client) return std::unexpected(client.error());
  Calendar calendar = calendar_of(*sessions, client->details.zone);
  return Surroundings{*std::move(sessions), std::move(calendar)};
}

Result<bool> others_wait(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                         const AssignmentRecord& record, core::Instant at) {
  const auto around = surroundings(connection, access, key);
  if (not around) return std::unexpected(around.error());
  const auto all = store::assignments(connection, access, key);
  if (not all) return std::unexpected(all.error());
  return older_waits(record, *all, around->sessions, around->calendar, at);
}

Result<AssignmentRecord> accept_in(db::Connection& connection, const ClientAccess& access,
                                   const vault::SealingKey& key, const AssignmentRecord& record,
                                   const Acceptance& acceptance, const Doing& doing) {
  const auto made = record.agreements.empty() ? doing.at : record.agreements.front().created_at;
  const auto waiting = others_wait(connection, access, key, record, made);
  if (not waiting) return std::unexpected(waiting.error());
  return accept(record, acceptance, *waiting, doing);
}

void add_routes(http::Router& router, Homework& room) {
  const auto add = [&](std::span<const HandlerRoute> routes, access::Policy policy) {
    for (const auto& route : routes) {
      router.add(room.gate.guarded(
          policy,
          {.method = route.method,
           .pattern = std::string(route.pattern),
           .request_schema = std::string(route.request_schema),
           .response_schema = std::string(route.response_schema)},
          [&room, handler = route.handler](const Request& request, const access::Principal& principal) {
            return handler(room, request, room.gate.scope(principal, access::Purpose::kCare));
          }));
    }
  };
  add(member_routes(), access::Policy::kTherapist);
  add(client_routes(), access::Policy::kClient);
  add(entry_routes(), access::Policy::kClient);
  add(member_between_routes(), access::Policy::kTherapist);
  add(client_between_routes(), access::Policy::kClient);
  add(programme_routes(), access::Policy::kTherapist);
  add(my_learning_routes(), access::Policy::kClient);
  add(reply_routes(), access::Policy::kTherapist);
  add(my_reply_routes(), access::Policy::kClient);
  add(joint_routes(), access::Policy::kTherapist);
  add(caregiver_link_routes(), access::Policy::kTherapist);
  add(caregiver_routes(), access::Policy::kCaregiver);
  add(my_caregiver_routes(), access::Policy::kClient);
  add(couple_routes(), access::Policy::kTherapist);
  add(partner_routes(), access::Policy::kClient);
}

}  // namespace intersession::homework
