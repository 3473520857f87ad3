// http_hello: the listener with nothing behind it, to measure the transport alone.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "platform/http/server.hpp"

int main(int argc, char** argv) {
  using namespace intersession;
  CLI::App app(
      "Answers GET /api/v1/hello on the transport's thread, GET /api/v1/hello-worker and POST /api/v1/echo "
      "on workers");
  http::ServerOptions options;
  options.limits.connections_per_address = options.limits.connections;
  app.add_option("--port", options.port, "Port")->required();
  app.add_option("--workers", options.workers, "Threads that run handlers");
  app.add_option("--transport-threads", options.transport_threads, "Threads that read and write");
  CLI11_PARSE(app, argc, argv);

  const auto hello = [](const http::Request&) { return http::Response::json(200, R"({"hello":"you"})"); };
  http::Router router;
  router.add({.method = http::Method::kGet,
              .pattern = "/api/v1/hello",
              .policy = "anyone",
              .handle = hello,
              .immediate = true});
  router.add(
      {.method = http::Method::kGet, .pattern = "/api/v1/hello-worker", .policy = "anyone", .handle = hello});
  router.add(
      {.method = http::Method::kPost,
       .pattern = "/api/v1/echo",
       .policy = "anyone",
       .handle = [](const http::Request& request) { return http::Response::json(200, request.body); }});

  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const http::Assets assets;
  const core::SystemClock clock;
  core::SystemRandom random;
  http::Server server(options, router, assets, clock, random);
  const auto port = server.start();
  if (not port) return std::fprintf(stderr, "%s\n", port.error().message.c_str()), 1;
  std::printf("%s\n", server.origin().c_str());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  server.stop();
}
