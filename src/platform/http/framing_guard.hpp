// Where a request ends must be beyond doubt: the raw bytes of a head are checked before anything parses them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "platform/http/message.hpp"
#include "platform/http/origin.hpp"

namespace intersession::http {

/// How far a head has come in.
struct HeadScan {
  enum class State {
    kIncomplete,  ///< as far as it goes nothing is wrong
    kComplete,    ///< `size` bytes, the empty line included
    kBroken       ///< a bare CR or LF, NUL or other control character, or a leading empty line
  };
  State state = State::kIncomplete;
  std::size_t size = 0;
};
/// Looks for the end of the head. `scanned` bytes at the front were kIncomplete before.
[[nodiscard]] HeadScan scan_head(std::string_view bytes, std::size_t scanned = 0);

/// What a head says about its request's extent.
struct Framing {
  enum class Body { kNone, kLength, kChunked };
  Method method = Method::kGet;
  Body body = Body::kNone;
  std::uint64_t length = 0;  ///< where kLength
  bool keep_alive = true;    ///< HTTP/1.1 without "Connection: close"
  bool expects_continue = false;
};

/// Why a head is refused; each refusal is answered with `status` and the connection closed.
struct Refusal {
  int status = 400;
  std::string_view reason;  ///< a word for tests and figures
};

struct GuardLimits {
  std::size_t fields = 64;
  std::size_t target_bytes = 2 * 1024;
};

/// Checks a complete head (scan_head's bytes). Refused: whatever two HTTP implementations could read
/// differently, and whatever this server does not do:
/// 400  request line not "METHOD SP /target SP HTTP/1.x"; target not ASCII, not in origin form, or with "#";
///      space before a colon; obs-fold; a name that is no token; a control character in a value;
///      Transfer-Encoding other than exactly "chunked", more than once, with HTTP/1.0 or with
///      Content-Length; Content-Length that is not one plain number, once; a body on GET, HEAD, DELETE;
///      Host missing, twice, or not ours; a singleton header twice; Upgrade
/// 411  POST, PUT, PATCH without Content-Length or chunked
/// 414  target too long    415  Content-Encoding    417  Expect other than 100-continue
/// 431  too many fields    501  a method that this server does not know
/// Pure; RFC 9112, sections 2.2, 3, 5 and 6, stricter wherever it leaves a choice.
[[nodiscard]] std::optional<Refusal> check_head(std::string_view head, const Origin& origin,
                                                const GuardLimits& limits, Framing& framing);

}  // namespace intersession::http
