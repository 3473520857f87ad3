#include "platform/http/router.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>
#include <tuple>

#include "platform/core/json.hpp"
#include "platform/http/target.hpp"
#include "platform/http/text.hpp"

namespace intersession::http {
namespace {

constexpr std::size_t kMethodCount = 6;

struct Segment {
  std::string text;  ///< literal, or the parameter's name
  bool is_parameter = false;
};

bool is_literal_character(char c) {
  return is_token_character(c) and c != '%' and c != '*';
}

/// Nothing where the pattern is not one.
std::optional<std::vector<Segment>> parse_pattern(std::string_view pattern) {
  if (pattern.size() < 2 or pattern.front() != '/') return std::nullopt;
  pattern.remove_prefix(1);
  std::vector<Segment> segments;
  std::set<std::string> names;
  while (true) {
    const auto slash = pattern.find('/');
    const auto part = pattern.substr(0, slash);
    const bool is_parameter = part.size() > 2 and part.front() == '{' and part.back() == '}';
    const auto text = is_parameter ? part.substr(1, part.size() - 2) : part;
    if (text.empty() or not std::ranges::all_of(text, is_literal_character)) return std::nullopt;
    if (is_parameter and not names.emplace(text).second) return std::nullopt;
    segments.push_back({std::string(text), is_parameter});
    if (slash == std::string_view::npos) return segments;
    pattern.remove_prefix(slash + 1);
  }
}

/// One place in the tree of patterns.
struct Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::array<const Route*, kMethodCount> routes{};
  std::array<std::vector<std::string>, kMethodCount> names;  ///< of the parameters on the way here

  [[nodiscard]] bool ends_here() const {
    return std::ranges::any_of(routes, [](const Route* route) { return route != nullptr; });
  }
};

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.empty() or path.front() != '/') return segments;
  path.remove_prefix(1);
  while (true) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

/// The node whose pattern fits; a literal wins over a parameter. `values` gets the raw parameter segments.
const Node* find_node(const Node& node, const std::vector<std::string_view>& segments, std::size_t at,
                      std::vector<std::string_view>& values) {
  if (at == segments.size()) return node.ends_here() ? &node : nullptr;
  if (const auto literal = node.literals.find(segments[at]); literal != node.literals.end()) {
    if (const Node* found = find_node(*literal->second, segments, at + 1, values)) return found;
  }
  if (node.parameter != nullptr and not segments[at].empty()) {
    values.push_back(segments[at]);
    if (const Node* found = find_node(*node.parameter, segments, at + 1, values)) return found;
    values.pop_back();
  }
  return nullptr;
}

std::string allowed_methods(const Node& node) {
  std::string allow;
  for (std::size_t i = 0; i < kMethodCount; ++i) {
    const auto method = static_cast<Method>(i);
    const bool from_get =
        method == Method::kHead and node.routes[static_cast<std::size_t>(Method::kGet)] != nullptr;
    if (node.routes[i] == nullptr and not from_get) continue;
    allow += (allow.empty() ? "" : ", ") + std::string(method_name(method));
  }
  return allow;
}

const Response& not_found() {
  static const Response response = Response::problem(404, "There is nothing here.");
  return response;
}

}  // namespace

struct Router::Table {
  std::deque<Route> storage;  // addresses stay
  std::vector<Route> listed;
  std::vector<core::FieldError> mistakes;
  Node root;
};

Router::Router() : table_(std::make_unique<Table>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route) {
  const std::string name = std::string(method_name(route.method)) + " " + route.pattern;
  const auto mistake = [&](std::string message) { table_->mistakes.push_back({name, std::move(message)}); };
  if (route.policy.empty()) mistake("The route has no policy.");
  if (not route.handle) mistake("The route has no handler.");
  table_->listed.push_back(route);
  const auto segments = parse_pattern(route.pattern);
  if (not segments) return mistake("This is not a pattern.");

  Node* node = &table_->root;
  std::vector<std::string> names;
  for (const auto& segment : *segments) {
    auto& next = segment.is_parameter ? node->parameter : node->literals[segment.text];
    if (next == nullptr) next = std::make_unique<Node>();
    node = next.get();
    if (segment.is_parameter) names.push_back(segment.text);
  }
  const auto index = static_cast<std::size_t>(route.method);
  if (node->routes[index] != nullptr) return mistake("The route exists already.");
  table_->storage.push_back(std::move(route));
  node->routes[index] = &table_->storage.back();
  node->names[index] = std::move(names);
}

core::Result<void> Router::check() const {
  if (table_->mistakes.empty()) return {};
  core::Error error;
  error.code = core::ErrorCode::kInternal;
  error.message = "The route table is wrong: " + table_->mistakes.front().pointer + ": " +
                  table_->mistakes.front().message;
  error.fields = table_->mistakes;
  return std::unexpected(std::move(error));
}

Router::Match Router::match(Method method, std::string_view path) const {
  Match match;
  const auto segments = split(path);
  std::vector<std::string_view> values;
  const Node* node = segments.empty() ? nullptr : find_node(table_->root, segments, 0, values);
  if (node == nullptr) return match;

  auto index = static_cast<std::size_t>(method);
  if (method == Method::kHead and node->routes[index] == nullptr)
    index = static_cast<std::size_t>(Method::kGet);
  if (node->routes[index] == nullptr) {
    match.kind = Match::Kind::kOtherMethods;
    match.allow = allowed_methods(*node);
    return match;
  }
  match.parameters.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto value = decode_segment(values[i]);
    if (not value) {
      match.kind = Match::Kind::kUndecodable;
      return match;
    }
    match.parameters.push_back({node->names[index][i], std::move(*value)});
  }
  match.kind = Match::Kind::kFound;
  match.route = node->routes[index];
  return match;
}

Response Router::handle(const Request& request) const {
  auto found = match(request.method, request.path);
  if (found.kind != Match::Kind::kFound) return run(found, request);
  Request routed = request;
  routed.parameters = std::move(found.parameters);
  return run(found, routed);
}

Response Router::run(const Match& match, const Request& request, const ExceptionReport& report) {
  switch (match.kind) {
    case Match::Kind::kUnknownPath:
      return not_found();
    case Match::Kind::kOtherMethods:
      return Response::problem(405, "This cannot be done here.").set_header("Allow", match.allow);
    case Match::Kind::kUndecodable:
      return Response::problem(400, "The address cannot be read.");
    case Match::Kind::kFound:
      break;
  }
  try {
    return match.route->handle(request);
  } catch (const std::exception& exception) {
    if (report) report(match.route->pattern, exception.what());
    return Response::problem(500, "Something went wrong on our side.");
  }
}

const std::vector<Route>& Router::routes() const {
  return table_->listed;
}

std::string Router::routes_json() const {
  std::vector<const Route*> sorted;
  for (const auto& route : table_->listed) sorted.push_back(&route);
  std::ranges::sort(sorted, {}, [](const Route* route) { return std::tie(route->pattern, route->method); });
  core::json::array list;
  for (const Route* route : sorted) {
    list.push_back(core::json::object{{"method", method_name(route->method)},
                                      {"pattern", route->pattern},
                                      {"policy", route->policy},
                                      {"requestSchema", route->request_schema},
                                      {"responseSchema", route->response_schema},
                                      {"bodyLimit", route->body_limit}});
  }
  return core::to_json(list);
}

}  // namespace intersession::http
