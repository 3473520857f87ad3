#include "access/members.hpp"

#include <algorithm>

#include "access/audit.hpp"
#include "access/email.hpp"
#include "access/invitation_store.hpp"
#include "access/sign_in.hpp"

namespace intersession::access {

namespace {

bool only_member_roles(const Roles& roles) {
  return not roles.empty() and std::ranges::none_of(kRoles, [&](const RoleRule& rule) {
    return roles.has(rule.role) and not rule.member;
  });
}

core::Result<Member> member_to_invite(Access& access, db::Connection& connection, const Scope& scope,
                                      const NewMember& wanted, const std::string& email,
                                      const vault::SealingKey& key) {
  Member member{scope.practice(),
                access.random.id(scope.now()),
                access.random.id(scope.now()),
                wanted.roles,
                wanted.name,
                email,
                MemberState::kInvited};
  const core::Bytes hash = email_hash(access.vault, email);
  if (store::add_member(connection, member, hash, key, scope.now())) return member;
  const auto taken = store::sign_in_account(connection, hash);
  if (not taken or taken->practice != scope.practice() or taken->disabled or not taken->password.empty())
    return core::fail_field("/email", "Somebody uses this address already.");
  member.id = taken->member;
  member.account = taken->account;
  store::change_member(connection, member, key);
  store::end_member_invitations(connection, scope.practice(), member.id, scope.now());
  return member;
}

}  // namespace

core::Result<std::vector<Member>> members(Access& access, const Scope& scope) {
  const auto key = access.vault.practice_key(scope.practice());
  if (not key) return std::unexpected(key.error());
  if (not scope.principal().is_member()) return std::unexpected(not_found());
  auto found = access.database.read(
      [&](db::Connection& connection) { return store::members(connection, scope.practice(), **key); });
  if (found and not scope.require_owner()) {
    for (Member& member : *found) member.email.clear();
  }
  return found;
}

core::Result<MemberInvitation> invite_member(Access& access, const Scope& scope, const NewMember& wanted) {
  if (auto owner = scope.require_owner(); not owner) return std::unexpected(owner.error());
  const auto email = normal_email(wanted.email);
  if (not email) return core::fail_field("/email", "Please enter an e-mail address.");
  if (not only_member_roles(wanted.roles)) return core::fail_field("/roles", "Please choose a role.");
  const auto key = access.vault.practice_key(scope.practice());
  if (not key) return std::unexpected(key.error());
  return access.database.write(
      scope.practice(), [&](db::Connection& connection) -> core::Result<MemberInvitation> {
        auto member = member_to_invite(access, connection, scope, wanted, *email, **key);
        if (not member) return std::unexpected(member.error());
        NewToken token = make_token(scope.practice(), access.random);
        Invitation invitation;
        invitation.practice = scope.practice();
        invitation.id = access.random.id(scope.now());
        invitation.secret_hash = std::move(token.hash);
        invitation.member = member->id;
        invitation.made_by = scope.principal().account();
        invitation.made = scope.now();
        invitation.expires = scope.now() + kInvitationLife;
        store::add(connection, invitation);
        record(connection, scope,
               {.action = "member.invite", .resource_kind = "member", .resource = member->id});
        return MemberInvitation{*std::move(member), std::move(token.text), invitation.expires};
      });
}

core::Result<SignedIn> redeem_member_invitation(Access& access, const std::string& secret,
                                                const std::string& password, const std::string& old_cookie) {
  const auto token = Token::parse(secret);
  if (not token) return std::unexpected(invitation_error());
  const core::Instant now = access.clock.now();
  const auto key = access.vault.practice_key(token->practice);
  if (not key and key.error().reason == "no-key") return std::unexpected(invitation_error());
  if (not key) return std::unexpected(key.error());

  const auto find = [&](db::Connection& connection) -> core::Result<Member> {
    const auto invitation = store::invitation(connection, *token);
    if (not invitation or invitation->member.is_nil() or not is_open(*invitation, now))
      return std::unexpected(invitation_error());
    auto member = store::member(connection, token->practice, invitation->member, **key);
    if (not member) return std::unexpected(member.error());
    if (not*member or (*member)->state != MemberState::kInvited) return std::unexpected(invitation_error());
    return **std::move(member);
  };
  const auto invited = access.database.read(find);
  if (not invited) return std::unexpected(invited.error());
  if (const auto problem = password_problem(password, {invited->name, invited->email}))
    return core::fail_field("/password", *problem);
  const auto hashed = access.passwords.hash(peppered(access.vault, password));
  if (not hashed) return std::unexpected(hashed.error());

  return access.database.write(token->practice, [&](db::Connection& connection) -> core::Result<SignedIn> {
    const auto member = find(connection);
    if (not member) return std::unexpected(member.error());
    if (not store::redeem(connection, *store::invitation(connection, *token), now))
      return std::unexpected(invitation_error());
    store::set_password(connection, token->practice, member->account, *hashed);
    if (SignIns::practice_of(old_cookie) == token->practice) SignIns::end_cookie(connection, old_cookie);
    auto begun = access.sign_ins.begin(connection, token->practice, member->account, access.random, now);
    record(connection, Scope(begun.principal, Purpose::kAdministration, now),
           {.action = "member.join", .resource_kind = "member", .resource = member->id});
    return SignedIn{begun.principal, std::move(begun.cookie), begun.max_age, {}};
  });
}

core::Result<void> disable_member(Access& access, const Scope& scope, const core::Id& member) {
  if (auto owner = scope.require_owner(); not owner) return owner;
  const auto key = access.vault.practice_key(scope.practice());
  if (not key) return std::unexpected(key.error());
  return access.database.write(scope.practice(), [&](db::Connection& connection) -> core::Result<void> {
    const auto everybody = store::members(connection, scope.practice(), **key);
    if (not everybody) return std::unexpected(everybody.error());
    const auto found = std::ranges::find(*everybody, member, &Member::id);
    if (found == everybody->end()) return std::unexpected(not_found());
    const bool another_owner = std::ranges::any_of(*everybody, [&](const Member& each) {
      return each.id != member and each.state == MemberState::kActive and
             each.roles.any(&RoleRule::runs_practice);
    });
    if (not another_owner)
      return core::fail(core::ErrorCode::kConflict, "A practice needs an owner, and this is the only one.",
                        "last-owner");
    if (access.ports.may_leave) {
      if (auto may = access.ports.may_leave(connection, scope.practice(), member); not may) return may;
    }
    store::disable_member(connection, scope.practice(), member, scope.now());
    store::end_member_invitations(connection, scope.practice(), member, scope.now());
    SignIns::end_all(connection, scope.practice(), found->account);
    record(connection, scope, {.action = "member.disable", .resource_kind = "member", .resource = member});
    return {};
  });
}

}  // namespace intersession::access
