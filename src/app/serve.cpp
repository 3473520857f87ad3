#include "app/serve.hpp"

#include <pthread.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>

#include "access/access_routes.hpp"
#include "app/catalogue_files.hpp"
#include "app/cellar.hpp"
#include "app/courier.hpp"
#include "app/demo.hpp"
#include "app/house.hpp"
#include "app/housekeeper.hpp"
#include "platform/http/server.hpp"
#include "platform/messaging/smtp.hpp"

namespace intersession::app {

namespace {

constexpr int kStorageFailed = 70;

int refuse(const core::Error& error) {
  std::fprintf(stderr, "intersession: %s\n", error.message.c_str());
  return 1;
}

/// Blocks the signals that end the process, for this thread and every one it starts.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

/// The database can no longer be trusted to keep what it is given: acknowledge nothing more, at once.
void leave(const core::Error& error) {
  std::fprintf(stderr, "intersession: the storage failed, stopping: %s\n", error.message.c_str());
  std::fflush(stderr);
  std::_Exit(kStorageFailed);
}

void note_sweep(const core::Error& error) {
  std::fprintf(stderr, "intersession: sweeping has to wait: %s\n", error.message.c_str());
}

safety::SendMail mail_of(const std::optional<messaging::Smtp>& smtp) {
  if (not smtp) return nullptr;
  return [&smtp](const messaging::Mail& mail) { return smtp->send(mail); };
}

std::string origin_text(const ServeConfig& config) {
  return config.origin.empty() ? "http://" + config.listen : config.origin;
}

core::Result<http::ServerOptions> server_options(const ServeConfig& config) {
  const auto address = http::parse_listen(config.listen);
  if (not address) return std::unexpected(address.error());
  http::ServerOptions options;
  options.host = address->host;
  options.port = address->port;
  options.origin = origin_text(config);
  options.trusted_proxies = config.trusted_proxies;
  options.limits.connections_per_address = config.connections_per_address;
  options.on_exception = [](std::string_view pattern, std::string_view what) {
    std::fprintf(stderr, "intersession: a bug in %.*s: %.*s\n", static_cast<int>(pattern.size()),
                 pattern.data(), static_cast<int>(what.size()), what.data());
  };
  return options;
}

void print_welcome(const http::Server& server, const access::SetUpSecret& secret, const http::Origin& origin,
                   const std::optional<DemoSignIn>& demo, bool set_up_needed) {
  std::printf("\nIntersession serves at %s\n", server.origin().c_str());
  std::printf("Not yet for real clients: second factors and an outside review are open (docs/status.md).\n");
  if (set_up_needed) {
    std::printf("\nSet up your practice (this link works once, until the next start):\n  %s\n",
                access::set_up_link(origin, secret).c_str());
  }
  if (demo) std::printf("\n%s", demo->text(server.origin()).c_str());
  std::printf("\nStop with Ctrl-C.\n");
  std::fflush(stdout);
}

}  // namespace

int serve(const ServeConfig& config, const Fitting& fitting) {
  const sigset_t signals = block_signals();
  if (auto fine = check(config); not fine) return refuse(fine.error());
  const auto origin = http::Origin::parse(origin_text(config));
  if (not origin) return refuse(origin.error());
  auto options = server_options(config);
  if (not options) return refuse(options.error());

  core::SystemRandom random;
  const core::SystemClock clock;
  const auto catalogue = read_catalogue(config.catalogue);
  if (not catalogue) return refuse(catalogue.error());
  const http::AssetApp apps[] = {{"/app/", config.web / "app"}, {"/clinic/", config.web / "clinic"}};
  const auto assets = http::Assets::load(apps);
  if (not assets) return refuse(assets.error());
  auto cellar =
      Cellar::open({.folder = config.data, .database = config.database, .on_fatal = leave}, random, clock);
  if (not cellar) return refuse(cellar.error());
  if (fitting) cellar->data = fitting(std::move(cellar->data));

  std::optional<messaging::Smtp> smtp;
  if (not config.mail.empty()) {
    auto settings = messaging::read_smtp_settings(config.mail);
    if (not settings) return refuse(settings.error());
    smtp.emplace(*std::move(settings));
  }

  access::PasswordHasher passwords;
  const access::SetUpSecret secret(random);
  House house({*cellar->data, *cellar->vault, passwords, catalogue->catalogue, catalogue->instruments, random,
               clock, *origin, &secret, mail_of(smtp)});
  std::optional<DemoSignIn> demo;
  if (config.demo) {
    auto made = ensure_demo({*cellar->data, *cellar->vault, passwords, catalogue->catalogue,
                             catalogue->instruments, random, clock, *origin},
                            config.stories, config.data);
    if (not made) return refuse(made.error());
    demo = *std::move(made);
  }
  const auto set_up_needed = access::set_up_needed(house.access());
  if (not set_up_needed) return refuse(set_up_needed.error());

  std::optional<Courier> courier(std::in_place, *cellar->data, clock, random, house.job_handlers());
  options->delivers = [&courier] { return not courier or courier->alerts_leave(); };
  http::Server server(*options, house.router(), *assets, clock, random);
  if (auto started = server.start(); not started) return refuse(started.error());
  std::optional<Housekeeper> housekeeper(std::in_place, house.access(), note_sweep);
  print_welcome(server, secret, *origin, demo, *set_up_needed);
  int signal = 0;
  sigwait(&signals, &signal);
  // A second signal ends the process at once, whatever is still running.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  server.stop();
  courier.reset();
  housekeeper.reset();
  cellar->close();
  return 0;
}

}  // namespace intersession::app
