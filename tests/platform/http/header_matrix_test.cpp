// Every kind of answer carries exactly the headers of the policy.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/http/running_server.hpp"
#include "platform/http/wire.hpp"

namespace intersession::http::testing {
namespace {

/// Origins decide which headers there are; both kinds listen on loopback.
class HeaderMatrix : public ::testing::TestWithParam<bool> {};

TEST_P(HeaderMatrix, EveryAnswerOfTheServerIsCovered) {
  const bool secure = GetParam();
  RunningServer running({.origin = secure ? "https://care.example.org" : ""});
  const std::string host = "Host: " + (secure ? "care.example.org" : running.host()) + "\r\n";
  const std::string own =
      "Content-Type: application/json\r\nX-Requested-By: intersession\r\nSec-Fetch-Site: same-origin\r\n";
  const std::vector<std::pair<int, std::string>> asked{
      {200, "GET /api/v1/hello HTTP/1.1\r\n" + host + "\r\n"},
      {201, "POST /api/v1/echo HTTP/1.1\r\n" + host + own + "Content-Length: 2\r\n\r\n{}"},
      {204, "DELETE /api/v1/things/1 HTTP/1.1\r\n" + host + own + "\r\n"},
      {302, "GET / HTTP/1.1\r\n" + host + "\r\n"},
      {400, "GET /api/v1/hello\r\n\r\n"},
      {403, "DELETE /api/v1/things/1 HTTP/1.1\r\n" + host + "\r\n"},
      {404, "GET /api/v1/nowhere HTTP/1.1\r\n" + host + "\r\n"},
      {405, "GET /api/v1/echo HTTP/1.1\r\n" + host + "\r\n"},
      {411, "POST /api/v1/echo HTTP/1.1\r\n" + host + "\r\n"},
      {500, "GET /api/v1/throws HTTP/1.1\r\n" + host + "\r\n"},
      {200, "GET /healthz HTTP/1.1\r\n" + host + "\r\n"},
      {200, "GET /readyz HTTP/1.1\r\n" + host + "\r\n"},
  };
  for (const auto& [status, request] : asked) {
    auto client = running.connect();
    client.send(request);
    const auto response = client.receive();
    ASSERT_TRUE(response) << request;
    EXPECT_EQ(response->status, status) << request;
    EXPECT_EQ(response->header("x-content-type-options"), "nosniff");
    EXPECT_EQ(response->header("referrer-policy"), "no-referrer");
    EXPECT_EQ(response->header("cross-origin-opener-policy"), "same-origin");
    EXPECT_EQ(response->header("cross-origin-resource-policy"), "same-origin");
    EXPECT_EQ(response->header("strict-transport-security"),
              secure ? "max-age=63072000; includeSubDomains" : "");
    EXPECT_NE(response->header("permissions-policy").find("geolocation=()"), std::string::npos);
    const auto policy = response->header("content-security-policy");
    EXPECT_EQ(policy.find("default-src 'none'"), 0U) << policy;
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(response->header("cache-control"), status == 302 ? "" : "no-store") << request;
    EXPECT_EQ(response->header("server"), "");
    EXPECT_EQ(response->header("access-control-allow-origin"), "");
    EXPECT_EQ(response->header("date").size(), 29U);
  }
}

INSTANTIATE_TEST_SUITE_P(Schemes, HeaderMatrix, ::testing::Bool(),
                         [](const auto& row) { return row.param ? "https" : "http"; });

const SecurityHeaders& security() {
  static const SecurityHeaders headers(Origin::parse("http://127.0.0.1:1").value());
  return headers;
}

TEST(Wire, DoesNotLetAHeaderSplitTheAnswer) {
  using namespace std::string_literals;
  for (const auto& value : {"a\r\nSet-Cookie: s=evil"s, "a\nb"s, "a\0b"s, "a\x7F"s}) {
    auto response = Response::json(200, "{}");
    response.set_header("X-Name", value);
    const auto out = to_wire({response}, Method::kGet, true, {}, security());
    EXPECT_TRUE(out.bytes.starts_with("HTTP/1.1 500 "));
    EXPECT_EQ(out.bytes.find("evil"), std::string::npos);
  }
}

TEST(Wire, KeepsAHandlersOwnCacheControl) {
  auto response = Response::json(200, "{}");
  response.set_header("Cache-Control", "private, no-cache");
  const auto out = to_wire({response}, Method::kGet, true, {}, security());
  EXPECT_EQ(out.bytes.find("no-store"), std::string::npos);
}

TEST(Wire, SaysNothingAboutTheLengthOfNothing) {
  const auto out = to_wire({Response::no_content()}, Method::kDelete, true, {}, security());
  EXPECT_EQ(out.bytes.find("Content-Length"), std::string::npos);
  EXPECT_TRUE(out.bytes.ends_with("\r\n\r\n"));
}

TEST(Wire, WritesDatesAsHttpWantsThem) {
  EXPECT_EQ(http_date(core::parse_instant("2026-11-23T23:27:06.5Z").value()),
            "Mon, 23 Nov 2026 23:27:06 GMT");
  EXPECT_EQ(http_date(core::parse_instant("2024-02-29T00:00:00Z").value()), "Thu, 29 Feb 2024 00:00:00 GMT");
}

}  // namespace
}  // namespace intersession::http::testing
