#include "platform/http/running_server.hpp"

#include <stdexcept>
#include <utility>

namespace intersession::http::testing {
namespace {

Route route(Method method, std::string pattern, std::function<Response(const Request&)> handle) {
  return {.method = method, .pattern = std::move(pattern), .policy = "anyone", .handle = std::move(handle)};
}

}  // namespace

Router sample_router() {
  Router router;
  auto hello = route(Method::kGet, "/api/v1/hello",
                     [](const Request&) { return Response::json(200, R"({"hello":"you"})"); });
  hello.immediate = true;
  router.add(hello);
  auto echo = route(Method::kPost, "/api/v1/echo",
                    [](const Request& request) { return Response::json(201, request.body); });
  echo.body_limit = 1'000;
  router.add(echo);
  router.add(route(Method::kPut, "/api/v1/things/{thingId}", [](const Request& request) {
    return Response::json(200, "\"" + std::string(request.param("thingId")) + "\"");
  }));
  router.add(route(Method::kDelete, "/api/v1/things/{thingId}",
                   [](const Request&) { return Response::no_content(); }));
  router.add(route(Method::kGet, "/api/v1/throws",
                   [](const Request&) -> Response { throw std::runtime_error("secret detail"); }));
  router.add(route(Method::kGet, "/api/v1/cookie", [](const Request& request) {
    auto response = Response::json(200, "\"" + std::string(request.cookie("s").value_or("none")) + "\"");
    response.set_cookie({.name = "s", .value = "abc", .secure = false});
    return response;
  }));
  return router;
}

Limits impatient() {
  Limits limits;
  limits.header_time = std::chrono::milliseconds{60};
  limits.body_grace = std::chrono::milliseconds{60};
  limits.body_time = std::chrono::milliseconds{120};
  limits.idle_time = std::chrono::milliseconds{60};
  limits.write_time = std::chrono::milliseconds{60};
  return limits;
}

RunningServer::RunningServer(ServerOptions options, Router router, Assets assets)
    : router_(std::move(router)),
      assets_(std::move(assets)),
      server_(std::move(options), router_, assets_, clock_, random_) {
  const auto started = server_.start();
  if (not started) throw std::runtime_error(started.error().message);
  port_ = *started;
}

std::string RunningServer::host() const {
  return "127.0.0.1:" + std::to_string(port_);
}

std::string RunningServer::get(std::string_view target, std::string_view more_headers) const {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: " + host() + "\r\n" + std::string(more_headers) +
         "\r\n";
}

std::string RunningServer::change(std::string_view method, std::string_view target, std::string_view body,
                                  std::string_view more_headers) const {
  std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: " + host() +
                     "\r\nContent-Type: application/json\r\nX-Requested-By: intersession\r\n"
                     "Sec-Fetch-Site: same-origin\r\n";
  if (method != "DELETE") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + std::string(more_headers) + "\r\n" + std::string(body);
}

}  // namespace intersession::http::testing
