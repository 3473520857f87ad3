#include "access/set_up.hpp"

#include "access/account_store.hpp"
#include "access/audit.hpp"
#include "access/email.hpp"
#include "access/sign_in.hpp"

namespace intersession::access {

SetUpSecret::SetUpSecret(core::Random& random) : text_(core::to_base64url(random.bytes(32))) {}

bool SetUpSecret::matches(std::string_view given) const {
  return core::equal_constant_time(core::sha256(core::as_bytes(given)), core::sha256(core::as_bytes(text_)));
}

core::Result<bool> set_up_needed(Access& access) {
  return access.database.read([](db::Connection& connection) { return not store::is_set_up(connection); });
}

core::Result<SignedIn> set_up(Access& access, const FirstPractice& practice, const FirstOwner& owner) {
  const core::Instant now = access.clock.now();
  const auto email = normal_email(owner.email);
  if (not email) return core::fail_field("/email", "Please enter an e-mail address.");
  if (const auto problem = password_problem(owner.password, {owner.name, *email}))
    return core::fail_field("/password", *problem);
  const auto hashed = access.passwords.hash(peppered(access.vault, owner.password));
  if (not hashed) return std::unexpected(hashed.error());

  const core::Id id = access.random.id(now);
  if (auto made = access.vault.create_practice(id); not made) return std::unexpected(made.error());
  const auto key = access.vault.practice_key(id);
  if (not key) return std::unexpected(key.error());
  const Member member{
      id,     access.random.id(now), access.random.id(now), {Role::kOwner, Role::kTherapist}, owner.name,
      *email, MemberState::kActive};
  return access.database.write(id, [&](db::Connection& connection) -> core::Result<SignedIn> {
    if (not store::mark_set_up(connection, id, now) or
        not store::add_member(connection, member, email_hash(access.vault, *email), **key, now))
      return core::fail(core::ErrorCode::kConflict, "This installation has its practice already.", "set-up");
    store::set_password(connection, id, member.account, *hashed);
    auto begun = access.sign_ins.begin(connection, id, member.account, access.random, now);
    const Scope scope(begun.principal, Purpose::kAdministration, now);
    if (auto made = access.ports.create_practice(connection, scope, practice); not made)
      return std::unexpected(made.error());
    record(connection, scope, {.action = "practice.set-up", .resource_kind = "practice", .resource = id});
    return SignedIn{begun.principal, std::move(begun.cookie), begun.max_age, {}};
  });
}

}  // namespace intersession::access
