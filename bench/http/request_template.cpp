#include "request_template.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>

namespace intersession::bench {
namespace {

/// As the apps make them (web/shared/id.ts): the hour in 48 bits of milliseconds, then 80 random bits.
std::string fresh_id(std::mt19937_64& random) {
  const auto hour = std::chrono::floor<std::chrono::hours>(std::chrono::system_clock::now());
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(hour.time_since_epoch()).count();
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%012llx%04llx%016llx", static_cast<unsigned long long>(millis),
                static_cast<unsigned long long>(random() & 0xffff),
                static_cast<unsigned long long>(random()));
  return text.data();
}

std::string now_text() {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count();
  const std::time_t seconds = micros / 1'000'000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> date{};
  std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%s.%06lldZ", date.data(),
                static_cast<long long>(micros % 1'000'000));
  return text.data();
}

/// Values of one request; ids stay the same within it.
class Values {
 public:
  Values(const SessionValues& session, std::mt19937_64& random) : session_(session), random_(random) {}

  std::string operator()(std::string_view name) {
    if (name == "now") return now_text();
    if (name == "count") return std::to_string(++counter_);
    if (name.starts_with("id")) {
      auto& id = ids_[std::string(name)];
      if (id.empty()) id = fresh_id(random_);
      return id;
    }
    const auto found = session_.find(name);
    return found == session_.end() ? std::string{} : found->second;
  }

 private:
  static inline std::uint64_t counter_ = 0;
  const SessionValues& session_;
  std::mt19937_64& random_;
  std::map<std::string, std::string> ids_;
};

std::string fill(std::string_view text, Values& values) {
  std::string filled;
  while (true) {
    const auto open = text.find("{{");
    const auto close = text.find("}}", open);
    if (open == std::string_view::npos or close == std::string_view::npos) return filled.append(text);
    filled.append(text.substr(0, open)).append(values(text.substr(open + 2, close - open - 2)));
    text.remove_prefix(close + 2);
  }
}

}  // namespace

RequestTemplate::RequestTemplate(std::string name, unsigned weight, std::string method, std::string path,
                                 std::string body)
    : name_(std::move(name)),
      weight_(weight),
      method_(std::move(method)),
      path_(std::move(path)),
      body_(std::move(body)) {}

std::string RequestTemplate::render(std::string_view host, const SessionValues& session,
                                    std::mt19937_64& random) const {
  Values values(session, random);
  std::string text = method_ + " " + fill(path_, values) + " HTTP/1.1\r\nHost: " + std::string(host) + "\r\n";
  if (const auto cookie = session.find("cookie"); cookie != session.end()) {
    text += "Cookie: " + cookie->second + "\r\n";
  }
  if (method_ == "GET" or method_ == "HEAD") return text + "\r\n";
  text +=
      "Content-Type: application/json\r\nX-Requested-By: intersession\r\n"
      "Sec-Fetch-Site: same-origin\r\n";
  if (method_ == "DELETE") return text + "\r\n";
  const auto body = fill(body_, values);
  return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::expected<std::vector<RequestTemplate>, std::string> read_templates(const std::string& path) {
  std::ifstream file(path);
  if (not file) return std::unexpected("Cannot read " + path + ".");
  std::vector<RequestTemplate> templates;
  std::string line;
  std::array<std::string, 3> parts;  // name, method, path
  unsigned weight = 0;
  std::string body;
  const auto finish = [&] {
    if (weight > 0) templates.emplace_back(parts[0], weight, parts[1], parts[2], body);
    body.clear();
  };
  for (int number = 1; std::getline(file, line); ++number) {
    if (not line.starts_with("###")) {
      body += line;
      continue;
    }
    finish();
    std::istringstream words(line.substr(3));
    if (not(words >> parts[0] >> weight >> parts[1] >> parts[2])) {
      return std::unexpected(path + ", line " + std::to_string(number) +
                             ": not \"### name weight METHOD path\".");
    }
  }
  finish();
  if (templates.empty()) return std::unexpected(path + " holds no template.");
  return templates;
}

std::expected<std::vector<SessionValues>, std::string> read_sessions(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (not std::getline(file, line)) return std::unexpected("Cannot read " + path + ".");
  const auto cells = [](const std::string& text) {
    std::vector<std::string> result;
    std::istringstream stream(text);
    for (std::string cell; std::getline(stream, cell, '\t');) result.push_back(cell);
    return result;
  };
  const auto names = cells(line);
  std::vector<SessionValues> sessions;
  while (std::getline(file, line)) {
    const auto values = cells(line);
    if (values.size() != names.size())
      return std::unexpected("A line of " + path + " has another number of columns.");
    auto& session = sessions.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) session[names[i]] = values[i];
  }
  if (sessions.empty()) return std::unexpected(path + " holds no line.");
  return sessions;
}

}  // namespace intersession::bench
