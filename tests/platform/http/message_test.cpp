#include "platform/http/message.hpp"

#include <gtest/gtest.h>

#include "platform/core/json.hpp"

namespace intersession::http {
namespace {

TEST(Request, DecodesItsQuery) {
  const auto request = Request::make(Method::kGet, "/a?x=1&y=a+b%26c&x=2&flag&empty=");
  EXPECT_EQ(request.path, "/a");
  EXPECT_EQ(request.query("x"), "1");
  EXPECT_EQ(request.query("y"), "a b&c");
  EXPECT_EQ(request.query("flag"), "");
  EXPECT_EQ(request.query("empty"), "");
  EXPECT_FALSE(request.query("z"));
}

TEST(Request, FindsHeadersInAnyCase) {
  auto request = Request::make(Method::kGet, "/");
  request.set_header("If-Match", "\"3\"");
  EXPECT_EQ(request.header("if-match"), "\"3\"");
  EXPECT_EQ(request.header("IF-MATCH"), "\"3\"");
  EXPECT_FALSE(request.header("if-none-match"));
}

TEST(Request, FindsCookies) {
  auto request = Request::make(Method::kGet, "/");
  request.set_header("Cookie", "a=1; __Host-s=x=y; sa=3;b");
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("__Host-s"), "x=y");
  EXPECT_FALSE(request.cookie("s"));
  EXPECT_FALSE(request.cookie("b"));
}

TEST(Request, DoesNotChooseBetweenTwoCookiesOfOneName) {
  auto request = Request::make(Method::kGet, "/");
  request.set_header("Cookie", "s=planted; s=real");
  EXPECT_FALSE(request.cookie("s"));
}

TEST(Response, SetsCookies) {
  Response response;
  response.set_cookie(
      {.name = "__Host-s", .value = "abc", .secure = true, .max_age = std::chrono::seconds{60}});
  response.set_cookie({.name = "s", .value = "", .secure = false, .max_age = std::chrono::seconds{0}});
  ASSERT_EQ(response.headers.size(), 2U);
  EXPECT_EQ(response.headers[0].value, "__Host-s=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60");
  EXPECT_EQ(response.headers[1].value, "s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}

TEST(Response, ReplacesHeaders) {
  auto response = Response::json(200, "{}");
  response.set_header("content-type", "text/csv");
  EXPECT_EQ(response.header("Content-Type"), "text/csv");
  EXPECT_EQ(response.headers.size(), 1U);
}

TEST(Problem, NamesEveryWrongPlace) {
  const core::Error error{core::ErrorCode::kInvalid,
                          "Something in the request is not right.",
                          {{"/plan/where", "This is needed."}, {"/a~1b", "\"quoted\""}},
                          "plan_incomplete"};
  const auto response = Response::problem(error);
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.header("content-type"), "application/problem+json");
  const auto body = core::parse_json(response.body).value().as_object();
  EXPECT_EQ(body.at("type").as_string(), "about:blank");
  EXPECT_EQ(body.at("title").as_string(), "Unprocessable Content");
  EXPECT_EQ(body.at("status").as_int64(), 422);
  EXPECT_EQ(body.at("detail").as_string(), error.message);
  EXPECT_EQ(body.at("reason").as_string(), "plan_incomplete");
  ASSERT_EQ(body.at("errors").as_array().size(), 2U);
  EXPECT_EQ(body.at("errors").as_array()[1].at("pointer").as_string(), "/a~1b");
  EXPECT_EQ(body.at("errors").as_array()[1].at("message").as_string(), "\"quoted\"");
}

TEST(Problem, LeavesOutWhatThereIsNot) {
  const auto body = core::parse_json(Response::problem(403, "No.").body).value().as_object();
  EXPECT_FALSE(body.contains("reason"));
  EXPECT_FALSE(body.contains("errors"));
}

TEST(Problem, CarriesOneMoreMember) {
  const core::Error error{core::ErrorCode::kConflict, "Somebody was faster."};
  const auto response = Response::problem(error, "current", R"({"revision":3})");
  const auto body = core::parse_json(response.body).value().as_object();
  EXPECT_EQ(body.at("status").as_int64(), 409);
  EXPECT_EQ(body.at("current").at("revision").as_int64(), 3);
}

TEST(Problem, HasAStatusForEveryCode) {
  using enum core::ErrorCode;
  const std::vector<std::pair<core::ErrorCode, int>> table{
      {kMalformed, 400}, {kInvalid, 422},      {kUnauthenticated, 401}, {kNotFound, 404},
      {kConflict, 409},  {kPrecondition, 412}, {kTooMany, 429},         {kUnavailable, 503},
      {kNoSpace, 507},   {kStorage, 503},      {kInternal, 500}};
  for (const auto& [code, status] : table) {
    const auto response = Response::problem(core::Error{code, "x"});
    EXPECT_EQ(response.status, status);
    EXPECT_NE(status_title(status), "Unknown");
    EXPECT_EQ(response.header("Retry-After").has_value(), status == 429 or status == 503);
  }
}

TEST(Method, RoundTripsItsName) {
  for (const auto method :
       {Method::kGet, Method::kHead, Method::kPost, Method::kPut, Method::kPatch, Method::kDelete}) {
    EXPECT_EQ(parse_method(method_name(method)), method);
    EXPECT_EQ(is_unsafe(method), method != Method::kGet and method != Method::kHead);
  }
  EXPECT_FALSE(parse_method("get"));
  EXPECT_FALSE(parse_method("OPTIONS"));
}

}  // namespace
}  // namespace intersession::http
