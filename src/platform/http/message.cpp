#include "platform/http/message.hpp"

#include <algorithm>
#include <array>

#include "platform/core/json.hpp"
#include "platform/http/target.hpp"
#include "platform/http/text.hpp"

namespace intersession::http {
namespace {

constexpr std::array<std::string_view, 6> kMethodNames{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

std::optional<std::string_view> find_value(const std::vector<NamedValue>& values, std::string_view name) {
  for (const auto& each : values) {
    if (each.name == name) return each.value;
  }
  return std::nullopt;
}

std::string problem_body(int status, std::string_view detail, std::string_view reason,
                         const std::vector<core::FieldError>& fields) {
  core::json::object body;
  body["type"] = "about:blank";
  body["title"] = status_title(status);
  body["status"] = status;
  body["detail"] = detail;
  if (not reason.empty()) body["reason"] = reason;
  if (not fields.empty()) {
    auto& errors = body["errors"].emplace_array();
    for (const auto& field : fields) {
      errors.push_back(core::json::object{{"pointer", field.pointer}, {"message", field.message}});
    }
  }
  return core::to_json(body);
}

Response problem_response(int status, std::string body) {
  Response response;
  response.status = status;
  response.headers.push_back({"Content-Type", "application/problem+json"});
  if (status == 429 or status == 503) response.headers.push_back({"Retry-After", "1"});
  response.body = std::move(body);
  return response;
}

}  // namespace

std::string_view method_name(Method method) {
  return kMethodNames[static_cast<std::size_t>(method)];
}

std::optional<Method> parse_method(std::string_view name) {
  const auto found = std::ranges::find(kMethodNames, name);
  if (found == kMethodNames.end()) return std::nullopt;
  return static_cast<Method>(found - kMethodNames.begin());
}

bool is_unsafe(Method method) {
  return method != Method::kGet and method != Method::kHead;
}

Request Request::make(Method method, std::string_view target, std::string body) {
  Request request;
  request.method = method;
  const auto question = std::min(target.find('?'), target.size());
  request.path = target.substr(0, question);
  request.queries =
      decode_query(target.substr(std::min(question + 1, target.size()))).value_or(std::vector<NamedValue>{});
  request.body = std::move(body);
  return request;
}

std::string_view Request::param(std::string_view name) const {
  return find_value(parameters, name).value_or(std::string_view{});
}

std::optional<std::string_view> Request::query(std::string_view name) const {
  return find_value(queries, name);
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const auto& each : headers) {
    if (equal_ignoring_case(each.name, name)) return each.value;
  }
  return std::nullopt;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const auto& each : headers) {
    if (each.name != "cookie") continue;
    std::string_view rest = each.value;
    while (not rest.empty()) {
      const auto end = std::min(rest.find(';'), rest.size());
      const auto pair = trimmed(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const auto equals = pair.find('=');
      if (equals == std::string_view::npos or pair.substr(0, equals) != name) continue;
      if (found) return std::nullopt;
      found = pair.substr(equals + 1);
    }
  }
  return found;
}

Request& Request::set_header(std::string_view name, std::string_view value) {
  headers.push_back({lowered(name), std::string(value)});
  return *this;
}

Response Response::json(int status, std::string body) {
  Response response;
  response.status = status;
  response.headers.push_back({"Content-Type", "application/json"});
  response.body = std::move(body);
  return response;
}

Response Response::no_content() {
  Response response;
  response.status = 204;
  return response;
}

Response Response::problem(const core::Error& error) {
  const int status = status_of(error.code);
  return problem_response(status, problem_body(status, error.message, error.reason, error.fields));
}

Response Response::problem(const core::Error& error, std::string_view member, std::string_view json) {
  Response response = problem(error);
  response.body.pop_back();
  response.body.append(",\"").append(member).append("\":").append(json).append("}");
  return response;
}

Response Response::problem(int status, std::string_view detail, std::string_view reason) {
  return problem_response(status, problem_body(status, detail, reason, {}));
}

Response Response::redirect(int status, std::string_view location) {
  Response response;
  response.status = status;
  response.headers.push_back({"Location", std::string(location)});
  return response;
}

std::optional<std::string_view> Response::header(std::string_view name) const {
  for (const auto& each : headers) {
    if (equal_ignoring_case(each.name, name)) return each.value;
  }
  return std::nullopt;
}

Response& Response::set_header(std::string_view name, std::string_view value) {
  std::erase_if(headers, [&](const NamedValue& each) { return equal_ignoring_case(each.name, name); });
  headers.push_back({std::string(name), std::string(value)});
  return *this;
}

Response& Response::set_cookie(const Cookie& cookie) {
  std::string text = cookie.name + "=" + cookie.value + "; Path=/; HttpOnly; SameSite=Lax";
  if (cookie.secure) text += "; Secure";
  if (cookie.max_age) text += "; Max-Age=" + std::to_string(cookie.max_age->count());
  headers.push_back({"Set-Cookie", std::move(text)});
  return *this;
}

int status_of(core::ErrorCode code) {
  switch (code) {
    case core::ErrorCode::kMalformed:
      return 400;
    case core::ErrorCode::kInvalid:
      return 422;
    case core::ErrorCode::kUnauthenticated:
      return 401;
    case core::ErrorCode::kNotFound:
      return 404;
    case core::ErrorCode::kConflict:
      return 409;
    case core::ErrorCode::kPrecondition:
      return 412;
    case core::ErrorCode::kTooMany:
      return 429;
    case core::ErrorCode::kUnavailable:
    case core::ErrorCode::kStorage:
      return 503;
    case core::ErrorCode::kNoSpace:
      return 507;
    case core::ErrorCode::kInternal:
      return 500;
  }
  return 500;
}

std::string_view status_title(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    default:
      return "Unknown";
  }
}

}  // namespace intersession::http
