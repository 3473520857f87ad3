// Instants, local times with zones, and the clock as an argument.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace intersession::core {

/// A point in time, UTC, whole microseconds. The database and the API know no other precision.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;
/// A wall-clock time without a zone.
using LocalTime = std::chrono::local_time<std::chrono::seconds>;
using LocalDate = std::chrono::local_days;

/// Where "now" comes from. Rules never read a clock; they are handed an Instant.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

/// The machine's clock. Thread-safe.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
};

/// A clock that tests set. Not thread-safe while it is being set.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant start) : now_(start) {}
  [[nodiscard]] Instant now() const override { return now_; }
  void set(Instant now) { now_ = now; }
  void advance(std::chrono::microseconds step) { now_ += step; }

 private:
  Instant now_;
};

/// True where the time-zone database knows the name, such as "Europe/Oslo".
[[nodiscard]] bool is_zone(std::string_view name);

/// The wall clock of a zone at an instant. Precondition: is_zone(zone).
[[nodiscard]] LocalTime to_local(Instant instant, std::string_view zone);
/// The offset from UTC in a zone at an instant, in seconds east. Precondition: is_zone(zone).
[[nodiscard]] std::chrono::seconds utc_offset(Instant instant, std::string_view zone);
/// The instant of a wall-clock time. A time inside a spring gap becomes the first instant after the gap; a
/// time that occurs twice in autumn becomes the first of the two. Precondition: is_zone(zone).
[[nodiscard]] Instant to_instant(LocalTime local, std::string_view zone);

/// RFC 3339 in UTC with microseconds, such as "2026-11-24T09:00:00.000000Z".
[[nodiscard]] std::string format_instant(Instant instant);
/// Reads RFC 3339 with "Z" or a numeric offset and up to six decimals; nothing where it is not that.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);

/// "2026-11-24T10:00:00".
[[nodiscard]] std::string format_local(LocalTime local);
/// Reads "2026-11-24T10:00" with optional ":SS"; nothing where it is not that or no such date exists.
[[nodiscard]] std::optional<LocalTime> parse_local(std::string_view text);

/// "2026-11-24".
[[nodiscard]] std::string format_date(LocalDate date);
[[nodiscard]] std::optional<LocalDate> parse_date(std::string_view text);

/// Microseconds since 1970-01-01T00:00Z, the form in the database.
[[nodiscard]] constexpr std::int64_t to_micros(Instant instant) {
  return instant.time_since_epoch().count();
}
[[nodiscard]] constexpr Instant from_micros(std::int64_t micros) {
  return Instant{std::chrono::microseconds{micros}};
}

}  // namespace intersession::core
