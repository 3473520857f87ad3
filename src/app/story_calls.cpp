#include "app/story_calls.hpp"

namespace intersession::app {

namespace json = core::json;
using http::Method;

std::string story_text(const json::object& object, std::string_view key, std::string_view otherwise) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? std::string(otherwise) : std::string(value->as_string());
}

json::value StoryCalls::send(Method method, const std::string& path, const json::value& body,
                             const std::string& cookie) {
  auto request =
      http::Request::make(method, path, method == Method::kGet ? std::string() : core::to_json(body));
  request.received = stage_.clock.now();
  request.set_header("cookie", stage_.house.origin().cookie_name("intersession") + "=" + cookie);
  const auto response = stage_.house.router().handle(request);
  if (response.status >= 300) {
    throw Refused{std::string(http::method_name(method)) + " " + path + " answered " +
                  std::to_string(response.status) + ": " + std::string(response.content())};
  }
  if (const auto set = response.header("set-cookie")) received_cookie_ = *set;
  if (response.content().empty()) return {};
  return core::parse_json(response.content(), {.depth = 32, .nodes = 200'000, .string_points = 100'000})
      .value();
}

std::string StoryCalls::sign_in(const core::Id& account) {
  auto& access = stage_.house.access();
  const auto practice = stage_.therapist.practice();
  const auto begun = access.database.write(practice, [&](db::Connection& connection) {
    return access.sign_ins.begin(connection, practice, account, access.random, stage_.clock.now());
  });
  if (not begun) throw Refused{begun.error().message};
  return begun->cookie;
}

json::value StoryCalls::therapist(Method method, const std::string& path, const json::value& body) {
  if (therapist_cookie_.empty() or stage_.clock.now() - therapist_since_ > std::chrono::minutes{10}) {
    therapist_cookie_ = sign_in(stage_.therapist.account());
    therapist_since_ = stage_.clock.now();
  }
  return send(method, path, body, therapist_cookie_);
}

std::string StoryCalls::welcome(const json::value& invitation) {
  const std::string link(invitation.at("link").as_string());
  send(Method::kPost, "/api/v1/welcome",
       json::object{{"secret", link.substr(link.find('#') + 1)}, {"code", invitation.at("code")}}, "");
  std::string cookie = received_cookie_.substr(received_cookie_.find('=') + 1);
  cookie.resize(cookie.find(';'));
  return cookie;
}

}  // namespace intersession::app
