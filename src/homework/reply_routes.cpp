// A therapist's reply on one entry: written by members, read by both.
#include <map>

#include "access/account_store.hpp"
#include "homework/handler_routes.hpp"
#include "homework/reply_store.hpp"

namespace intersession::homework {

namespace json = core::json;
using access::ClientAccess;
using access::Scope;
using core::Id;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

/// The name of who wrote; empty where it cannot be read, which hides no reply.
std::string name_of(Homework& room, db::Connection& connection, const ClientAccess& access,
                    const Id& member) {
  const auto key = room.access.vault.practice_key(access.practice());
  if (not key) return {};
  const auto found = access::store::member(connection, access.practice(), member, **key);
  return found and *found ? (*found)->name : std::string();
}

Response list_for(Homework& room, const Scope& scope, const Id& client) {
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto body = access::read_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto found = store::replies(connection, access, **key);
        if (not found) return std::unexpected(found.error());
        json::array list;
        std::map<Id, std::string> names;  // most replies are one member's
        for (const auto& reply : *found) {
          const auto [name, fresh] = names.try_emplace(reply.member);
          if (fresh) name->second = name_of(room, connection, access, reply.member);
          list.push_back(to_json(reply, name->second));
        }
        return json::object{{"replies", std::move(list)}};
      });
  return body ? answer(200, *body) : answer(body);
}

Response get_replies(Homework& room, const Request& request, const Scope& scope) {
  const auto client = path_id(request, "clientId");
  return client ? list_for(room, scope, *client) : answer(client);
}

Response get_my_replies(Homework& room, const Request&, const Scope& scope) {
  return list_for(room, scope, scope.principal().client());
}

Result<ReplyInput> decode_put(const Request& request) {
  const auto body = core::parse_json(request.body);
  if (not body) return std::unexpected(body.error());
  core::Decoder in(*body);
  ReplyInput input = decode_reply(in);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return input;
}

Response put_reply(Homework& room, const Request& request, const Scope& scope) {
  const auto client = path_id(request, "clientId");
  if (not client) return answer(client);
  const auto entry = path_id(request, "entryId");
  if (not entry) return answer(entry);
  const auto input = decode_put(request);
  if (not input) return answer(input);
  const auto key = client_key(room, scope, *client);
  if (not key) return answer(key);
  const auto body = access::write_client(
      room.access.database, scope, *client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto kept = store::keep(connection, access, **key, *entry, *input);
        if (not kept) return std::unexpected(kept.error());
        if (kept->fresh) {
          access::record(connection, access,
                         {.action = "entry.reply", .resource_kind = "entry", .resource = *entry});
        }
        return to_json(kept->reply, name_of(room, connection, access, kept->reply.member));
      });
  return body ? answer(200, *body) : answer(body);
}

}  // namespace

std::span<const HandlerRoute> reply_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/clients/{clientId}/replies", "", "EntryReplyList", get_replies},
      {Method::kPut, "/api/v1/clients/{clientId}/entries/{entryId}/reply", "EntryReplyInput", "EntryReply",
       put_reply},
  };
  return kRoutes;
}

std::span<const HandlerRoute> my_reply_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/me/replies", "", "EntryReplyList", get_my_replies},
  };
  return kRoutes;
}

}  // namespace intersession::homework
