// What route handlers of every room share.
#pragma once

#include <memory>
#include <string_view>

#include "access/access.hpp"
#include "platform/core/json.hpp"
#include "platform/http/message.hpp"

namespace intersession::access {

[[nodiscard]] inline http::Response answer(int status, const core::json::object& body) {
  return http::Response::json(status, core::to_json(body));
}
template <class T>
[[nodiscard]] http::Response answer(const core::Result<T>& failed) {
  return http::Response::problem(failed.error());
}

/// An id in the path. What is no id names nothing.
[[nodiscard]] inline core::Result<core::Id> path_id(const http::Request& request, std::string_view name) {
  const auto id = core::Id::parse(request.param(name));
  if (not id) return std::unexpected(not_found());
  return *id;
}

/// The client's key; not_found() where there is none, as for a client that does not exist.
[[nodiscard]] inline core::Result<std::shared_ptr<const vault::SealingKey>> client_key(
    Access& access, const Scope& scope, const core::Id& client) {
  auto key = access.vault.client_key(scope.practice(), client);
  if (not key and key.error().code == core::ErrorCode::kNotFound) return std::unexpected(not_found());
  return key;
}

}  // namespace intersession::access
