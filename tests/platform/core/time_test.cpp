#include "platform/core/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace intersession::core {
namespace {

Instant at(std::string_view text) {
  return parse_instant(text).value();
}

TEST(Time, InstantsKeepTheirText) {
  EXPECT_EQ(format_instant(at("2026-11-24T09:00:00Z")), "2026-11-24T09:00:00.000000Z");
  EXPECT_EQ(format_instant(at("2026-11-24T09:00:00.5+02:00")), "2026-11-24T07:00:00.500000Z");
  for (const char* bad : {"", "2026-11-24", "2026-11-24T09:00Z", "2026-13-01T00:00:00Z",
                          "2026-02-30T00:00:00Z", "2026-11-24T24:00:00Z", "2026-11-24T09:00:00",
                          "2026-11-24T09:00:00.Z", "2026-11-24T09:00:00Zx", "2026-11-24T09:00:60Z"}) {
    EXPECT_FALSE(parse_instant(bad).has_value()) << bad;
  }
}

RC_GTEST_PROP(TimeProperty, FormatAndParseAgree, ()) {
  const Instant instant = from_micros(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000'000));
  RC_ASSERT(parse_instant(format_instant(instant)) == instant);
}

TEST(Time, GapBecomesTheFirstInstantAfterIt) {
  // Oslo, 29 March 2026: 02:00 jumps to 03:00.
  const auto local = parse_local("2026-03-29T02:30").value();
  EXPECT_EQ(format_instant(to_instant(local, "Europe/Oslo")), "2026-03-29T01:00:00.000000Z");
}

TEST(Time, FoldBecomesTheFirstOfTheTwo) {
  const auto local = parse_local("2026-10-25T02:30").value();
  EXPECT_EQ(format_instant(to_instant(local, "Europe/Oslo")), "2026-10-25T00:30:00.000000Z");
}

RC_GTEST_PROP(TimeProperty, LocalAndBackOutsideFolds, ()) {
  const auto zone = *rc::gen::element<std::string>("Europe/Oslo", "America/New_York", "Asia/Kolkata", "UTC");
  const Instant instant =
      from_micros(*rc::gen::inRange<std::int64_t>(1'500'000'000, 1'900'000'000) * 1'000'000);
  const Instant back = to_instant(to_local(instant, zone), zone);
  RC_ASSERT(back == instant or to_local(back, zone) == to_local(instant, zone));
}

TEST(Time, ZonesByName) {
  EXPECT_TRUE(is_zone("Europe/Oslo"));
  EXPECT_FALSE(is_zone("Europe/Nowhere"));
  EXPECT_FALSE(is_zone(""));
}

}  // namespace
}  // namespace intersession::core
