#include "access/invitation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "access/token.hpp"
#include "access/world.hpp"

namespace intersession::access {
namespace {

using namespace std::chrono_literals;
using testing::must;
using testing::why;
using testing::World;

class InvitationTest : public ::testing::TestWithParam<std::string> {
 protected:
  ClientInvitation invite() { return must(invite_client(world.access, world.scope(world.owner()), client)); }
  core::Result<SignedIn> redeem(const ClientInvitation& invitation) {
    return redeem_client_invitation(world.access, invitation.secret, invitation.code, "");
  }
  static std::string other_code(const std::string& code) { return code == "000000" ? "000001" : "000000"; }

  World world{GetParam()};
  const core::Id client = world.new_client(world.owner());
};

INSTANTIATE_TEST_SUITE_P(Engines, InvitationTest, ::testing::ValuesIn(testing::engines()),
                         [](const auto& each) { return each.param; });

TEST_P(InvitationTest, LinkAndCodeSignAPhoneInOnce) {
  const auto invitation = invite();
  EXPECT_EQ(invitation.secret.size(), 64U);
  EXPECT_EQ(invitation.code.size(), 6U);
  EXPECT_EQ(invitation.expires, world.clock.now() + 72h);
  const auto phone = redeem(invitation);
  ASSERT_TRUE(phone) << why(phone);
  EXPECT_EQ(phone->principal.client(), client);
  EXPECT_EQ(phone->principal.roles(), Roles{Role::kClient});
  EXPECT_TRUE(world.who(phone->cookie));
  EXPECT_EQ(redeem(invitation).error(), invitation_error()) << "once";
}

TEST_P(InvitationTest, TheCodeMayBeTypedWithSpaces) {
  auto invitation = invite();
  invitation.code.insert(3, " - ");
  EXPECT_TRUE(redeem(invitation));
}

TEST_P(InvitationTest, ExpiresAfterSeventyTwoHours) {
  const auto first = invite();
  world.clock.advance(72h - 1us);
  EXPECT_TRUE(redeem(first));
  world.clock.advance(1us);
  const SignedIn owner = world.sign_in("owner@example.org");
  const auto second = must(invite_client(world.access, world.scope(owner.principal), client));
  world.clock.advance(72h);
  EXPECT_EQ(redeem(second).error(), invitation_error());
}

TEST_P(InvitationTest, DiesAfterFiveWrongCodes) {
  auto invitation = invite();
  const std::string right = invitation.code;
  invitation.code = other_code(right);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(redeem(invitation).error(), invitation_error());
  auto still = invitation;
  still.code = right;
  {
    const auto another = invite_client(world.access, world.scope(world.owner()), client);
    ASSERT_TRUE(another);
    auto fresh = *another;
    const std::string fresh_right = fresh.code;
    fresh.code = other_code(fresh_right);
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(redeem(fresh));
    fresh.code = fresh_right;
    EXPECT_TRUE(redeem(fresh)) << "the fifth try may be right";
  }
  auto last = invite();
  const std::string last_right = last.code;
  last.code = other_code(last_right);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(redeem(last).error(), invitation_error());
  last.code = last_right;
  EXPECT_EQ(redeem(last).error(), invitation_error()) << "the sixth may not";
}

TEST_P(InvitationTest, EveryFailureLooksTheSame) {
  auto wrong_code = invite();
  wrong_code.code = other_code(wrong_code.code);
  EXPECT_EQ(redeem(wrong_code).error(), invitation_error());
  for (const std::string& secret :
       {std::string("nonsense"), std::string(64, 'A'), make_token(world.practice(), world.random).text,
        make_token(world.random.id(world.clock.now()), world.random).text})
    EXPECT_EQ(redeem_client_invitation(world.access, secret, "123456", "").error(), invitation_error());
}

TEST_P(InvitationTest, ANewInvitationEndsOlderOnesAndTheLostPhone) {
  const auto first = invite();
  const auto second = invite();
  EXPECT_EQ(redeem(first).error(), invitation_error());
  const auto lost = redeem(second);
  ASSERT_TRUE(lost);
  const auto third = invite();
  EXPECT_FALSE(world.who(lost->cookie)) << "signed out when the new link is made";
  const auto found = redeem(third);
  ASSERT_TRUE(found);
  EXPECT_TRUE(world.who(found->cookie));
  EXPECT_EQ(found->principal.account(), lost->principal.account()) << "the same account";
}

TEST_P(InvitationTest, OfFiftyRedemptionsAtOnceOneWins) {
  const auto invitation = invite();
  std::atomic<int> won = 0;
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> phones;
    for (int i = 0; i < 50; ++i)
      phones.emplace_back([&] {
        const auto phone = redeem(invitation);
        if (phone) {
          ++won;
        } else if (phone.error() == invitation_error()) {
          ++refused;
        }
      });
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(refused, 49);
}

TEST_P(InvitationTest, OfFiftyGuessesAtOnceFiveAreCounted) {
  auto invitation = invite();
  const std::string right = invitation.code;
  invitation.code = other_code(right);
  {
    std::vector<std::jthread> phones;
    for (int i = 0; i < 50; ++i) phones.emplace_back([&] { EXPECT_FALSE(redeem(invitation)); });
  }
  const auto tries = must(world.database->read([&](db::Connection& connection) {
    return connection.query_one("SELECT MAX(tries) FROM invitation")->integer(0);
  }));
  EXPECT_EQ(tries, kCodeTries);
  invitation.code = right;
  EXPECT_FALSE(redeem(invitation));
}

TEST_P(InvitationTest, NeedsTheTherapistAndTheHelpNumbers) {
  world.help_ready = false;
  EXPECT_EQ(invite_client(world.access, world.scope(world.owner()), client).error().reason, "help-not-ready");
  world.help_ready = true;
  const Principal anna = world.therapist("anna@example.org");
  EXPECT_EQ(invite_client(world.access, world.scope(anna), client).error(), not_found());
  const Principal phone = world.let_in(world.owner(), client).principal;
  EXPECT_EQ(invite_client(world.access, world.scope(phone), client).error(), not_found());
}

TEST_P(InvitationTest, TheCodeInTheDatabaseIsKeyed) {
  const auto invitation = invite();
  const auto stored = must(world.database->read([&](db::Connection& connection) {
    return connection.query_one("SELECT code_hash FROM invitation")->bytes(0);
  }));
  EXPECT_NE(stored, core::sha256(core::as_bytes(invitation.code)));
  EXPECT_EQ(stored.size(), 32U);
}

// ---- members ------------------------------------------------------------------------------------------

TEST_P(InvitationTest, AMemberJoinsWithAPasswordOfTheirOwn) {
  const auto invited = must(invite_member(world.access, world.scope(world.owner()),
                                          {"Anna", "Anna@Example.org", {Role::kTherapist}}));
  EXPECT_EQ(invited.member.state, MemberState::kInvited);
  const auto weak = redeem_member_invitation(world.access, invited.secret, "short", "");
  ASSERT_FALSE(weak);
  EXPECT_EQ(weak.error().fields.at(0).pointer, "/password");
  const auto joined = redeem_member_invitation(world.access, invited.secret, World::kPassword, "");
  ASSERT_TRUE(joined) << "a weak password leaves the link open: " << why(joined);
  EXPECT_EQ(redeem_member_invitation(world.access, invited.secret, "another good password", "").error(),
            invitation_error());
  EXPECT_EQ(world.sign_in("anna@example.org").principal.member(), joined->principal.member());
  EXPECT_EQ(redeem_client_invitation(world.access, invited.secret, "123456", "").error(), invitation_error());
}

TEST_P(InvitationTest, AMemberInvitationExpiresAndIsReplaced) {
  const NewMember anna{"Anna", "anna@example.org", {Role::kTherapist}};
  const auto first = must(invite_member(world.access, world.scope(world.owner()), anna));
  const auto second = must(invite_member(world.access, world.scope(world.owner()),
                                         {"Anna B.", "anna@example.org", {Role::kOwner, Role::kTherapist}}));
  EXPECT_EQ(first.member.id, second.member.id);
  EXPECT_EQ(redeem_member_invitation(world.access, first.secret, World::kPassword, "").error(),
            invitation_error());
  world.clock.advance(72h);
  EXPECT_EQ(redeem_member_invitation(world.access, second.secret, World::kPassword, "").error(),
            invitation_error());
  const auto everybody = must(members(world.access, world.scope(world.owner())));
  ASSERT_EQ(everybody.size(), 2U);
  const auto anna_again = std::ranges::find(everybody, first.member.id, &Member::id);
  ASSERT_NE(anna_again, everybody.end());
  EXPECT_EQ(anna_again->name, "Anna B.");
  EXPECT_EQ(anna_again->state, MemberState::kInvited);
}

TEST_P(InvitationTest, OnlyOwnersInviteAndDisable) {
  const Principal anna = world.therapist("anna@example.org");
  EXPECT_EQ(invite_member(world.access, world.scope(anna), {"X", "x@example.org", {Role::kOwner}}).error(),
            not_found());
  EXPECT_EQ(disable_member(world.access, world.scope(anna), world.owner().member()).error(), not_found());
  EXPECT_EQ(disable_member(world.access, world.scope(world.owner()), world.owner().member()).error().reason,
            "last-owner");
  EXPECT_EQ(disable_member(world.access, world.scope(world.owner()), client).error(), not_found());
  const auto seen = must(members(world.access, world.scope(anna)));
  for (const Member& member : seen) EXPECT_EQ(member.email, "") << "addresses are the owner's to see";
  const Principal phone = world.let_in(world.owner(), client).principal;
  EXPECT_EQ(members(world.access, world.scope(phone)).error(), not_found());
}

TEST_P(InvitationTest, AnAddressIsUsedOnceAndRolesAreMembers) {
  const auto scope = world.scope(world.owner());
  EXPECT_EQ(invite_member(world.access, scope, {"X", "OWNER@example.org", {Role::kOwner}})
                .error()
                .fields.at(0)
                .pointer,
            "/email");
  EXPECT_EQ(
      invite_member(world.access, scope, {"X", "no address", {Role::kOwner}}).error().fields.at(0).pointer,
      "/email");
  for (const Roles roles : {Roles{}, Roles{Role::kClient}, Roles{Role::kTherapist, Role::kClient}})
    EXPECT_EQ(invite_member(world.access, scope, {"X", "x@example.org", roles}).error().fields.at(0).pointer,
              "/roles");
}

TEST_P(InvitationTest, SetUpWorksOnce) {
  EXPECT_EQ(set_up_needed(world.access), false);
  EXPECT_EQ(set_up(world.access, {"Second", "Europe/Oslo", false},
                   {"Eve", "eve@example.org", "another good password"})
                .error()
                .reason,
            "set-up");
}

TEST(CodeTest, IsSixDigitsOfEveryKind) {
  core::SystemRandom random;
  std::set<char> digits;
  for (int i = 0; i < 1000; ++i) {
    const std::string code = make_code(random);
    ASSERT_EQ(code.size(), 6U);
    for (const char c : code) {
      ASSERT_TRUE(c >= '0' and c <= '9');
      digits.insert(c);
    }
  }
  EXPECT_EQ(digits.size(), 10U);
}

}  // namespace
}  // namespace intersession::access
