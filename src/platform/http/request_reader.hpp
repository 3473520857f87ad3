// From bytes to a Request: the framing guard first, then Beast's parser. No socket.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "platform/http/framing_guard.hpp"
#include "platform/http/message.hpp"
#include "platform/http/origin.hpp"

namespace intersession::http {

struct ReaderLimits {
  std::size_t header_bytes = 8 * 1024;
  GuardLimits guard{};
};

/// Reads the requests of one connection, one after the other. Not thread-safe.
///
/// feed() until kHead; decide; accept_body(); feed() until kDone; use request(); next().
class RequestReader {
 public:
  enum class State {
    kWaiting,  ///< the head is not complete
    kHead,     ///< request() has everything but the body; accept_body() goes on
    kBody,     ///< the body is not complete
    kDone,     ///< request() is complete
    kRefused   ///< refusal() says why; the connection is of no more use
  };

  /// `origin` must outlive the reader.
  RequestReader(const Origin& origin, const ReaderLimits& limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Reads from the front of `bytes` and returns how many are used up. What is left must come again with more
  /// behind it. Reads nothing in kHead, kDone and kRefused.
  std::size_t feed(std::string_view bytes);
  /// From kHead to kBody or kDone, or to kRefused [413] where the announced length is over the limit.
  void accept_body(std::size_t limit);
  /// From kDone to kWaiting.
  void next();

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Framing& framing() const { return framing_; }
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }
  [[nodiscard]] Request& request() { return request_; }
  /// True where a part of a head is there.
  [[nodiscard]] bool has_begun() const { return scanned_ != 0; }

 private:
  class Parser;

  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_body(std::string_view bytes);
  void refuse(Refusal refusal);

  const Origin& origin_;
  ReaderLimits limits_;
  State state_ = State::kWaiting;
  Framing framing_;
  Refusal refusal_;
  Request request_;
  std::size_t scanned_ = 0;
  std::unique_ptr<Parser> parser_;
};

}  // namespace intersession::http
