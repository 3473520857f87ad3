// Expected failures as values.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace intersession::core {

/// What kind of failure it is; the HTTP layer maps each to one status (in brackets).
enum class ErrorCode {
  kMalformed,        ///< not readable as what it should be: broken JSON, broken framing [400]
  kInvalid,          ///< readable, but breaks a stated rule; `fields` names every place [422]
  kUnauthenticated,  ///< nobody is signed in [401]
  kNotFound,         ///< does not exist, or the principal may not know that it does [404]
  kConflict,         ///< the thing is in a state that does not allow this [409]
  kPrecondition,     ///< an ETag or base revision is stale [412]
  kTooMany,          ///< a throttle or limit; try again later [429]
  kUnavailable,      ///< overloaded or shutting down; try again [503]
  kNoSpace,          ///< the disk is full [507]
  kStorage,          ///< the database failed; the process must not acknowledge anything more [503, then exit]
  kInternal          ///< a bug [500]
};

/// One place in the input that is wrong.
struct FieldError {
  std::string pointer;  ///< JSON Pointer (RFC 6901) into the request body, or a parameter name
  std::string message;  ///< one plain sentence, for people

  bool operator==(const FieldError&) const = default;
};

/// A failure that a caller can act on.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;               ///< one plain sentence; never holds what a client typed
  std::vector<FieldError> fields{};  ///< every wrong place, in the order of the input
  std::string reason{};              ///< machine-readable word, such as the guard that failed; may be empty

  bool operator==(const Error&) const = default;
};

template <class T>
using Result = std::expected<T, Error>;

/// Shorthand for `return fail(ErrorCode::kConflict, "…")`.
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message,
                                                 std::string reason = {}) {
  return std::unexpected(Error{code, std::move(message), {}, std::move(reason)});
}

/// Shorthand for one wrong field [422].
[[nodiscard]] inline std::unexpected<Error> fail_field(std::string pointer, std::string message) {
  return std::unexpected(Error{ErrorCode::kInvalid,
                               "Something in the request is not right.",
                               {{std::move(pointer), std::move(message)}},
                               {}});
}

}  // namespace intersession::core
