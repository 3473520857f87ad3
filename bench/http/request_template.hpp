// Requests to be made over and over, with fresh values in them.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace intersession::bench {

/// What one connection knows: the columns of its line in the sessions file.
using SessionValues = std::map<std::string, std::string, std::less<>>;

/// One kind of request, cut at its placeholders.
class RequestTemplate {
 public:
  RequestTemplate(std::string name, unsigned weight, std::string method, std::string path, std::string body);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] unsigned weight() const { return weight_; }
  /// The request as bytes. `host` is the Host header.
  [[nodiscard]] std::string render(std::string_view host, const SessionValues& session,
                                   std::mt19937_64& random) const;

 private:
  std::string name_;
  unsigned weight_;
  std::string method_;
  std::string path_;
  std::string body_;
};

/// Templates of a file; else one sentence that names the line.
[[nodiscard]] std::expected<std::vector<RequestTemplate>, std::string> read_templates(
    const std::string& path);
/// Lines of a sessions file; else one sentence.
[[nodiscard]] std::expected<std::vector<SessionValues>, std::string> read_sessions(const std::string& path);

}  // namespace intersession::bench
