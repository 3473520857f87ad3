// bench_world: makes the practice that bench/http/run measures, and signs everybody in.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "world.hpp"

namespace {

int refuse(const intersession::core::Error& error) {
  std::fprintf(stderr, "bench_world: %s\n", error.message.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace intersession::bench;
  CLI::App app("Makes a practice of many entries through the stores");
  WorldPlace place;
  WorldSize size;
  bool only_sign_in = false;
  app.add_option("--data", place.data, "Data folder")->required();
  app.add_option("--database", place.database, "postgresql://… in place of SQLite in the folder");
  app.add_option("--catalogue", place.catalogue, "Catalogue folder")->required();
  app.add_option("--clients", size.clients, "Clients");
  app.add_option("--entries-per-client", size.entries_per_client, "Entries of each, over all weeks");
  app.add_option("--caseload", size.caseload, "Clients of one therapist");
  app.add_option("--weeks", size.weeks, "Weeks of each treatment");
  app.add_flag("--measures", size.measures, "Two weekly measures of each client, answered every week");
  app.add_flag("--only-sign-in", only_sign_in, "The practice is there: only begin new sign-in sessions");
  CLI11_PARSE(app, argc, argv);
  const auto start = std::chrono::steady_clock::now();
  if (not only_sign_in) {
    if (const auto made = make_world(place, size); not made) return refuse(made.error());
  }
  if (const auto done = sign_everybody_in(place); not done) return refuse(done.error());
  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("{\"seconds\":%.1f}\n", seconds);
  return 0;
}
