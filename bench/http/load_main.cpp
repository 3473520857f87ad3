// http_load: see README.md beside this file.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "load_run.hpp"

namespace {

using namespace intersession::bench;

void print_row(const TemplateFigures& each, double seconds) {
  const auto& all = each.latencies;
  std::printf("%-20s %10.0f/s  p50 %.2f  p90 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms\n", each.name.c_str(),
              static_cast<double>(all.size()) / seconds, quantile_ms(all, 0.5), quantile_ms(all, 0.9),
              quantile_ms(all, 0.99), quantile_ms(all, 0.999), quantile_ms(all, 1));
}

void print_text(const LoadFigures& figures) {
  for (const auto& each : figures.templates) print_row(each, figures.seconds);
  for (const auto& [status, count] : figures.refused) {
    std::printf("status %d: %llu\n", status, static_cast<unsigned long long>(count));
  }
  std::printf("in all %.0f/s, broken connections %llu\n",
              static_cast<double>(figures.answered()) / figures.seconds,
              static_cast<unsigned long long>(figures.broken));
}

void print_json(const LoadFigures& figures) {
  std::printf("{\"requestsPerSecond\":%.1f,\"broken\":%llu,\"refused\":{",
              static_cast<double>(figures.answered()) / figures.seconds,
              static_cast<unsigned long long>(figures.broken));
  const char* comma = "";
  for (const auto& [status, count] : figures.refused) {
    std::printf("%s\"%d\":%llu", comma, status, static_cast<unsigned long long>(count));
    comma = ",";
  }
  std::printf("},\"templates\":{");
  comma = "";
  for (const auto& each : figures.templates) {
    const auto& all = each.latencies;
    std::printf("%s\"%s\":{\"count\":%zu,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}", comma,
                each.name.c_str(), all.size(), quantile_ms(all, 0.5), quantile_ms(all, 0.99),
                quantile_ms(all, 0.999), quantile_ms(all, 1));
    comma = ",";
  }
  std::printf("}}\n");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Sends HTTP requests made from templates and prints rates and latencies");
  LoadOptions options;
  std::string template_file;
  std::string session_file;
  double seconds = 5;
  bool json = false;
  app.add_option("templates", template_file, "File of request templates")->required();
  app.add_option("--port", options.port, "Port of the server")->required();
  app.add_option("--address", options.address, "Numeric IPv4 address of the server");
  app.add_option("--host", options.host, "Host header where it is not address:port");
  app.add_option("--connections", options.connections, "Connections kept open");
  app.add_option("--seconds", seconds, "Time measured, after half a second of warming up");
  app.add_option("--rate", options.rate, "Requests a second in all; without it as fast as answers come");
  app.add_option("--sessions", session_file, "File of tab-separated values, one line per connection");
  app.add_flag("--spread", options.spread, "Each request for the next line of --sessions");
  app.add_option("--seed", options.seed, "Seed of ids and picks");
  app.add_flag("--json", json, "Print one JSON object");
  CLI11_PARSE(app, argc, argv);
  options.duration = std::chrono::milliseconds(static_cast<long>(seconds * 1'000));

  const auto templates = read_templates(template_file);
  if (not templates) return std::fprintf(stderr, "%s\n", templates.error().c_str()), 2;
  std::vector<SessionValues> sessions;
  if (not session_file.empty()) {
    auto read = read_sessions(session_file);
    if (not read) return std::fprintf(stderr, "%s\n", read.error().c_str()), 2;
    sessions = std::move(*read);
  }
  try {
    const auto figures = run_load(options, *templates, sessions);
    json ? print_json(figures) : print_text(figures);
    return 0;
  } catch (const std::exception& problem) {
    return std::fprintf(stderr, "%s\n", problem.what()), 2;
  }
}
