// One measurement: connections, requests, latencies.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "request_template.hpp"

namespace intersession::bench {

struct LoadOptions {
  std::string address = "127.0.0.1";  ///< numeric IPv4
  std::uint16_t port = 0;
  std::string host{};  ///< Host header; empty: address:port
  std::size_t connections = 64;
  std::chrono::milliseconds warm_up{500};
  std::chrono::milliseconds duration{5'000};
  double rate = 0;  ///< requests a second in all; 0: closed loop
  std::uint64_t seed = 1;
  bool spread = false;  ///< each request is made for another session, in turn; else one for each connection
};

struct TemplateFigures {
  std::string name;
  std::vector<std::uint32_t> latencies;  ///< microseconds of answers 2xx and 3xx, sorted
};

struct LoadFigures {
  double seconds = 0;
  std::vector<TemplateFigures> templates;
  std::map<int, std::uint64_t> refused;  ///< answers that are not 2xx or 3xx, by status
  std::uint64_t broken = 0;              ///< connections that failed or ended before an answer
  [[nodiscard]] std::uint64_t answered() const;
};

/// Runs until the time is over. Throws std::runtime_error where the server cannot be reached.
[[nodiscard]] LoadFigures run_load(const LoadOptions& options, const std::vector<RequestTemplate>& templates,
                                   const std::vector<SessionValues>& sessions);

/// The latency in milliseconds below which `share` of all lie; 0 without any. `sorted` must be.
[[nodiscard]] double quantile_ms(const std::vector<std::uint32_t>& sorted, double share);

}  // namespace intersession::bench
