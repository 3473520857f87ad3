#include "platform/http/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>

#include "platform/core/json.hpp"

namespace intersession::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Route route(Method method, std::string pattern, std::string says) {
  return {.method = method,
          .pattern = std::move(pattern),
          .policy = "anyone",
          .handle = [says = std::move(says)](const Request&) { return Response::json(200, says); }};
}

Router clients_router() {
  Router router;
  router.add(route(Method::kGet, "/api/v1/clients", "list"));
  router.add(route(Method::kPost, "/api/v1/clients", "create"));
  router.add(route(Method::kGet, "/api/v1/clients/{clientId}", "one"));
  router.add(route(Method::kGet, "/api/v1/clients/search", "search"));
  router.add(route(Method::kPut, "/api/v1/clients/{id}/goals/{goalId}", "goal"));
  router.add(route(Method::kGet, "/api/v1/clients/search/recent", "recent"));
  router.add(route(Method::kHead, "/api/v1/head", "head"));
  return router;
}

std::string said(const Router& router, Method method, std::string_view target) {
  const auto response = router.handle(Request::make(method, target));
  return response.status == 200 ? response.body : std::to_string(response.status);
}

TEST(Router, FindsByMethodAndPath) {
  const auto router = clients_router();
  EXPECT_EQ(said(router, Method::kGet, "/api/v1/clients"), "list");
  EXPECT_EQ(said(router, Method::kGet, "/api/v1/clients?limit=3"), "list");
  EXPECT_EQ(said(router, Method::kPost, "/api/v1/clients"), "create");
  EXPECT_EQ(said(router, Method::kGet, "/api/v1/clients/7"), "one");
  EXPECT_EQ(said(router, Method::kPut, "/api/v1/clients/7/goals/8"), "goal");
}

TEST(Router, PrefersLiteralsAndGoesBackWhereTheyLeadNowhere) {
  const auto router = clients_router();
  EXPECT_EQ(said(router, Method::kGet, "/api/v1/clients/search"), "search");
  EXPECT_EQ(said(router, Method::kGet, "/api/v1/clients/search/recent"), "recent");
  EXPECT_EQ(said(router, Method::kPut, "/api/v1/clients/search/goals/1"), "goal");
}

TEST(Router, DoesNotForgiveOtherSpellings) {
  const auto router = clients_router();
  for (const auto* path : {"/api/v1/clients/", "/api/v1//clients", "/api/v1/Clients", "/api/v1/client%73",
                           "/api/v1/clients/7/", "/", "", "api/v1/clients", "/api/v1/clients;a",
                           "//api/v1/clients", "/api/v1/./clients", "/api/v1/x/../clients"}) {
    EXPECT_EQ(said(router, Method::kGet, path), "404") << path;
  }
}

TEST(Router, DecodesParameters) {
  Router router;
  router.add({.method = Method::kGet,
              .pattern = "/a/{name}",
              .policy = "anyone",
              .handle = [](const Request& request) {
                return Response::json(200, std::string(request.param("name")));
              }});
  EXPECT_EQ(said(router, Method::kGet, "/a/b%20c+d"), "b c+d");
  EXPECT_EQ(said(router, Method::kGet, "/a/%C3%A4"), "ä");
  EXPECT_EQ(said(router, Method::kGet, "/a/..a"), "..a");
}

TEST(Router, RefusesParametersThatAreNotPlainText) {
  const auto router = clients_router();
  for (const auto* segment : {"%", "%2", "%zz", "%00", "%0a", "%7f", "%2f", "%5C", "%2e%2e", "%2E", "..", ".",
                              "%ff", "%c0%af", "%ed%a0%80"}) {
    EXPECT_EQ(said(router, Method::kGet, "/api/v1/clients/" + std::string(segment)), "400") << segment;
  }
}

TEST(Router, NamesAllowedMethods) {
  const auto router = clients_router();
  const auto response = router.handle(Request::make(Method::kDelete, "/api/v1/clients"));
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.header("Allow"), "GET, HEAD, POST");
  EXPECT_EQ(router.handle(Request::make(Method::kGet, "/api/v1/head")).header("allow"), "HEAD");
}

TEST(Router, AnswersHeadByGet) {
  const auto router = clients_router();
  EXPECT_EQ(said(router, Method::kHead, "/api/v1/clients"), "list");
  EXPECT_EQ(said(router, Method::kHead, "/api/v1/head"), "head");
}

TEST(Router, SaysTheSameOfEveryUnknownPath) {
  const auto router = clients_router();
  const auto a = router.handle(Request::make(Method::kGet, "/api/v1/secret", "x"));
  const auto b = router.handle(Request::make(Method::kPost, "/other"));
  EXPECT_EQ(a.body, b.body);
  EXPECT_EQ(a.headers, b.headers);
  EXPECT_EQ(a.header("content-type"), "application/problem+json");
}

TEST(Router, HidesExceptions) {
  Router router;
  router.add(
      {.method = Method::kGet, .pattern = "/a", .policy = "anyone", .handle = [](const Request&) -> Response {
         throw std::logic_error("what a client typed");
       }});
  const auto response = router.handle(Request::make(Method::kGet, "/a"));
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, Not(HasSubstr("typed")));
}

TEST(Router, RefusesWrongTables) {
  const auto problem_of = [](auto change) {
    Router router = clients_router();
    Route extra = route(Method::kGet, "/extra", "");
    change(extra);
    router.add(extra);
    const auto checked = router.check();
    return checked ? std::string("fine") : checked.error().fields.at(0).message;
  };
  EXPECT_EQ(problem_of([](Route&) {}), "fine");
  EXPECT_EQ(problem_of([](Route& r) { r.policy = ""; }), "The route has no policy.");
  EXPECT_EQ(problem_of([](Route& r) { r.handle = nullptr; }), "The route has no handler.");
  EXPECT_EQ(problem_of([](Route& r) { r.pattern = "/api/v1/clients"; }), "The route exists already.");
  EXPECT_EQ(problem_of([](Route& r) { r.pattern = "/api/v1/clients/{other}"; }), "The route exists already.");
  for (const auto* pattern :
       {"", "/", "a", "/a/", "//a", "/a b", "/{}", "/{a", "/a{b}", "/{a}/{a}", "/ä", "/%41"}) {
    EXPECT_EQ(problem_of([&](Route& r) { r.pattern = pattern; }), "This is not a pattern.") << pattern;
  }
}

TEST(Router, ListsItsRoutes) {
  Router router;
  router.add(route(Method::kPost, "/b", ""));
  router.add({.method = Method::kGet,
              .pattern = "/b",
              .policy = "client.read",
              .response_schema = "Client",
              .body_limit = 7,
              .handle = [](const Request&) { return Response::no_content(); }});
  const auto list = core::parse_json(router.routes_json()).value();
  ASSERT_EQ(list.as_array().size(), 2U);
  const auto& first = list.as_array()[0].as_object();
  EXPECT_EQ(first.at("method").as_string(), "GET");
  EXPECT_EQ(first.at("pattern").as_string(), "/b");
  EXPECT_EQ(first.at("policy").as_string(), "client.read");
  EXPECT_EQ(first.at("responseSchema").as_string(), "Client");
  EXPECT_EQ(first.at("bodyLimit").as_int64(), 7);
}

RC_GTEST_PROP(RouterProperty, AnswersAnyPathWithoutHarm, ()) {
  static const auto router = clients_router();
  const auto tail = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("/.%2fae7\\{}\x01\xC3")));
  const auto response = router.handle(Request::make(Method::kGet, "/api/v1/clients/" + tail));
  RC_ASSERT(response.status == 200 or response.status == 400 or response.status == 404 or
            response.status == 405);
}

RC_GTEST_PROP(RouterProperty, GivesBackWhatWasEncoded, ()) {
  Router router;
  router.add({.method = Method::kGet,
              .pattern = "/a/{x}/b",
              .policy = "anyone",
              .handle = [](const Request& request) {
                return Response::json(200, std::string(request.param("x")));
              }});
  const auto value = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('!', '~')));
  RC_PRE(value.find_first_of("/\\") == std::string::npos and value != "." and value != "..");
  std::string encoded;
  for (const char c : value) {
    const auto* digits = "0123456789ABCDEF";
    encoded += {'%', digits[static_cast<unsigned char>(c) / 16], digits[static_cast<unsigned char>(c) % 16]};
  }
  RC_ASSERT(said(router, Method::kGet, "/a/" + encoded + "/b") == value);
}

}  // namespace
}  // namespace intersession::http
