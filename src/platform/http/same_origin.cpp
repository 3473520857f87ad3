#include "platform/http/same_origin.hpp"

#include "platform/http/text.hpp"

namespace intersession::http {
namespace {

bool is_json(std::string_view content_type) {
  const auto end = std::min(content_type.find(';'), content_type.size());
  return equal_ignoring_case(trimmed(content_type.substr(0, end)), "application/json");
}

Response refusal(std::string_view reason) {
  return Response::problem(403, "This request did not come from our own pages.", reason);
}

}  // namespace

std::optional<Response> refuse_cross_site(const Request& request, const Origin& origin) {
  if (not is_unsafe(request.method)) return std::nullopt;
  if (not is_json(request.header("content-type").value_or(""))) return refusal("content_type");
  if (request.header("x-requested-by") != "intersession") return refusal("requested_by");
  const auto site = request.header("sec-fetch-site");
  const auto from = request.header("origin");
  if (not site and not from) return refusal("origin_missing");
  if (site and *site != "same-origin") return refusal("cross_site");
  if (from and not origin.accepts_origin(*from)) return refusal("cross_site");
  return std::nullopt;
}

}  // namespace intersession::http
