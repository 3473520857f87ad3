#include "access/client_invitations.hpp"

#include <algorithm>

#include "access/account_store.hpp"
#include "access/caregiver_store.hpp"
#include "access/caregivers.hpp"
#include "access/client_work.hpp"
#include "access/invitation_store.hpp"
#include "access/relation_store.hpp"

namespace intersession::access {

using core::Result;

namespace {

/// Keyed, because a million codes are soon tried; bound to its link.
core::Bytes code_hash(const vault::Vault& vault, core::ByteView secret_hash, std::string_view code) {
  return vault.lookup_hash("invitation-code", core::to_hex(secret_hash) + " " + std::string(code));
}

core::Result<void> check_may_invite(Access& access, db::Connection& connection,
                                    const ClientAccess& client_access) {
  if (not client_access.principal().is_member()) return std::unexpected(not_found());
  if (auto client = access.ports.client(connection, client_access); not client)
    return std::unexpected(client.error());
  if (not access.ports.help_is_ready(connection, client_access.practice()))
    return core::fail(core::ErrorCode::kConflict,
                      "Before a client is invited, the owner enters whom clients can reach when they need "
                      "help. That is in the practice's settings.",
                      "help-not-ready");
  return {};
}

void ensure_account(Access& access, db::Connection& connection, const ClientAccess& client_access,
                    const core::Id& person) {
  const auto account = store::client_account(connection, client_access.practice(), person);
  if (account) {
    SignIns::end_all(connection, client_access.practice(), *account);
  } else {
    store::add_client_account(connection, client_access.practice(), person,
                              access.random.id(client_access.now()), client_access.now());
  }
}

/// Lets the phone of a client, or of the client's caregiver, in.
core::Result<ClientInvitation> invite_person(Access& access, db::Connection& connection, const Scope& scope,
                                             const ClientAccess& client_access, const core::Id& person) {
  if (auto may = check_may_invite(access, connection, client_access); not may)
    return std::unexpected(may.error());
  store::end_client_invitations(connection, scope.practice(), person, scope.now());
  ensure_account(access, connection, client_access, person);
  NewToken token = make_token(scope.practice(), access.random);
  std::string code = make_code(access.random);
  Invitation invitation;
  invitation.practice = scope.practice();
  invitation.id = access.random.id(scope.now());
  invitation.code_hash = code_hash(access.vault, token.hash, code);
  invitation.secret_hash = std::move(token.hash);
  invitation.client = person;
  invitation.made_by = scope.principal().account();
  invitation.made = scope.now();
  invitation.expires = scope.now() + kInvitationLife;
  store::add(connection, invitation);
  record(connection, client_access,
         {.action = "invitation.make", .resource_kind = "invitation", .resource = invitation.id});
  return ClientInvitation{std::move(token.text), std::move(code), invitation.expires};
}

Result<Caregiver> linked(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                         const core::Id& caregiver) {
  const auto all = store::caregivers(connection, access, key);
  if (not all) return std::unexpected(all.error());
  const auto found = std::ranges::find(*all, caregiver, &Caregiver::id);
  if (found == all->end()) return std::unexpected(not_found());
  return *found;
}

}  // namespace

core::Result<ClientInvitation> invite_client(Access& access, const Scope& scope, const core::Id& client) {
  return write_client(access.database, scope, client,
                      [&](db::Connection& connection, const ClientAccess& client_access) {
                        return invite_person(access, connection, scope, client_access, client);
                      });
}

core::Result<void> link_caregiver(db::Connection& connection, const ClientAccess& access,
                                  const vault::SealingKey& key, const Caregiver& caregiver) {
  if (not access.principal().is_member()) return std::unexpected(not_found());
  // An id of a client, or of anybody with a phone, is no id for a caregiver: accounts are found by it.
  if (caregiver.id == access.client() or store::client_account(connection, access.practice(), caregiver.id) or
      store::has_relation(connection, access.practice(), caregiver.id) or
      not store::add_caregiver(connection, access, key, caregiver)) {
    return core::fail(core::ErrorCode::kConflict, "Somebody has this id already.", "exists");
  }
  record(connection, access,
         {.action = "caregiver.link", .resource_kind = "caregiver", .resource = caregiver.id});
  return {};
}

core::Result<ClientInvitation> invite_caregiver(Access& access, const Scope& scope, const core::Id& client,
                                                const core::Id& caregiver) {
  const auto key = access.vault.client_key(scope.practice(), client);
  if (not key) return std::unexpected(not_found());
  return write_client(
      access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& client_access) -> Result<ClientInvitation> {
        const auto found = linked(connection, client_access, **key, caregiver);
        if (not found) return std::unexpected(found.error());
        if (found->until) return std::unexpected(not_found());
        return invite_person(access, connection, scope, client_access, caregiver);
      });
}

core::Result<void> unlink_caregiver(db::Connection& connection, const ClientAccess& access,
                                    const vault::SealingKey& key, const core::Id& caregiver) {
  if (auto found = linked(connection, access, key, caregiver); not found)
    return std::unexpected(found.error());
  if (not store::end_caregiver(connection, access, caregiver)) return {};
  store::end_client_invitations(connection, access.practice(), caregiver, access.now());
  if (const auto account = store::client_account(connection, access.practice(), caregiver))
    SignIns::end_all(connection, access.practice(), *account);
  record(connection, access,
         {.action = "caregiver.unlink", .resource_kind = "caregiver", .resource = caregiver});
  return {};
}

core::Result<SignedIn> redeem_client_invitation(Access& access, const std::string& secret,
                                                const std::string& code, const std::string& old_cookie) {
  const auto token = Token::parse(secret);
  if (not token) return std::unexpected(invitation_error());
  const core::Instant now = access.clock.now();
  // A secret that nobody ever made costs a read and never a write.
  const auto known = access.database.read([&](db::Connection& connection) {
    const auto found = store::invitation(connection, *token);
    return found and not found->client.is_nil() and is_open(*found, now);
  });
  if (not known) return std::unexpected(known.error());
  if (not *known) return std::unexpected(invitation_error());

  const core::Bytes given = code_hash(access.vault, token->hash, digits_of(code));
  using Outcome = std::optional<SignedIn>;  // nothing: a wrong code, which must be counted and so committed
  auto outcome =
      access.database.write(token->practice, [&](db::Connection& connection) -> core::Result<Outcome> {
        const auto invitation = store::invitation(connection, *token);
        if (not invitation or not is_open(*invitation, now)) return Outcome{};
        const auto account = store::client_account(connection, invitation->practice, invitation->client);
        if (not account) return Outcome{};
        if (not core::equal_constant_time(given, invitation->code_hash)) {
          store::count_wrong_code(connection, *invitation);
          record_anonymous(connection, invitation->practice, *account, now,
                           {.action = "invitation.redeem",
                            .resource_kind = "invitation",
                            .resource = invitation->id,
                            .client = invitation->client,
                            .outcome = "refused",
                            .reason = "code"});
          return Outcome{};
        }
        if (not store::redeem(connection, *invitation, now)) return Outcome{};
        if (SignIns::practice_of(old_cookie) == invitation->practice)
          SignIns::end_cookie(connection, old_cookie);
        auto begun = access.sign_ins.begin(connection, invitation->practice, *account, access.random, now);
        record(connection, Scope(begun.principal, Purpose::kCare, now),
               {.action = "invitation.redeem",
                .resource_kind = "invitation",
                .resource = invitation->id,
                .client = begun.principal.is_caregiver() ? begun.principal.ward() : invitation->client});
        return Outcome{SignedIn{begun.principal, std::move(begun.cookie), begun.max_age, {}}};
      });
  if (not outcome) return std::unexpected(outcome.error());
  if (not *outcome) return std::unexpected(invitation_error());
  return **std::move(outcome);
}

}  // namespace intersession::access
