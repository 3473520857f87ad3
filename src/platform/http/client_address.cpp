#include "platform/http/client_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "platform/http/text.hpp"

namespace intersession::http {

std::string canonical_address(std::string_view text) {
  const std::string copy(text);
  std::array<char, INET6_ADDRSTRLEN> out{};
  in_addr v4{};
  if (inet_pton(AF_INET, copy.c_str(), &v4) == 1) {
    return inet_ntop(AF_INET, &v4, out.data(), out.size());
  }
  in6_addr v6{};
  if (inet_pton(AF_INET6, copy.c_str(), &v6) != 1) return {};
  if (IN6_IS_ADDR_V4MAPPED(&v6)) return inet_ntop(AF_INET, &v6.s6_addr[12], out.data(), out.size());
  return inet_ntop(AF_INET6, &v6, out.data(), out.size());
}

std::string client_address(const std::string& socket_address, const Request& request,
                           const std::vector<std::string>& trusted_proxies) {
  const auto trusted = [&](const std::string& address) {
    return std::ranges::find(trusted_proxies, address) != trusted_proxies.end();
  };
  if (not trusted(socket_address)) return socket_address;
  std::string_view list = request.header("x-forwarded-for").value_or("");
  std::string nearest = socket_address;
  while (not list.empty()) {
    const auto comma = list.rfind(',');
    const auto last = trimmed(comma == std::string_view::npos ? list : list.substr(comma + 1));
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
    auto address = canonical_address(last);
    if (address.empty()) break;
    nearest = std::move(address);
    if (not trusted(nearest)) break;
  }
  return nearest;
}

}  // namespace intersession::http
