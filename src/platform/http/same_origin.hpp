// Against requests forged by other sites.
#pragma once

#include <optional>
#include <string_view>

#include "platform/http/message.hpp"
#include "platform/http/origin.hpp"

namespace intersession::http {

/// The refusal (403 problem) of a request that changes something and does not prove that our own page sent
/// it; nothing where it may go on. GET and HEAD always may: they change nothing.
///
/// Asked for: Content-Type application/json, X-Requested-By: intersession, and at least one of Sec-Fetch-Site
/// and Origin, each of which, where present, must say that the request is same-origin.
[[nodiscard]] std::optional<Response> refuse_cross_site(const Request& request, const Origin& origin);

}  // namespace intersession::http
