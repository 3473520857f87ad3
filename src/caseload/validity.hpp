// How long what was computed from a record stays true while nobody writes to it.
#pragma once

#include "caseload/client_file.hpp"

namespace intersession::caseload {

/// The span around an instant in which time alone changes nothing: [from, until).
struct Validity {
  core::Instant from = core::Instant::min();
  core::Instant until = core::Instant::max();

  /// The answer may turn at `at`, seen from `now`.
  void turn(core::Instant at, core::Instant now);
  [[nodiscard]] bool holds(core::Instant now) const { return from <= now and now < until; }
};

/// For Today and the caseload row of a file: both turn at the client's midnight, at the beginning and end of
/// each window and two days after it (when it leaves Today), at a session, one and two days before it, and
/// with the week of the treatment; the row also when a measure opens, is due or closes, and a week after each
/// entry.
[[nodiscard]] Validity validity_of(const ClientFile& file, core::Instant now);

}  // namespace intersession::caseload
