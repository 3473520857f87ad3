// A client that sends exactly the bytes it is told to.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace intersession::http::testing {

/// One response as it came over the wire.
struct RawResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;

  /// All values of a header, joined by "|"; empty where absent.
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// A blocking TCP connection to 127.0.0.1. Every wait ends after ten seconds at the latest.
class RawClient {
 public:
  /// `receive_buffer`: bytes of the socket's buffer, 0 for the system's choice.
  explicit RawClient(std::uint16_t port, int receive_buffer = 0);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient& operator=(RawClient&&) = delete;

  /// False where the peer has closed.
  bool send(std::string_view bytes);
  /// The next response; nothing where the connection ends or ten seconds pass before it is complete.
  std::optional<RawResponse> receive(bool to_head = false);
  /// True where nothing more comes and the peer has closed; false where bytes come or `time` passes.
  bool closed(std::chrono::milliseconds time = std::chrono::seconds{10});
  /// True where bytes or the end of the connection come within `time`.
  bool readable(std::chrono::milliseconds time);

 private:
  bool fill();

  int socket_ = -1;
  std::string buffer_;
};

}  // namespace intersession::http::testing
