#include "platform/core/bytes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "platform/core/random.hpp"

namespace intersession::core {
namespace {

RC_GTEST_PROP(BytesProperty, TextFormsRoundTrip, (const Bytes& bytes)) {
  RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
  RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes);
}

TEST(Bytes, RefuseOtherText) {
  EXPECT_FALSE(from_hex("abc"));
  EXPECT_FALSE(from_hex("zz"));
  EXPECT_FALSE(from_base64url("a+b"));
  EXPECT_FALSE(from_base64url("YQ=="));
}

TEST(Bytes, Sha256OfAKnownText) {
  EXPECT_EQ(to_hex(sha256(as_bytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Bytes, Utf8) {
  EXPECT_TRUE(is_utf8("aü€😀"));
  for (const char* bad : {"\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
  EXPECT_EQ(code_points("aü€😀"), 4U);
}

TEST(Ids, TextIsExactlyThirtyTwoLowerCaseDigits) {
  SeededRandom random(7);
  const Id id = random.id(from_micros(1'800'000'000'000'000));
  EXPECT_EQ(Id::parse(id.text()), id);
  EXPECT_FALSE(Id::parse("00000000000000000000000000000000"));
  EXPECT_FALSE(Id::parse("000000000000000000000000000000AB"));
  EXPECT_FALSE(Id::parse(id.text() + "0"));
}

TEST(Ids, OrderFollowsTime) {
  SystemRandom random;
  EXPECT_LT(random.id(from_micros(1'000'000'000'000)), random.id(from_micros(1'000'000'002'000)));
}

RC_GTEST_PROP(RandomProperty, BelowStaysBelow, (std::uint64_t seed)) {
  SeededRandom random(seed);
  const auto bound = *rc::gen::inRange<std::uint32_t>(1, 1'000'000);
  RC_ASSERT(random.below(bound) < bound);
}

}  // namespace
}  // namespace intersession::core
