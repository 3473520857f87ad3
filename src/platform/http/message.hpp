// Requests and responses as plain values: handlers and their tests need no socket.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/core/result.hpp"
#include "platform/core/time.hpp"

namespace intersession::http {

enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete };

/// "GET", "HEAD", …
[[nodiscard]] std::string_view method_name(Method method);
/// Nothing for any other method; names are case-sensitive (RFC 9110, section 9.1).
[[nodiscard]] std::optional<Method> parse_method(std::string_view name);
/// True for methods that change something: all but GET and HEAD.
[[nodiscard]] bool is_unsafe(Method method);

struct NamedValue {
  std::string name;
  std::string value;

  bool operator==(const NamedValue&) const = default;
};

/// One request as a handler sees it: framing, Host, size and (under /api/) same-origin checks have passed.
struct Request {
  Method method = Method::kGet;
  std::string path = "/";                ///< as sent, still percent-encoded, without the query
  std::vector<NamedValue> parameters{};  ///< {name} parts of the pattern, decoded; filled by the router
  std::vector<NamedValue> queries{};     ///< decoded, in the order of the target
  std::vector<NamedValue> headers{};     ///< names in lower case
  std::string body{};
  std::string peer{};        ///< the caller's address, for throttles; never to be logged whole
  core::Instant received{};  ///< when the head was complete

  /// A request from a target such as "/api/v1/clients?limit=20": for tests. Nothing is checked.
  [[nodiscard]] static Request make(Method method, std::string_view target, std::string body = {});

  /// Value of a {name} of the route's pattern; empty where the pattern has no such name (a bug of the route).
  [[nodiscard]] std::string_view param(std::string_view name) const;
  /// First value of a query parameter.
  [[nodiscard]] std::optional<std::string_view> query(std::string_view name) const;
  /// Value of a header; `name` in any case.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  /// Value of a cookie. Nothing where it occurs twice: which of the two came from us cannot be known.
  [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;

  /// Adds a header; the name is lowered.
  Request& set_header(std::string_view name, std::string_view value);
};

/// A cookie to set. Path=/, HttpOnly and SameSite=Lax always.
struct Cookie {
  std::string name;
  std::string value;  ///< only token characters and "=" "-" "_" "."; others are a bug
  bool secure = true;
  std::optional<std::chrono::seconds> max_age{};  ///< nothing: until the browser closes; 0: delete
};

/// One response. Security headers, Date, Content-Length and Connection are added by the server.
struct Response {
  int status = 200;
  std::vector<NamedValue> headers{};
  std::string body{};
  /// Used instead of `body` where set: bytes that many responses share (static files).
  std::shared_ptr<const std::string> shared_body{};

  /// A body of application/json.
  [[nodiscard]] static Response json(int status, std::string body);
  /// 204.
  [[nodiscard]] static Response no_content();
  /// RFC 9457 application/problem+json {type, title, status, detail, reason?, errors?: [{pointer, message}]}
  /// with the status of the error's code.
  [[nodiscard]] static Response problem(const core::Error& error);
  /// The same with one more member, such as "current": what the server holds instead. `json` is its value.
  [[nodiscard]] static Response problem(const core::Error& error, std::string_view member,
                                        std::string_view json);
  /// The same with a status that no ErrorCode stands for (403, 405, 413, …).
  [[nodiscard]] static Response problem(int status, std::string_view detail, std::string_view reason = {});
  /// A redirect; `location` is a path of this origin.
  [[nodiscard]] static Response redirect(int status, std::string_view location);

  [[nodiscard]] std::string_view content() const { return shared_body ? *shared_body : body; }
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  /// Replaces a header of the same name (names compare without case).
  Response& set_header(std::string_view name, std::string_view value);
  /// Adds a Set-Cookie header.
  Response& set_cookie(const Cookie& cookie);
};

/// The status that stands for a code; see core::ErrorCode.
[[nodiscard]] int status_of(core::ErrorCode code);
/// "Not Found" and so on; "Unknown" for a status that this server never sends.
[[nodiscard]] std::string_view status_title(int status);

}  // namespace intersession::http
