// Who is asking, seen through a proxy.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.hpp"

namespace intersession::http {

/// A numeric IPv4 or IPv6 address in its usual form, IPv4 inside IPv6 as IPv4; empty where it is none.
[[nodiscard]] std::string canonical_address(std::string_view text);

/// The address that throttles count: the socket's own; or, where that is a trusted proxy, the last address in
/// X-Forwarded-For that is not one. What stands before it can be invented by anybody and is not read.
/// `trusted_proxies` in canonical form.
[[nodiscard]] std::string client_address(const std::string& socket_address, const Request& request,
                                         const std::vector<std::string>& trusted_proxies);

}  // namespace intersession::http
