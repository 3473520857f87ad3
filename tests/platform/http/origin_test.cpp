#include "platform/http/origin.hpp"

#include <gtest/gtest.h>

#include "platform/http/client_address.hpp"
#include "platform/http/same_origin.hpp"
#include "platform/http/security_headers.hpp"

namespace intersession::http {
namespace {

Origin origin(std::string_view text) {
  return Origin::parse(text).value();
}

TEST(Origin, ReadsItsParts) {
  const auto care = origin("https://Care.Example.org/");
  EXPECT_EQ(care.text(), "https://care.example.org");
  EXPECT_EQ(care.authority(), "care.example.org");
  EXPECT_EQ(care.port(), 443);
  EXPECT_TRUE(care.secure());
  EXPECT_FALSE(care.loopback());

  const auto local = origin("http://127.0.0.1:8080");
  EXPECT_EQ(local.text(), "http://127.0.0.1:8080");
  EXPECT_EQ(local.authority(), "127.0.0.1:8080");
  EXPECT_FALSE(local.secure());
  EXPECT_TRUE(local.loopback());
  EXPECT_EQ(origin("https://a.example:443").text(), "https://a.example");
  EXPECT_EQ(origin("http://[::1]:80").authority(), "[::1]");
}

TEST(Origin, RefusesWhatIsNone) {
  for (const auto* text :
       {"", "care.example", "ftp://a", "https://", "https://a/b", "https://u@a", "https://a:0", "https://a:b",
        "https://a:65536", "https://ä.example", "https://a b", "https://[::1", "https://-a", "https://a?b"}) {
    EXPECT_FALSE(Origin::parse(text)) << text;
  }
}

TEST(Origin, KnowsItsHost) {
  const auto care = origin("https://care.example.org");
  EXPECT_TRUE(care.accepts_host("care.example.org"));
  EXPECT_TRUE(care.accepts_host("CARE.example.org"));
  EXPECT_TRUE(care.accepts_host("care.example.org:443"));
  for (const auto* host :
       {"", "care.example.org:80", "care.example.org.", "evil.example", "care.example.org:443:443",
        "127.0.0.1", "localhost", "a@care.example.org", "care.example.org:"}) {
    EXPECT_FALSE(care.accepts_host(host)) << host;
  }
}

TEST(Origin, TakesEveryLoopbackNameOfItsPortWhereItIsLoopback) {
  const auto local = origin("http://127.0.0.1:8080");
  for (const auto* host :
       {"127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080", "127.1.2.3:8080"}) {
    EXPECT_TRUE(local.accepts_host(host)) << host;
  }
  for (const auto* host : {"127.0.0.1", "localhost:80", "localhost.evil.example:8080",
                           "127.0.0.1.evil.example:8080", "0x7f.1:8080", "10.0.0.1:8080"}) {
    EXPECT_FALSE(local.accepts_host(host)) << host;
  }
  EXPECT_TRUE(local.accepts_origin("http://localhost:8080"));
  EXPECT_FALSE(local.accepts_origin("https://localhost:8080"));
  EXPECT_FALSE(local.accepts_origin("null"));
}

TEST(Origin, NamesCookiesByItsScheme) {
  EXPECT_EQ(origin("https://a.example").cookie_name("s"), "__Host-s");
  EXPECT_EQ(origin("http://localhost:1").cookie_name("s"), "s");
}

// Same-origin

struct Forgery {
  std::string_view type = "application/json";
  std::string_view by = "intersession";
  std::string_view site = "";
  std::string_view from = "";
};

std::string verdict(const Forgery& sent, Method method = Method::kPost) {
  static const auto own = origin("https://care.example.org");
  auto request = Request::make(method, "/api/v1/things");
  if (not sent.type.empty()) request.set_header("Content-Type", sent.type);
  if (not sent.by.empty()) request.set_header("X-Requested-By", sent.by);
  if (not sent.site.empty()) request.set_header("Sec-Fetch-Site", sent.site);
  if (not sent.from.empty()) request.set_header("Origin", sent.from);
  const auto refused = refuse_cross_site(request, own);
  if (not refused) return "fine";
  EXPECT_EQ(refused->status, 403);
  const auto at = refused->body.find("\"reason\":\"") + 10;
  return refused->body.substr(at, refused->body.find('"', at) - at);
}

TEST(SameOrigin, LetsOurOwnPagesChangeThings) {
  EXPECT_EQ(verdict({.site = "same-origin"}), "fine");
  EXPECT_EQ(verdict({.from = "https://care.example.org"}), "fine");
  EXPECT_EQ(verdict({.site = "same-origin", .from = "https://care.example.org"}), "fine");
  EXPECT_EQ(verdict({.type = "Application/JSON; charset=utf-8", .site = "same-origin"}), "fine");
}

TEST(SameOrigin, RefusesEverythingElse) {
  EXPECT_EQ(verdict({}), "origin_missing");
  for (const auto* site : {"cross-site", "same-site", "none", "Same-Origin", "same-origin, same-origin"}) {
    EXPECT_EQ(verdict({.site = site}), "cross_site") << site;
    EXPECT_EQ(verdict({.site = site, .from = "https://care.example.org"}), "cross_site") << site;
  }
  for (const auto* from :
       {"https://evil.example", "null", "http://care.example.org", "https://care.example.org.evil",
        "https://care.example.org:8443", "https://care.example.org/"}) {
    EXPECT_EQ(verdict({.from = from}), "cross_site") << from;
    EXPECT_EQ(verdict({.site = "same-origin", .from = from}), "cross_site") << from;
  }
  for (const auto* type :
       {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a",
        "application/jsonp", "text/plain; application/json"}) {
    EXPECT_EQ(verdict({.type = type, .site = "same-origin"}), "content_type") << type;
  }
  EXPECT_EQ(verdict({.by = "", .site = "same-origin"}), "requested_by");
  EXPECT_EQ(verdict({.by = "XMLHttpRequest", .site = "same-origin"}), "requested_by");
}

TEST(SameOrigin, AsksForEveryUnsafeMethodAndNoSafeOne) {
  for (const auto method : {Method::kPost, Method::kPut, Method::kPatch, Method::kDelete}) {
    EXPECT_EQ(verdict({.site = "cross-site"}, method), "cross_site");
    EXPECT_EQ(verdict({.site = "same-origin"}, method), "fine");
  }
  EXPECT_EQ(verdict({.type = "", .by = "", .site = "cross-site"}, Method::kGet), "fine");
  EXPECT_EQ(verdict({.type = "", .by = "", .site = "cross-site"}, Method::kHead), "fine");
}

// Addresses through a proxy

std::string seen(const std::string& socket, std::string_view forwarded,
                 std::vector<std::string> trusted = {"10.0.0.1"}) {
  auto request = Request::make(Method::kGet, "/");
  if (not forwarded.empty()) request.set_header("X-Forwarded-For", forwarded);
  return client_address(socket, request, trusted);
}

TEST(ClientAddress, BelievesOnlyTrustedProxies) {
  EXPECT_EQ(seen("192.0.2.9", "198.51.100.1"), "192.0.2.9");
  EXPECT_EQ(seen("10.0.0.1", "198.51.100.1"), "198.51.100.1");
  EXPECT_EQ(seen("10.0.0.1", "198.51.100.1", {}), "10.0.0.1");
}

TEST(ClientAddress, ReadsFromTheEndToTheFirstThatIsNotTrusted) {
  EXPECT_EQ(seen("10.0.0.1", "invented, 203.0.113.5, 198.51.100.1"), "198.51.100.1");
  EXPECT_EQ(seen("10.0.0.1", "203.0.113.5, 198.51.100.1, 10.0.0.2", {"10.0.0.1", "10.0.0.2"}),
            "198.51.100.1");
  EXPECT_EQ(seen("10.0.0.1", "198.51.100.1, nonsense"), "10.0.0.1");
  EXPECT_EQ(seen("10.0.0.1", ""), "10.0.0.1");
  EXPECT_EQ(seen("10.0.0.1", " ::FFFF:198.51.100.1 "), "198.51.100.1");
  EXPECT_EQ(seen("10.0.0.1", "2001:DB8:0::1"), "2001:db8::1");
}

// Security headers

TEST(SecurityHeaders, DifferByWhatIsSent) {
  const SecurityHeaders headers(origin("https://care.example.org"));
  EXPECT_NE(headers.api().find("default-src 'none'; form-action 'none'"), std::string::npos);
  EXPECT_EQ(headers.api().find("script-src"), std::string::npos);
  EXPECT_NE(headers.file().find("style-src 'self';"), std::string::npos);
  EXPECT_NE(headers.page("abc").find("style-src 'self' 'nonce-abc';"), std::string::npos);
  EXPECT_NE(headers.page("abc").find("trusted-types intersession-sw"), std::string::npos);
  for (const auto& text : {headers.api(), headers.file(), headers.page("abc")}) {
    for (const auto* each :
         {"Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n",
          "X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n",
          "Cross-Origin-Opener-Policy: same-origin\r\n", "Cross-Origin-Resource-Policy: same-origin\r\n",
          "frame-ancestors 'none'", "Permissions-Policy: "}) {
      EXPECT_NE(text.find(each), std::string::npos) << each;
    }
    EXPECT_EQ(text.find("unsafe"), std::string::npos);
  }
  const SecurityHeaders plain(origin("http://localhost:8080"));
  EXPECT_EQ(plain.page("abc").find("Strict-Transport-Security"), std::string::npos);
}

}  // namespace
}  // namespace intersession::http
