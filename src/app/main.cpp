// The command line.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "app/commands.hpp"
#include "app/doctor.hpp"
#include "app/evidence_command.hpp"
#include "app/serve.hpp"
#include "platform/vault/secret.hpp"

int main(int argc, char** argv) {
  using namespace intersession;
  CLI::App command{"Between-session homework in psychotherapy: agreed in the session, done on the phone."};
  command.require_subcommand(0, 1);
  std::string routes_format;
  command.add_option("--routes", routes_format, "Print the table of routes and stop; the only form is json");

  app::ServeConfig config;
  auto* serve = command.add_subcommand("serve", "Serve the practice");
  serve->add_option("--data", config.data, "Folder of database and keys; made where it does not exist")
      ->capture_default_str();
  serve->add_option("--listen", config.listen, "Address and port")->capture_default_str();
  serve->add_option("--origin", config.origin, "Address in the browser, such as https://care.example.org");
  serve->add_option("--database", config.database, "postgresql://… in place of the embedded database");
  serve->add_flag("--demo", config.demo,
                  "Load a synthetic practice into an empty data folder; loopback only");
  serve->add_option("--catalogue", config.catalogue, "Folder of the catalogue");
  serve->add_option("--web", config.web, "Folder of the built web apps");
  serve->add_option("--stories", config.stories, "Folder of the demo's stories");
  serve->add_option("--trusted-proxy", config.trusted_proxies,
                    "Address of a proxy whose X-Forwarded-For is believed");
  serve
      ->add_option("--connections-per-address", config.connections_per_address,
                   "Open connections of one address")
      ->capture_default_str();

  serve->add_option("--mail", config.mail,
                    "Settings of the mail server (JSON, docs/mail.md); without it no message leaves");

  app::AuditConfig audit;
  auto* verify = command.add_subcommand("verify-audit", "Walk the audit chain and say whether it is whole");
  verify->add_option("--data", audit.data, "Data folder; the server must be stopped for SQLite")
      ->capture_default_str();
  verify->add_option("--database", audit.database, "postgresql://…");
  verify->add_option("--anchor", audit.anchor, "A head printed earlier, practice:seq:hash");

  app::DoctorConfig doctor;
  auto* look = command.add_subcommand("doctor", "Look an installation over and say what needs somebody");
  look->add_option("--data", doctor.data, "Data folder; the server must be stopped for SQLite")
      ->capture_default_str();
  look->add_option("--database", doctor.database, "postgresql://…");
  look->add_option("--catalogue", doctor.catalogue, "Folder of the catalogue");
  look->add_option("--mail", doctor.mail, "Settings of the mail server, to see whether it answers");
  look->add_option("--on", doctor.on, "Look as if it were this day, such as 2026-11-26");

  app::EvidenceOptions evidence;
  app::add_evidence(command, evidence);

  try {
    command.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return command.exit(problem) == 0 ? 0 : 1;
  }
  if (not evidence.command.empty()) return app::run_evidence(std::move(evidence));
  (void)vault::forbid_core_dumps();
  const std::filesystem::path program = std::filesystem::canonical("/proc/self/exe");
  if (verify->parsed()) return app::verify_audit(audit);
  if (look->parsed()) {
    const auto catalogue = app::with_catalogue(doctor.catalogue, program);
    if (catalogue) doctor.catalogue = *catalogue;
    return app::doctor(doctor);
  }
  const auto complete = app::with_folders(config, program);
  if (not complete) {
    std::fprintf(stderr, "intersession: %s\n", complete.error().message.c_str());
    return 1;
  }
  if (not routes_format.empty()) return app::print_routes(routes_format, complete->catalogue);
  if (serve->parsed()) return app::serve(*complete);
  std::fputs(command.help().c_str(), stdout);
  return 2;
}
