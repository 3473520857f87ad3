// From a complete head to what is to be done with the request. No socket.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/random.hpp"
#include "platform/http/assets.hpp"
#include "platform/http/origin.hpp"
#include "platform/http/router.hpp"

namespace intersession::http {

/// Which security headers go with a response.
enum class HeaderKind { kApi, kFile, kPage };

/// A response and what the wire still has to add.
struct Answer {
  Response response;
  HeaderKind kind = HeaderKind::kApi;
  std::string nonce{};  ///< of the styles, where kPage
};

/// The order in which a request is looked at: probes, routes (same-origin first), the front door, the apps.
/// Thread-safe.
class Dispatch {
 public:
  /// All arguments must outlive this. `ready` answers /readyz, `delivers` /healthz/delivery.
  Dispatch(const Router& router, const Assets& assets, const Origin& origin, core::Random& random,
           std::string home, std::function<bool()> ready, std::function<bool()> delivers);

  struct Plan {
    std::optional<Answer> answer{};  ///< known already; the body, if any, need not be read
    Router::Match match{};           ///< else: read the body and run this route
  };
  [[nodiscard]] Plan plan(const Request& head) const;

  /// The answer to a request that is refused before it has a route.
  [[nodiscard]] static Answer refusal(int status, std::string_view reason);
  /// 503 with Retry-After.
  [[nodiscard]] static Answer busy();

 private:
  [[nodiscard]] std::optional<Answer> probe(const Request& head) const;
  [[nodiscard]] std::optional<Answer> file(const Request& head) const;

  const Router& router_;
  const Assets& assets_;
  const Origin& origin_;
  core::Random& random_;
  std::string home_;
  std::function<bool()> ready_;
  std::function<bool()> delivers_;
};

}  // namespace intersession::http
