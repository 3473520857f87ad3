#include "access/access_routes.hpp"

#include <gtest/gtest.h>

#include <map>

#include "access/world.hpp"

namespace intersession::access {
namespace {

using http::Method;
using http::Request;
using http::Response;
using testing::must;
using testing::World;

/// A browser: keeps cookies, sends JSON.
class Browser {
 public:
  Browser(const http::Router& router, std::string peer) : router_(router), peer_(std::move(peer)) {}

  Response send(Method method, const std::string& path, const std::string& body = "") {
    Request request = Request::make(method, path, body);
    request.peer = peer_;
    std::string cookies;
    for (const auto& [name, value] : jar) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    if (not cookies.empty()) request.set_header("Cookie", cookies);
    Response response = router_.handle(request);
    for (const auto& header : response.headers) {
      if (header.name == "Set-Cookie") keep(header.value);
    }
    return response;
  }
  std::map<std::string, std::string> jar;
  std::vector<std::string> set_cookies;

 private:
  void keep(const std::string& line) {
    set_cookies.push_back(line);
    const auto equals = line.find('=');
    const std::string value = line.substr(equals + 1, line.find(';') - equals - 1);
    if (line.find("Max-Age=0") != std::string::npos) {
      jar.erase(line.substr(0, equals));
    } else {
      jar[line.substr(0, equals)] = value;
    }
  }
  const http::Router& router_;
  std::string peer_;
};

core::json::object body_of(const Response& response) {
  return core::parse_json(response.body).value().as_object();
}
std::string text_at(const Response& response, std::string_view key) {
  return std::string(body_of(response).at(key).as_string());
}

/// One installation with routes, as the app composes it.
class AccessRoutesTest : public ::testing::Test {
 protected:
  AccessRoutesTest() {
    add_access_routes(router, gate, world.access, origin, &secret);
    // A route of another room, for asking which policy lets whom pass.
    router.add(gate.guarded(Policy::kTherapist,
                            {.method = Method::kGet, .pattern = "/api/v1/therapists-only"},
                            [](const Request&, const Principal&) { return Response::no_content(); }));
  }
  Browser browser(const std::string& peer = "192.0.2.1") { return {router, peer}; }
  Response sign_in(Browser& in, const std::string& email, const std::string& password = World::kPassword) {
    return in.send(Method::kPost, "/api/v1/sign-in",
                   R"({"email":")" + email + R"(","password":")" + password + R"("})");
  }
  static std::string fragment(const std::string& link) { return link.substr(link.find('#') + 1); }

  World world;
  http::Origin origin = *http::Origin::parse("https://care.example.org");
  SetUpSecret secret{world.random};
  Gate gate{world.access, origin};
  http::Router router;
};

TEST_F(AccessRoutesTest, EveryRouteNamesAPolicy) {
  EXPECT_TRUE(router.check());
  for (const auto& route : router.routes()) EXPECT_TRUE(policy_of(route.policy)) << route.pattern;
  EXPECT_THROW((void)gate.guarded(Policy::kPublic, {.pattern = "/x"},
                                  [](const Request&, const Principal&) { return Response::no_content(); }),
               std::logic_error);
  EXPECT_THROW((void)gate.guarded(Policy::kMember, {.pattern = "/x"}, nullptr), std::logic_error);
}

TEST_F(AccessRoutesTest, NobodySignedInIsToldToSignInAndNothingElse) {
  std::optional<std::string> body;
  for (const auto& route : router.routes()) {
    if (route.policy == "public") continue;
    auto anonymous = browser();
    std::string path = route.pattern;
    if (const auto brace = path.find('{'); brace != std::string::npos)
      path.replace(brace, path.find('}') - brace + 1, core::Id{{1}}.text());
    const auto response = anonymous.send(route.method, path, "{}");
    EXPECT_EQ(response.status, 401) << route.pattern;
    EXPECT_EQ(response.body, body.value_or(response.body)) << route.pattern;
    body = response.body;
  }
}

TEST_F(AccessRoutesTest, SignsInWithAHardenedCookieAndOut) {
  auto owner = browser();
  const auto response = sign_in(owner, "owner@example.org");
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(body_of(response).at("practice").as_object().at("name").as_string(), "Harbour Practice");
  EXPECT_EQ(body_of(response).at("member").as_object().at("name").as_string(), "Olivia Owner");
  ASSERT_EQ(owner.set_cookies.size(), 2U);
  for (const std::string& cookie : owner.set_cookies) {
    EXPECT_TRUE(cookie.starts_with("__Host-intersession")) << cookie;
    for (const char* const part : {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"})
      EXPECT_NE(cookie.find(part), std::string::npos) << cookie;
    EXPECT_EQ(cookie.find("Domain"), std::string::npos) << cookie;
  }
  EXPECT_EQ(owner.send(Method::kGet, "/api/v1/me").status, 200);
  const auto stolen = owner.jar;
  EXPECT_EQ(owner.send(Method::kPost, "/api/v1/sign-out").status, 204);
  EXPECT_FALSE(owner.jar.contains("__Host-intersession"));
  auto thief = browser();
  thief.jar = stolen;
  EXPECT_EQ(thief.send(Method::kGet, "/api/v1/me").status, 401);
}

TEST_F(AccessRoutesTest, ACookieTwiceIsNoCookie) {
  auto owner = browser();
  (void)sign_in(owner, "owner@example.org");
  const std::string value = owner.jar.at("__Host-intersession");
  Request request = Request::make(Method::kGet, "/api/v1/me");
  request.set_header("Cookie", "__Host-intersession=" + value + "; __Host-intersession=" + value);
  EXPECT_EQ(router.handle(request).status, 401);
  request = Request::make(Method::kGet, "/api/v1/me");
  request.set_header("Cookie", "intersession=" + value);
  EXPECT_EQ(router.handle(request).status, 401) << "without its prefix it is another cookie";
}

TEST_F(AccessRoutesTest, WrongAndUnknownAreTheSameBytes) {
  auto one = browser("192.0.2.1");
  auto two = browser("198.51.100.1");
  const auto wrong = sign_in(one, "owner@example.org", "guess");
  const auto unknown = sign_in(two, "unknown@example.org", "guess");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(wrong.body, unknown.body);
  EXPECT_EQ(wrong.headers, unknown.headers);
}

TEST_F(AccessRoutesTest, TooManyTriesSayWhenToComeBack) {
  auto guesser = browser();
  for (int i = 0; i < 6; ++i) (void)sign_in(guesser, "owner@example.org", "guess");
  const auto response = sign_in(guesser, "owner@example.org", "guess");
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.header("Retry-After"), "2");
  EXPECT_EQ(body_of(response).at("retryAfter").as_int64(), 2);
  EXPECT_EQ(text_at(response, "reason"), "throttled");
}

TEST_F(AccessRoutesTest, AClientsWayIn) {
  auto owner = browser();
  (void)sign_in(owner, "owner@example.org");
  const core::Id client = world.new_client(world.owner());
  const auto invited = owner.send(Method::kPost, "/api/v1/clients/" + client.text() + "/invitations", "{}");
  ASSERT_EQ(invited.status, 201) << invited.body;
  const std::string link = text_at(invited, "link");
  EXPECT_TRUE(link.starts_with("https://care.example.org/app/welcome#"));

  auto phone = browser();
  const auto in =
      phone.send(Method::kPost, "/api/v1/welcome",
                 R"({"secret":")" + fragment(link) + R"(","code":")" + text_at(invited, "code") + R"("})");
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_EQ(body_of(in).at("client").as_object().at("clientId").as_string(), client.text());
  EXPECT_FALSE(body_of(in).contains("member"));
  EXPECT_EQ(phone.send(Method::kGet, "/api/v1/me").status, 200);
  EXPECT_EQ(phone.send(Method::kGet, "/api/v1/members").status, 404);
  EXPECT_EQ(phone.send(Method::kPost, "/api/v1/clients/" + client.text() + "/invitations", "{}").status, 404);
}

TEST_F(AccessRoutesTest, AMembersWayInAndOut) {
  auto owner = browser();
  (void)sign_in(owner, "owner@example.org");
  const auto invited = owner.send(Method::kPost, "/api/v1/members",
                                  R"({"name":"Anna","email":"anna@example.org","roles":["therapist"]})");
  ASSERT_EQ(invited.status, 201) << invited.body;
  const std::string link = text_at(invited, "link");
  EXPECT_TRUE(link.starts_with("https://care.example.org/clinic/welcome#"));
  auto anna = browser();
  const auto weak = anna.send(Method::kPost, "/api/v1/member-welcome",
                              R"({"secret":")" + fragment(link) + R"(","password":"password1234"})");
  EXPECT_EQ(weak.status, 422);
  const auto in = anna.send(Method::kPost, "/api/v1/member-welcome",
                            R"({"secret":")" + fragment(link) + R"(","password":"a walk by the sea"})");
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_EQ(anna.send(Method::kGet, "/api/v1/therapists-only").status, 204);

  const auto list = owner.send(Method::kGet, "/api/v1/members");
  ASSERT_EQ(body_of(list).at("members").as_array().size(), 2U);
  const auto member = std::string(body_of(in).at("member").as_object().at("memberId").as_string());
  EXPECT_EQ(anna.send(Method::kPost, "/api/v1/members/" + member + "/disable", "{}").status, 404);
  EXPECT_EQ(owner.send(Method::kPost, "/api/v1/members/" + member + "/disable", "{}").status, 204);
  EXPECT_EQ(anna.send(Method::kGet, "/api/v1/therapists-only").status, 401);
}

TEST_F(AccessRoutesTest, ARefusedPolicyLooksLikeNothing) {
  (void)world.join("manager@example.org", {Role::kOwner});
  auto manager = browser();
  (void)sign_in(manager, "manager@example.org");
  const auto refused = manager.send(Method::kGet, "/api/v1/therapists-only");
  EXPECT_EQ(refused.status, 404);
  auto owner = browser();
  (void)sign_in(owner, "owner@example.org");
  const auto absent = owner.send(
      Method::kPost, "/api/v1/clients/" + world.random.id(world.clock.now()).text() + "/invitations", "{}");
  const auto malformed = owner.send(Method::kPost, "/api/v1/clients/xyz/invitations", "{}");
  EXPECT_EQ(refused.body, absent.body);
  EXPECT_EQ(refused.body, malformed.body);
}

TEST_F(AccessRoutesTest, DevicesCanBeEnded) {
  auto here = browser();
  auto there = browser();
  (void)sign_in(here, "owner@example.org");
  (void)sign_in(there, "owner@example.org");
  const auto devices = body_of(here.send(Method::kGet, "/api/v1/devices")).at("devices").as_array();
  EXPECT_EQ(devices.size(), 3U);
  for (const auto& device : devices) {
    if (device.as_object().at("current").as_bool()) continue;
    EXPECT_EQ(here.send(Method::kDelete,
                        "/api/v1/devices/" + std::string(device.as_object().at("deviceId").as_string()))
                  .status,
              204);
  }
  EXPECT_EQ(there.send(Method::kGet, "/api/v1/me").status, 401);
  EXPECT_EQ(here.send(Method::kGet, "/api/v1/me").status, 200);
  EXPECT_EQ(here.send(Method::kDelete, "/api/v1/devices/nonsense").status, 404);
}

TEST_F(AccessRoutesTest, UseMovesLastSeenOnSoThatWorkIsNotCutOff) {
  auto owner = browser();
  (void)sign_in(owner, "owner@example.org");
  for (int i = 0; i < 6; ++i) {
    world.clock.advance(std::chrono::minutes(14));
    EXPECT_EQ(owner.send(Method::kGet, "/api/v1/me").status, 200) << i;
  }
  world.clock.advance(std::chrono::minutes(15));
  EXPECT_EQ(owner.send(Method::kGet, "/api/v1/me").status, 401);
}

TEST_F(AccessRoutesTest, WrongInputNamesEveryPlace) {
  auto anyone = browser();
  const auto response = anyone.send(Method::kPost, "/api/v1/sign-in", R"({"email":7,"extra":1})");
  EXPECT_EQ(response.status, 422);
  EXPECT_GE(body_of(response).at("errors").as_array().size(), 3U);
  EXPECT_EQ(anyone.send(Method::kPost, "/api/v1/sign-in", "{").status, 400);
}

/// An installation that waits for its owner.
class SetUpTest : public ::testing::Test {
 protected:
  SetUpTest() { add_access_routes(router, gate, access, origin, &secret); }
  [[nodiscard]] std::string body(const std::string& given) const {
    return R"({"secret":")" + given +
           R"(","practiceName":"New","zone":"Europe/Oslo","ownerName":"Nora","email":"nora@example.org",)"
           R"("password":"a walk by the sea"})";
  }
  World world;  // its keys, clock and ports; the data is that of an empty database
  testing::TestDatabase empty{
      "sqlite", world.folder.path(), "empty",
      std::vector<std::string>{"src/access/schema.sql", "src/access/schema_people.sql"}};
  Access access{*empty,      *world.vault, world.passwords,   world.random,
                world.clock, SignIns{},    world.access.ports};
  http::Origin origin = *http::Origin::parse("http://127.0.0.1:8080");
  SetUpSecret secret{world.random};
  Gate gate{access, origin};
  http::Router router;
};

TEST_F(SetUpTest, TheSecretWorksOnce) {
  Browser owner(router, "127.0.0.1");
  EXPECT_EQ(body_of(owner.send(Method::kGet, "/api/v1/set-up")).at("needed").as_bool(), true);
  EXPECT_EQ(owner.send(Method::kPost, "/api/v1/set-up", body("guess")).status, 404);
  EXPECT_EQ(owner.send(Method::kPost, "/api/v1/set-up", body("")).status, 422);
  EXPECT_TRUE(set_up_link(origin, secret).ends_with("/clinic/set-up#" + secret.text()));
  const auto made = owner.send(Method::kPost, "/api/v1/set-up", body(secret.text()));
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(body_of(made).at("roles").as_array().size(), 2U);
  EXPECT_TRUE(owner.jar.contains("intersession")) << "no prefix without TLS";
  EXPECT_EQ(owner.send(Method::kGet, "/api/v1/me").status, 200);
  EXPECT_EQ(owner.send(Method::kPost, "/api/v1/set-up", body(secret.text())).status, 409);
  EXPECT_EQ(body_of(owner.send(Method::kGet, "/api/v1/set-up")).at("needed").as_bool(), false);
}

}  // namespace
}  // namespace intersession::access
