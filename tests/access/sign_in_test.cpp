#include "access/sign_in.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "access/audit.hpp"
#include "access/token.hpp"
#include "access/world.hpp"

namespace intersession::access {
namespace {

using namespace std::chrono_literals;
using testing::must;
using testing::why;
using testing::World;

class SignInTest : public ::testing::TestWithParam<std::string> {
 protected:
  using Outcome = core::Result<std::variant<SignedIn, ComeBackLater>>;

  Outcome attempt(const std::string& email, const std::string& password,
                  const std::string& peer = "192.0.2.1", const std::string& device = "",
                  const std::string& old_cookie = "") {
    return sign_in(world.access, {email, password, peer, device, old_cookie});
  }
  static bool in(const Outcome& outcome) { return outcome and std::holds_alternative<SignedIn>(*outcome); }
  static std::chrono::seconds wait(const Outcome& outcome) {
    if (not outcome or not std::holds_alternative<ComeBackLater>(*outcome)) return 0s;
    return std::get<ComeBackLater>(*outcome).wait;
  }
  World world{GetParam()};
  const std::string owner = "owner@example.org";
  const std::string right = World::kPassword;
};

INSTANTIATE_TEST_SUITE_P(Engines, SignInTest, ::testing::ValuesIn(testing::engines()),
                         [](const auto& each) { return each.param; });

TEST_P(SignInTest, LetsInWithTheRightPasswordOnly) {
  EXPECT_TRUE(in(attempt(owner, right)));
  EXPECT_TRUE(in(attempt("  Owner@Example.ORG ", right))) << "the same address";
  for (const std::string wrong : {"a walk by the se", "A walk by the sea", "a walk by the sea ", "x"})
    EXPECT_EQ(attempt(owner, wrong, "198.51.100.1").error().code, core::ErrorCode::kUnauthenticated);
}

TEST_P(SignInTest, AnUnknownAWrongAnInvitedAndADisabledAccountGetOneAnswer) {
  must(invite_member(world.access, world.scope(world.owner()),
                     {"Iris", "invited@example.org", {Role::kTherapist}}));
  const Principal gone = world.therapist("gone@example.org");
  must(disable_member(world.access, world.scope(world.owner()), gone.member()));
  const auto wrong = attempt(owner, "not the password", "192.0.2.1").error();
  EXPECT_EQ(attempt("unknown@example.org", right, "198.51.100.1").error(), wrong);
  EXPECT_EQ(attempt("no address at all", right, "198.51.100.1").error(), wrong);
  EXPECT_EQ(attempt("invited@example.org", right, "203.0.113.1").error(), wrong);
  EXPECT_EQ(attempt("gone@example.org", right, "203.0.113.1").error(), wrong);
}

TEST_P(SignInTest, ThrottlesAKnownAndAnUnknownAccountAlike) {
  for (const std::string& email : {owner, std::string("unknown@example.org")}) {
    int network = 0;
    const auto guess = [&] {  // every guess from another network
      ++network;
      return attempt(email, "guess",
                     "10." + std::to_string(network / 200) + "." + std::to_string(network % 200) + ".1");
    };
    for (int i = 0; i < 6; ++i) EXPECT_EQ(wait(guess()), 0s) << i;
    std::vector<std::chrono::seconds> waits;
    for (int i = 0; i < 12; ++i) {
      const auto w = wait(guess());
      waits.push_back(w);
      world.clock.advance(w);
      EXPECT_EQ(wait(guess()), 0s) << "after the wait one try is evaluated";
    }
    const std::vector<std::chrono::seconds> expected{2s,   4s,   8s,   16s,  32s,  64s,
                                                     128s, 256s, 512s, 900s, 900s, 900s};
    EXPECT_EQ(waits, expected) << email;
    EXPECT_EQ(wait(attempt(email, right, "172.16.0.1")), 900s) << "the right password waits too";
  }
}

TEST_P(SignInTest, ThrottlesANetworkOverAllAccounts) {
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(wait(attempt("nobody" + std::to_string(i) + "@example.org", "x",
                           "192.0.2." + std::to_string(i + 10))),
              0s);
  EXPECT_EQ(wait(attempt("nobody6@example.org", "x", "192.0.2.99")), 2s) << "the same /24";
  EXPECT_EQ(wait(attempt("nobody7@example.org", "x", "192.0.3.99")), 0s) << "its neighbour";
}

TEST_P(SignInTest, ASuccessCountsInNoThrottle) {
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(in(attempt(owner, right))) << i;
}

TEST_P(SignInTest, AStrangersGuessesLockNoKnownDeviceOut) {
  const auto first = attempt(owner, right);
  ASSERT_TRUE(in(first));
  const std::string device = std::get<SignedIn>(*first).device_cookie;
  ASSERT_FALSE(device.empty());
  for (int i = 0; i < 40; ++i) (void)attempt(owner, "guess " + std::to_string(i), "192.0.2.1");
  EXPECT_GT(wait(attempt(owner, right, "192.0.2.1")), 0s) << "an unknown browser waits";
  const auto known = attempt(owner, right, "192.0.2.1", device);
  ASSERT_TRUE(in(known)) << "the owner's browser does not";
  EXPECT_TRUE(std::get<SignedIn>(*known).device_cookie.empty()) << "it keeps its cookie";

  // A device is known to its own account only, and guesses from it are throttled too.
  (void)world.therapist("other@example.org");
  for (int i = 0; i < 6; ++i) (void)attempt("other@example.org", "guess", "10.0." + std::to_string(i) + ".1");
  EXPECT_GT(wait(attempt("other@example.org", right, "10.1.0.1", device)), 0s);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(wait(attempt(owner, "guess", "10.2.0.1", device)), 0s);
  EXPECT_EQ(wait(attempt(owner, right, "10.2.0.1", device)), 2s);
}

TEST_P(SignInTest, ThrottlesSurviveARestart) {
  for (int i = 0; i < 7; ++i) (void)attempt(owner, "guess", "192.0.2.1");
  world.database.close();
  world.database.open();
  Access after{*world.database, *world.vault,          world.passwords,   world.random,
               world.clock,     world.access.sign_ins, world.access.ports};
  const auto outcome = sign_in(after, {owner, right, "203.0.113.9", "", ""});
  ASSERT_TRUE(outcome) << why(outcome);
  EXPECT_EQ(std::get<ComeBackLater>(*outcome).wait, 2s);
}

TEST_P(SignInTest, ManyGuessesAtOnceDoNotSlipThrough) {
  std::atomic<int> evaluated = 0;
  {
    std::vector<std::jthread> guessers;
    for (int i = 0; i < 30; ++i)
      guessers.emplace_back([&, i] {
        const auto outcome = attempt(owner, "guess", "10.0." + std::to_string(i) + ".1");
        if (not outcome and outcome.error().reason == "sign-in") ++evaluated;
      });
  }
  EXPECT_EQ(evaluated, 6);
}

TEST_P(SignInTest, RefusedTriesOfAnAccountAreAudited) {
  const auto before = must(audit_head(*world.database, world.practice())).seq;
  (void)attempt(owner, "guess");
  (void)attempt("unknown@example.org", "guess");
  EXPECT_EQ(must(audit_head(*world.database, world.practice())).seq, before + 1);
  EXPECT_TRUE(must(verify_audit(*world.database, world.practice())).whole());
}

TEST_P(SignInTest, StrongerParametersAreTakenUpAtTheNextSignIn) {
  const auto stored = [&] {
    return must(world.database->read([&](db::Connection& connection) {
      return connection
          .query_one("SELECT password FROM account WHERE account_id = ?1", world.owner().account())
          ->text(0);
    }));
  };
  PasswordHasher stronger{PasswordHasher::Cost{2, 16384}};
  Access later{*world.database, *world.vault,          stronger,          world.random,
               world.clock,     world.access.sign_ins, world.access.ports};
  const std::string before = stored();
  EXPECT_TRUE(in(sign_in(later, {owner, right, "192.0.2.1", "", ""})));
  EXPECT_NE(stored(), before);
  EXPECT_FALSE(stronger.needs_rehash(stored()));
  EXPECT_TRUE(in(sign_in(later, {owner, right, "192.0.2.1", "", ""})));
  EXPECT_EQ(stored().find(right), std::string::npos);
}

// ---- sign-in sessions ---------------------------------------------------------------------------------

TEST_P(SignInTest, NothingThatABrowserHeldBeforeIsSignedIn) {
  const std::string planted = make_token(world.practice(), world.random).text;
  const auto outcome = attempt(owner, right, "192.0.2.1", "", planted);
  ASSERT_TRUE(in(outcome));
  EXPECT_NE(std::get<SignedIn>(*outcome).cookie, planted);
  EXPECT_FALSE(world.who(planted)) << "fixation";

  const std::string old = std::get<SignedIn>(*outcome).cookie;
  const auto again = attempt(owner, right, "192.0.2.1", "", old);
  ASSERT_TRUE(in(again));
  EXPECT_FALSE(world.who(old)) << "the old session ended when the new one began";
  EXPECT_TRUE(world.who(std::get<SignedIn>(*again).cookie));
}

TEST_P(SignInTest, AStolenCookieIsDeadAfterSignOut) {
  const SignedIn here = world.sign_in(owner);
  const SignedIn there = world.sign_in(owner);
  must(sign_out(world.access, here.principal));
  EXPECT_FALSE(world.who(here.cookie));
  EXPECT_TRUE(world.who(there.cookie));
  must(sign_out_everywhere(world.access, there.principal));
  EXPECT_FALSE(world.who(there.cookie));
}

TEST_P(SignInTest, EveryFlippedBitOfACookieIsRefused) {
  const SignedIn here = world.sign_in(owner);
  auto bytes = *core::from_base64url(here.cookie);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
    EXPECT_FALSE(world.who(core::to_base64url(bytes))) << bit;
    bytes[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
  }
  EXPECT_FALSE(world.who(""));
  EXPECT_FALSE(world.who(here.cookie.substr(1)));
  EXPECT_FALSE(world.who(here.cookie + "A"));
  EXPECT_TRUE(world.who(here.cookie));
}

TEST_P(SignInTest, TheDatabaseHoldsNoSecretThatSignsIn) {
  const SignedIn here = world.sign_in(owner);
  const auto secret = *core::from_base64url(here.cookie);
  const auto rows = must(world.database->read([&](db::Connection& connection) {
    std::string all;
    for (const db::Row& row : connection.query("SELECT secret_hash FROM sign_in"))
      all += core::as_text(row.bytes(0));
    return all;
  }));
  EXPECT_EQ(rows.find(core::as_text(core::ByteView(secret).subspan(16))), std::string::npos);
  EXPECT_NE(rows.find(core::as_text(core::sha256(secret))), std::string::npos);
}

TEST_P(SignInTest, AMembersSessionGoesIdleAfterFifteenMinutes) {
  const SignedIn here = world.sign_in(owner);
  world.clock.advance(15min - 1us);
  EXPECT_TRUE(world.who(here.cookie));
  world.clock.advance(1us);
  EXPECT_FALSE(world.who(here.cookie));
}

TEST_P(SignInTest, UseKeepsAMembersSessionForTwelveHours) {
  const SignedIn here = world.sign_in(owner);
  const auto use = [&] {
    must(world.database->write(world.practice(), [&](db::Connection& connection) {
      SignIns::touch(connection, here.principal, world.clock.now());
    }));
  };
  for (int i = 0; i < 71; ++i) {  // ten minutes each
    world.clock.advance(10min);
    ASSERT_TRUE(world.who(here.cookie)) << i;
    use();
  }
  world.clock.advance(10min - 1us);
  EXPECT_TRUE(world.who(here.cookie));
  world.clock.advance(1us);
  EXPECT_FALSE(world.who(here.cookie));
}

TEST_P(SignInTest, APhoneStaysSignedInForMonths) {
  const SignedIn phone = world.let_in(world.owner(), world.new_client(world.owner()));
  for (int i = 0; i < 6; ++i) {
    world.clock.advance(std::chrono::days(30) - 1us);
    ASSERT_TRUE(world.who(phone.cookie)) << i;
    if (i == 5) break;
    must(world.database->write(world.practice(), [&](db::Connection& connection) {
      SignIns::touch(connection, phone.principal, world.clock.now());
    }));
  }
  world.clock.advance(6us);
  EXPECT_FALSE(world.who(phone.cookie)) << "180 days";
  const SignedIn idle =
      world.let_in(world.sign_in(owner).principal, world.new_client(world.sign_in(owner).principal));
  world.clock.advance(std::chrono::days(30));
  EXPECT_FALSE(world.who(idle.cookie)) << "30 days without use";
}

TEST_P(SignInTest, LastSeenIsWrittenSeldom) {
  const SignedIn here = world.sign_in(owner);
  const auto due = [&](const std::string& cookie) {
    return must(world.database->read([&](db::Connection& connection) {
      return world.access.sign_ins.find(connection, cookie, world.clock.now())->touch_due;
    }));
  };
  EXPECT_FALSE(due(here.cookie));
  world.clock.advance(1min - 1us);
  EXPECT_FALSE(due(here.cookie));
  world.clock.advance(1us);
  EXPECT_TRUE(due(here.cookie));

  const SignedIn phone = world.let_in(here.principal, world.new_client(here.principal));
  world.clock.advance(1h - 1us);
  EXPECT_FALSE(due(phone.cookie));
  world.clock.advance(1us);
  EXPECT_TRUE(due(phone.cookie));
}

TEST_P(SignInTest, ADisabledMemberIsOutAtTheNextRequest) {
  const SignedIn anna = world.join("anna@example.org", {Role::kTherapist});
  EXPECT_TRUE(world.who(anna.cookie));
  must(disable_member(world.access, world.scope(world.owner()), anna.principal.member()));
  EXPECT_FALSE(world.who(anna.cookie));
  EXPECT_FALSE(in(attempt("anna@example.org", right, "198.51.100.7")));
}

TEST_P(SignInTest, DevicesAreListedAndEndedByTheirOwnerOnly) {
  const SignedIn here = world.sign_in(owner);
  const SignedIn there = world.sign_in(owner);
  const SignedIn anna = world.join("anna@example.org", {Role::kTherapist});
  const auto devices = must(world.database->read([&](db::Connection& connection) {
    return world.access.sign_ins.devices(connection, here.principal, world.clock.now());
  }));
  ASSERT_EQ(devices.size(), 3U) << "set-up, here, there";
  EXPECT_EQ(std::ranges::count_if(devices, &SignIns::Device::current), 1);
  for (const auto& device : devices) {
    EXPECT_EQ(end_device(world.access, anna.principal, device.id).error(), not_found());
    if (not device.current) must(end_device(world.access, here.principal, device.id));
  }
  EXPECT_TRUE(world.who(here.cookie));
  EXPECT_FALSE(world.who(there.cookie));
}

TEST_P(SignInTest, SweepingDeletesDeadSessionsOnly) {
  const SignedIn phone = world.let_in(world.owner(), world.new_client(world.owner()));
  world.clock.advance(14min);
  const SignedIn fresh = world.sign_in(owner);
  world.clock.advance(1min);
  must(world.database->write(world.practice(), [&](db::Connection& connection) {
    world.access.sign_ins.sweep(connection, world.practice(), world.clock.now());
  }));
  const auto left = must(world.database->read(
      [&](db::Connection& connection) { return connection.query("SELECT 1 FROM sign_in").size(); }));
  EXPECT_EQ(left, 2U);
  EXPECT_TRUE(world.who(phone.cookie));
  EXPECT_TRUE(world.who(fresh.cookie));
}

TEST_P(SignInTest, NamesAndAddressesLieSealed) {
  (void)world.therapist("canary@example.org");
  const auto rows = must(world.database->read([&](db::Connection& connection) {
    std::string all;
    for (const db::Row& row :
         connection.query("SELECT name FROM member UNION ALL SELECT email FROM account WHERE email IS NOT "
                          "NULL UNION ALL SELECT email_hash FROM sign_in_name"))
      all += core::as_text(row.bytes(0));
    return all;
  }));
  EXPECT_EQ(rows.find("canary"), std::string::npos);
  EXPECT_EQ(rows.find("Olivia"), std::string::npos);
  EXPECT_GT(rows.size(), 200U);
}

}  // namespace
}  // namespace intersession::access
