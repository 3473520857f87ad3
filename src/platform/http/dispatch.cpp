#include "platform/http/dispatch.hpp"

#include <array>

#include "platform/core/bytes.hpp"
#include "platform/http/same_origin.hpp"

namespace intersession::http {
namespace {

Response plain(int status, std::string_view text) {
  Response response;
  response.status = status;
  response.headers.push_back({"Content-Type", "text/plain; charset=utf-8"});
  response.body = text;
  return response;
}

std::string_view detail_of(int status) {
  switch (status) {
    case 408:
      return "The request took too long to arrive.";
    case 411:
      return "The request must say how long its body is.";
    case 413:
      return "The request is larger than it may be.";
    case 414:
      return "The address is longer than it may be.";
    case 415:
      return "Encoded request bodies are not read.";
    case 417:
      return "The server cannot do what the request expects.";
    case 431:
      return "The request has too many or too long headers.";
    case 501:
      return "The server does not know this method.";
    default:
      return "The request cannot be read.";
  }
}

}  // namespace

Dispatch::Dispatch(const Router& router, const Assets& assets, const Origin& origin, core::Random& random,
                   std::string home, std::function<bool()> ready, std::function<bool()> delivers)
    : router_(router),
      assets_(assets),
      origin_(origin),
      random_(random),
      home_(std::move(home)),
      ready_(std::move(ready)),
      delivers_(std::move(delivers)) {}

Answer Dispatch::refusal(int status, std::string_view reason) {
  return {Response::problem(status, detail_of(status), reason)};
}

Answer Dispatch::busy() {
  return {Response::problem(503, "There are more requests than can be answered right now.", "busy")};
}

std::optional<Answer> Dispatch::probe(const Request& head) const {
  const bool health = head.path == "/healthz";
  const bool delivery = head.path == "/healthz/delivery";
  if (not health and not delivery and head.path != "/readyz") return std::nullopt;
  if (is_unsafe(head.method)) {
    return Answer{Response::problem(405, "This cannot be done here.").set_header("Allow", "GET, HEAD")};
  }
  if (delivery)
    return Answer{delivers_() ? plain(200, "ok\n") : plain(503, "messages about alerts cannot leave\n")};
  if (health or ready_()) return Answer{plain(200, "ok\n")};
  return Answer{plain(503, "not ready\n").set_header("Retry-After", "1")};
}

std::optional<Answer> Dispatch::file(const Request& head) const {
  if (head.path == "/" and not is_unsafe(head.method) and not home_.empty()) {
    return Answer{Response::redirect(302, home_), HeaderKind::kFile};
  }
  std::array<unsigned char, 16> bytes{};
  random_.fill(bytes);
  auto nonce = core::to_base64url(bytes);
  auto found = assets_.answer(head, nonce);
  if (not found) return std::nullopt;
  return Answer{std::move(found->response), found->page ? HeaderKind::kPage : HeaderKind::kFile,
                std::move(nonce)};
}

Dispatch::Plan Dispatch::plan(const Request& head) const {
  Plan plan;
  if ((plan.answer = probe(head))) return plan;
  plan.match = router_.match(head.method, head.path);
  if (plan.match.kind == Router::Match::Kind::kFound) {
    if (auto refused = refuse_cross_site(head, origin_)) plan.answer = Answer{std::move(*refused)};
    return plan;
  }
  if (plan.match.kind == Router::Match::Kind::kUnknownPath and not head.path.starts_with("/api/")) {
    if ((plan.answer = file(head))) return plan;
  }
  plan.answer = Answer{Router::run(plan.match, head)};
  return plan;
}

}  // namespace intersession::http
