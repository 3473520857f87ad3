#include "access/password.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "access/email.hpp"
#include "access/throttle.hpp"

namespace intersession::access {
namespace {

using namespace std::chrono_literals;

TEST(PasswordTest, LengthCountsAndNothingElse) {
  EXPECT_TRUE(password_problem("elevenchars", {}));
  EXPECT_FALSE(password_problem("twelve chars", {}));
  EXPECT_FALSE(password_problem("søppelbøtte på", {})) << "code points, not bytes";
  EXPECT_TRUE(password_problem("ååååååååååå", {})) << "eleven of them, though 22 bytes";
  EXPECT_FALSE(password_problem(std::string(127, 'x') + "y", {}));
  EXPECT_TRUE(password_problem(std::string(128, 'x') + "y", {}));
  EXPECT_TRUE(password_problem("not utf-8 \xff\xfe here", {}));
}

TEST(PasswordTest, RefusesWhatEverybodyTriesFirst) {
  for (const char* const common :
       {"password1234", "PassWord1234", "pass-word 1234", "qwertyuiop123", "correct horse battery staple",
        "111111111111", "abcabcabcabc", "123412341234", "234567890123", "abcdefghijklmn", "987654321098",
        "Welcome12345!"})
    EXPECT_TRUE(password_problem(common, {})) << common;
  for (const char* const good :
       {"a walk by the sea", "rainy tuesday tram", "Xk4!rettungsboje", "1122334455667"})
    EXPECT_FALSE(password_problem(good, {})) << good;
}

TEST(PasswordTest, RefusesOnesOwnNameAndAddress) {
  EXPECT_TRUE(password_problem("olivia owner", {"Olivia Owner", "owner@example.org"}));
  EXPECT_TRUE(password_problem("Owner@Example.org1", {"Olivia Owner", "owner@example.org"}));
  EXPECT_FALSE(password_problem("olivia owner likes long walks", {"Olivia Owner"}));
  EXPECT_FALSE(password_problem("a walk by the sea", {"Al", ""}));
}

TEST(PasswordHasherTest, VerifiesWhatItHashed) {
  PasswordHasher hasher{PasswordHasher::Cost{1, 8192}};
  const auto hashed = hasher.hash("a walk by the sea");
  ASSERT_TRUE(hashed);
  EXPECT_TRUE(hashed->starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
  EXPECT_NE(*hashed, hasher.hash("a walk by the sea")) << "salted";
  EXPECT_EQ(hasher.verify(*hashed, "a walk by the sea"), true);
  EXPECT_EQ(hasher.verify(*hashed, "a walk by the lake"), false);
  EXPECT_EQ(hasher.verify("not a hash", "x"), false);
  EXPECT_EQ(hasher.verify_nobody("nobody has this password"), false);
}

TEST(PasswordHasherTest, UsesTheStatedCost) {
  PasswordHasher hasher;
  EXPECT_TRUE(hasher.hash("a walk by the sea")->starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

TEST(PasswordHasherTest, TurnsAwayWhatTheQueueCannotHold) {
  PasswordHasher hasher{PasswordHasher::Cost{2, std::size_t{8} * 1024 * 1024}, 1, 2};
  std::atomic<int> done = 0;
  std::atomic<int> away = 0;
  {
    std::latch start(24);
    std::vector<std::jthread> people;
    for (int i = 0; i < 24; ++i)
      people.emplace_back([&] {
        start.arrive_and_wait();
        const auto hashed = hasher.hash("a walk by the sea");
        if (hashed) {
          ++done;
        } else if (hashed.error().code == core::ErrorCode::kUnavailable) {
          ++away;
        }
      });
  }
  EXPECT_EQ(done + away, 24);
  EXPECT_GE(done, 3) << "one computes, two wait";
  EXPECT_GE(away, 1);
  EXPECT_TRUE(hasher.hash("a walk by the sea")) << "places come free again";
}

TEST(EmailTest, HasOneNormalForm) {
  EXPECT_EQ(normal_email(" Anna@Example.ORG\n"), "anna@example.org");
  EXPECT_EQ(normal_email("a+b@x"), "a+b@x");
  EXPECT_EQ(normal_email("søren@bø.no"), "søren@bø.no");
  for (const std::string& wrong :
       {std::string(), std::string("x"), std::string("@x"), std::string("x@"), std::string("a@b@c"),
        std::string("a b@c"), std::string("a@b\r\nBcc: c@d"), std::string("<a@b>"), std::string("a@b,c"),
        std::string(250, 'a') + "@b.cd"})
    EXPECT_FALSE(normal_email(wrong)) << wrong;
}

TEST(ThrottleTest, FailuresFadeWhileNobodyTries) {
  const core::Instant start = core::from_micros(1'000'000'000'000'000);
  ThrottleState state;
  for (int i = 0; i < 10; ++i) state = after_try(state, ThrottleKind::kAccount, start);
  EXPECT_EQ(state.failures, 10);
  EXPECT_EQ(wait_before_try(state, start), 32s);
  EXPECT_EQ(wait_before_try(state, start + 31s), 1s);
  EXPECT_EQ(wait_before_try(state, start + 32s), 0s);
  EXPECT_EQ(after_try(state, ThrottleKind::kAccount, start + 3h).failures, 8) << "one an hour, and this one";
  EXPECT_EQ(after_try(state, ThrottleKind::kNetwork, start + 3min).failures, 8) << "one a minute";
  EXPECT_EQ(after_try(state, ThrottleKind::kAccount, start + 10000h).failures, 1);
}

TEST(ThrottleTest, AClockSetBackLocksNobodyOutForLong) {
  const core::Instant start = core::from_micros(1'000'000'000'000'000);
  ThrottleState state;
  for (int i = 0; i < 1000; ++i) state = after_try(state, ThrottleKind::kAccount, start);
  EXPECT_EQ(wait_before_try(state, start), kLongestDelay);
  EXPECT_EQ(wait_before_try(state, start - 24h), kLongestDelay);
  EXPECT_EQ(after_try(state, ThrottleKind::kAccount, start - 24h).failures, 1001);
}

TEST(ThrottleTest, NetworksAreSlash24AndSlash56) {
  EXPECT_EQ(network_prefix("192.0.2.1"), network_prefix("192.0.2.254"));
  EXPECT_NE(network_prefix("192.0.2.1"), network_prefix("192.0.3.1"));
  EXPECT_EQ(network_prefix("::ffff:192.0.2.1"), network_prefix("192.0.2.77"));
  EXPECT_EQ(network_prefix("2001:db8:1:2::1"), network_prefix("2001:db8:1:ff::9"));
  EXPECT_NE(network_prefix("2001:db8:1:200::1"), network_prefix("2001:db8:1:100::1"));
  EXPECT_EQ(network_prefix("fe80::1%eth0"), network_prefix("fe80::2"));
  EXPECT_EQ(network_prefix("somewhere"), "somewhere");
}

}  // namespace
}  // namespace intersession::access
