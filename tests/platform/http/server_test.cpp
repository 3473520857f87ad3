// The running server over real sockets: order, limits, deadlines, overload, stopping.
#include "platform/http/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "platform/http/running_server.hpp"

namespace intersession::http::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A handler that stays inside until it is let go.
class Gate {
 public:
  Response pass() {
    std::unique_lock lock(mutex_);
    ++inside_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    return Response::json(200, "\"through\"");
  }
  [[nodiscard]] bool wait_for(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return inside_ >= count; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  bool open_ = false;
};

/// Opens the gate at the end of a test, also of one that failed: the server waits for its handlers.
class Opener {
 public:
  explicit Opener(Gate& gate) : gate_(gate) {}
  ~Opener() { gate_.open(); }
  Opener(const Opener&) = delete;
  Opener& operator=(const Opener&) = delete;

 private:
  Gate& gate_;
};

Router gated_router(Gate& gate) {
  Router router = sample_router();
  router.add({.method = Method::kGet,
              .pattern = "/api/v1/gate",
              .policy = "anyone",
              .handle = [&gate](const Request&) { return gate.pass(); }});
  return router;
}

TEST(Server, KeepsTheConnectionOverManyRequests) {
  RunningServer running;
  auto client = running.connect();
  for (int i = 0; i < 20; ++i) {
    client.send(running.get("/api/v1/hello"));
    const auto response = client.receive();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, R"({"hello":"you"})");
    client.send(running.change("POST", "/api/v1/echo", "[" + std::to_string(i) + "]"));
    const auto echo = client.receive();
    ASSERT_TRUE(echo);
    EXPECT_EQ(echo->status, 201);
    EXPECT_EQ(echo->body, "[" + std::to_string(i) + "]");
  }
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  RunningServer running({.transport_threads = 2});
  auto client = running.connect();
  std::string batch;
  for (int i = 0; i < 200; ++i) {
    batch += running.change("PUT", "/api/v1/things/" + std::to_string(i), "{}");
    batch += running.get("/api/v1/hello");
  }
  std::thread sender([&] { client.send(batch); });
  for (int i = 0; i < 200; ++i) {
    const auto put = client.receive();
    ASSERT_TRUE(put);
    EXPECT_EQ(put->body, "\"" + std::to_string(i) + "\"");
    const auto hello = client.receive();
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->body, R"({"hello":"you"})");
  }
  sender.join();
}

TEST(Server, ReadsBodiesInPiecesAndChunks) {
  RunningServer running;
  auto client = running.connect();
  const auto request = running.change("POST", "/api/v1/echo", R"({"a":1})");
  for (const char byte : request) ASSERT_TRUE(client.send(std::string_view(&byte, 1)));
  EXPECT_EQ(client.receive().value().body, R"({"a":1})");

  client.send("POST /api/v1/echo HTTP/1.1\r\nHost: " + running.host() +
              "\r\nContent-Type: application/json\r\nX-Requested-By: intersession\r\n"
              "Sec-Fetch-Site: same-origin\r\nTransfer-Encoding: chunked\r\n\r\n"
              "5\r\n[1,2,\r\n2\r\n3]\r\n0\r\n\r\n");
  EXPECT_EQ(client.receive().value().body, "[1,2,3]");
}

TEST(Server, TakesABodyUpToTheRoutesLimit) {
  RunningServer running;
  auto client = running.connect();
  const std::string body(1'000, '1');
  client.send(running.change("POST", "/api/v1/echo", body));
  EXPECT_EQ(client.receive().value().body, body);
  client.send(running.change("POST", "/api/v1/echo", body + "1"));
  EXPECT_EQ(client.receive().value().status, 413);
  EXPECT_TRUE(client.closed());
}

TEST(Server, SaysContinueBeforeABodyIsSent) {
  RunningServer running;
  auto client = running.connect();
  const auto whole = running.change("POST", "/api/v1/echo", "[1]", "Expect: 100-continue\r\n");
  client.send(whole.substr(0, whole.size() - 3));
  EXPECT_EQ(client.receive(true).value().status, 100);
  client.send("[1]");
  EXPECT_EQ(client.receive().value().body, "[1]");
}

TEST(Server, RefusesBeforeSayingContinue) {
  RunningServer running;
  auto client = running.connect();
  const auto whole = running.change("POST", "/api/v1/nowhere", "[1]", "Expect: 100-continue\r\n");
  client.send(whole.substr(0, whole.size() - 3));
  EXPECT_EQ(client.receive().value().status, 404);
  EXPECT_TRUE(client.closed());
}

TEST(Server, SendsNoBodyForHead) {
  RunningServer running;
  auto client = running.connect();
  client.send("HEAD /api/v1/hello HTTP/1.1\r\nHost: " + running.host() + "\r\n\r\n");
  const auto head = client.receive(true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->header("content-length"), "15");
  client.send(running.get("/api/v1/hello"));
  EXPECT_EQ(client.receive().value().status, 200);  // nothing of the first was left in between
}

TEST(Server, ClosesWhenAsked) {
  RunningServer running;
  auto client = running.connect();
  client.send(running.get("/api/v1/hello", "Connection: close\r\n"));
  EXPECT_EQ(client.receive().value().header("connection"), "close");
  EXPECT_TRUE(client.closed());

  auto old = running.connect();
  old.send("GET /api/v1/hello HTTP/1.0\r\nHost: " + running.host() + "\r\n\r\n");
  EXPECT_EQ(old.receive().value().status, 200);
  EXPECT_TRUE(old.closed());
}

TEST(Server, HidesWhatAHandlerThrew) {
  std::string told;
  ServerOptions options;
  options.on_exception = [&](std::string_view pattern, std::string_view what) {
    told = std::string(pattern) + ": " + std::string(what);
  };
  RunningServer running(options);
  auto client = running.connect();
  client.send(running.get("/api/v1/throws"));
  const auto response = client.receive();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 500);
  EXPECT_THAT(response->body, Not(HasSubstr("secret")));
  EXPECT_EQ(told, "/api/v1/throws: secret detail");
  client.send(running.get("/api/v1/hello"));
  EXPECT_EQ(client.receive().value().status, 200);
}

TEST(Server, AnswersProbes) {
  std::atomic<bool> ready = true;
  ServerOptions options;
  options.ready = [&] { return ready.load(); };
  RunningServer running(options);
  auto client = running.connect();
  const auto status = [&](std::string_view target) {
    client.send(running.get(target));
    return client.receive().value().status;
  };
  EXPECT_EQ(status("/healthz"), 200);
  EXPECT_EQ(status("/readyz"), 200);
  ready = false;
  EXPECT_EQ(status("/readyz"), 503);
  EXPECT_EQ(status("/healthz"), 200);
  ready = true;
  running.server().set_unready();
  EXPECT_EQ(status("/readyz"), 503);
  EXPECT_EQ(status("/api/v1/hello"), 200);
}

TEST(Server, LeadsHomeFromTheFrontDoor) {
  RunningServer running;
  auto client = running.connect();
  client.send(running.get("/"));
  const auto response = client.receive();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(response->header("location"), "/app/");
}

TEST(Server, RefusesForgedChanges) {
  RunningServer running;
  auto client = running.connect();
  client.send("POST /api/v1/echo HTTP/1.1\r\nHost: " + running.host() +
              "\r\nContent-Type: application/json\r\nX-Requested-By: intersession\r\n"
              "Origin: http://evil.example\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(client.receive().value().status, 403);
  EXPECT_TRUE(client.closed());
}

// Deadlines

TEST(ServerDeadline, ClosesASilentConnection) {
  RunningServer running({.limits = impatient()});
  auto client = running.connect();
  EXPECT_TRUE(client.closed());
}

TEST(ServerDeadline, AnswersASlowHeadWith408) {
  RunningServer running({.limits = impatient()});
  auto client = running.connect();
  client.send("GET /api/v1/hello HTTP/1.1\r\nHost: ");
  EXPECT_EQ(client.receive().value().status, 408);
  EXPECT_TRUE(client.closed());
}

TEST(ServerDeadline, IsNotMovedByADripOfHeaders) {
  RunningServer running({.limits = impatient()});
  auto client = running.connect();
  client.send("GET /api/v1/hello HTTP/1.1\r\n");
  int drips = 0;
  while (not client.readable(std::chrono::milliseconds{5}) and drips < 2'000) {
    client.send("X-A: b\r\n");
    ++drips;
  }
  EXPECT_EQ(client.receive().value().status, 408);
  EXPECT_TRUE(client.closed());
}

TEST(ServerDeadline, AnswersASlowBodyWith408) {
  RunningServer running({.limits = impatient()});
  auto client = running.connect();
  const auto whole = running.change("POST", "/api/v1/echo", "[1,2,3]");
  client.send(whole.substr(0, whole.size() - 3));
  EXPECT_EQ(client.receive().value().status, 408);
  EXPECT_TRUE(client.closed());
}

TEST(ServerDeadline, ClosesAnIdleConnection) {
  RunningServer running({.limits = impatient()});
  auto client = running.connect();
  client.send(running.get("/api/v1/hello"));
  EXPECT_EQ(client.receive().value().status, 200);
  EXPECT_TRUE(client.closed());
}

TEST(ServerDeadline, ClosesWhereNobodyReads) {
  Router router = sample_router();
  const auto large = std::make_shared<const std::string>(32 * 1024 * 1024, 'x');
  router.add({.method = Method::kGet,
              .pattern = "/api/v1/large",
              .policy = "anyone",
              .handle = [large](const Request&) {
                Response response;
                response.shared_body = large;
                return response;
              }});
  RunningServer running({.limits = impatient()}, std::move(router));
  RawClient client(running.port(), 4'096);
  client.send(running.get("/api/v1/large"));
  ASSERT_TRUE(client.receive(true));
  while (running.server().open_connections() != 0) std::this_thread::yield();
  EXPECT_EQ(running.server().open_connections(), 0U);
}

TEST(Server, SendsALargeBodyWhole) {
  Router router = sample_router();
  router.add(
      {.method = Method::kGet, .pattern = "/api/v1/large", .policy = "anyone", .handle = [](const Request&) {
         return Response::json(200, std::string(8 * 1024 * 1024, 'x'));
       }});
  RunningServer running({}, std::move(router));
  RawClient client(running.port(), 4'096);
  client.send(running.get("/api/v1/large"));
  EXPECT_EQ(client.receive().value().body, std::string(8 * 1024 * 1024, 'x'));
}

// Limits

TEST(ServerLimit, BoundsConnectionsOfOneAddress) {
  Limits limits;
  limits.connections_per_address = 3;
  RunningServer running({.limits = limits});
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(running.connect());
    clients.back().send(running.get("/api/v1/hello"));
    EXPECT_EQ(clients.back().receive().value().status, 200);
  }
  auto fourth = running.connect();
  EXPECT_EQ(fourth.receive().value().status, 503);
  EXPECT_TRUE(fourth.closed());
  clients.pop_back();
  while (running.server().open_connections() == 3) std::this_thread::yield();
  auto again = running.connect();
  again.send(running.get("/api/v1/hello"));
  EXPECT_EQ(again.receive().value().status, 200);
}

TEST(ServerLimit, BoundsAllConnections) {
  Limits limits;
  limits.connections = 1;
  RunningServer running({.limits = limits});
  auto first = running.connect();
  first.send(running.get("/api/v1/hello"));
  EXPECT_EQ(first.receive().value().status, 200);
  auto second = running.connect();
  EXPECT_EQ(second.receive().value().header("retry-after"), "1");
}

TEST(ServerLimit, DoesNotCountAProxysConnectionsByAddress) {
  Limits limits;
  limits.connections_per_address = 1;
  RunningServer running({.limits = limits, .trusted_proxies = {"127.0.0.1"}});
  auto first = running.connect();
  auto second = running.connect();
  for (auto* client : {&first, &second}) {
    client->send(running.get("/api/v1/hello"));
    EXPECT_EQ(client->receive().value().status, 200);
  }
}

TEST(ServerOverload, SaysBusyAtOnceAndKeepsTheRest) {
  Gate gate;
  Limits limits;
  limits.waiting_requests = 1;
  RunningServer running({.limits = limits, .workers = 1}, gated_router(gate));
  const Opener opener(gate);
  auto running_one = running.connect();
  running_one.send(running.get("/api/v1/gate"));
  ASSERT_TRUE(gate.wait_for(1));
  // One request waits; of two more connections exactly one is turned away at once.
  auto a = running.connect();
  auto b = running.connect();
  a.send(running.get("/api/v1/gate"));
  b.send(running.get("/api/v1/gate"));
  const auto first = std::chrono::milliseconds{5};
  for (int i = 0; i < 2'000 and not a.readable(first) and not b.readable(first); ++i) {
  }
  auto c = running.connect();
  c.send(running.get("/api/v1/hello"));  // immediate: answered although all workers are busy
  EXPECT_EQ(c.receive().value().status, 200);
  c.send(running.get("/api/v1/gate"));
  const auto refused = c.receive();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(refused->header("retry-after"), "1");
  gate.open();
  EXPECT_EQ(running_one.receive().value().status, 200);
  std::multiset<int> statuses{a.receive().value().status, b.receive().value().status};
  EXPECT_EQ(statuses, (std::multiset<int>{200, 503}));
  c.send(running.get("/api/v1/gate"));
  EXPECT_EQ(c.receive().value().status, 200);
}

// Stopping

TEST(ServerStop, LetsRunningRequestsEnd) {
  Gate gate;
  RunningServer running({}, gated_router(gate));
  const Opener opener(gate);
  auto busy = running.connect();
  auto idle = running.connect();
  idle.send(running.get("/api/v1/hello"));
  EXPECT_EQ(idle.receive().value().status, 200);
  busy.send(running.get("/api/v1/gate"));
  ASSERT_TRUE(gate.wait_for(1));
  std::thread stopping([&] { running.server().stop(); });
  EXPECT_TRUE(idle.closed());  // drained: the stop has begun
  EXPECT_FALSE(running.server().ready());
  EXPECT_THROW(RawClient{running.port()}, std::runtime_error);
  gate.open();
  const auto response = busy.receive();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->header("connection"), "close");
  EXPECT_TRUE(busy.closed());
  stopping.join();
}

TEST(ServerStop, ClosesWhatDoesNotEndInTime) {
  RunningServer running;
  auto half = running.connect();
  half.send("GET /api/v1/hello HTTP/1.1\r\n");
  running.server().stop(std::chrono::milliseconds{1});
  EXPECT_TRUE(half.closed());
  EXPECT_EQ(running.server().open_connections(), 0U);
}

// Starting

core::Result<std::uint16_t> start(ServerOptions options, const Router& router) {
  const Assets assets;
  const core::SystemClock clock;
  core::SystemRandom random;
  Server server(std::move(options), router, assets, clock, random);
  return server.start();
}

TEST(ServerStart, NamesAPortInUse) {
  RunningServer running;
  const auto second = start({.port = running.port()}, sample_router());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message,
            "Another program already listens on 127.0.0.1:" + std::to_string(running.port()) +
                "; stop it or choose another --listen.");
}

TEST(ServerStart, RefusesABadAddress) {
  EXPECT_THAT(start({.host = "not-an-address"}, sample_router()).error().message,
              HasSubstr("is not a numeric address"));
  EXPECT_THAT(start({.host = "192.0.2.1", .origin = "https://a.example"}, sample_router()).error().message,
              HasSubstr("Cannot listen on 192.0.2.1:0"));
}

TEST(ServerStart, RefusesHttpForOtherMachines) {
  const std::string sentence = "so --origin must be the https:// address that they use.";
  EXPECT_THAT(start({.host = "0.0.0.0"}, sample_router()).error().message, HasSubstr(sentence));
  EXPECT_THAT(start({.host = "::", .origin = "http://care.example"}, sample_router()).error().message,
              HasSubstr(sentence));
}

TEST(ServerStart, RefusesAWrongRouteTable) {
  Router router = sample_router();
  router.add({.method = Method::kGet, .pattern = "/api/v1/open", .policy = "", .handle = [](const Request&) {
                return Response::no_content();
              }});
  EXPECT_THAT(start({}, router).error().message, HasSubstr("GET /api/v1/open: The route has no policy."));
}

TEST(ServerStart, ReadsListenAddresses) {
  EXPECT_EQ(parse_listen("127.0.0.1:8080").value().port, 8080);
  EXPECT_EQ(parse_listen("[::1]:80").value().host, "::1");
  EXPECT_EQ(parse_listen("localhost:0").value().host, "localhost");
  for (const auto* bad : {"", "8080", ":8080", "a:", "a:b", "a:70000", "::1:80", "a:1x"}) {
    EXPECT_FALSE(parse_listen(bad)) << bad;
  }
}

}  // namespace
}  // namespace intersession::http::testing
