// A practice with people in it, made by the real functions: for tests of access and of rooms above it.
#pragma once

#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "access/client_invitations.hpp"
#include "access/client_work.hpp"
#include "access/members.hpp"
#include "access/set_up.hpp"
#include "access/sign_in.hpp"
#include "platform/vault/temporary.hpp"

namespace intersession::testing {

/// The value of a Result that must be there.
template <class T>
T must(core::Result<T> result) {
  if (not result) throw std::runtime_error(why(result));
  if constexpr (not std::is_void_v<T>) return *std::move(result);
}

/// Databases, keys, a fixed clock and cheap password hashes; one practice, whose owner also treats.
class World {
 public:
  /// `schemas`: files of the rooms above, applied after access's own. `ports`: what those rooms give; nothing
  /// means stand-ins that accept every client.
  explicit World(const std::string& engine = "sqlite", std::vector<std::string> schemas = {},
                 access::Ports ports = {})
      : database(engine, folder.path(), "data", with_access(std::move(schemas))),
        keys(engine, folder.path(), "keys", "src/platform/vault/schema.sql"),
        vault(must(vault::Vault::open(folder.path() / "master.key", *keys, random, clock))),
        access{*database, *vault, passwords, random, clock, access::SignIns{}, filled(std::move(ports))} {
    owner_signed_in = std::make_unique<access::SignedIn>(
        must(access::set_up(access, {"Harbour Practice", "Europe/Oslo", false},
                            {"Olivia Owner", "owner@example.org", kPassword})));
  }

  static constexpr const char* kPassword = "a walk by the sea";

  [[nodiscard]] const access::Principal& owner() const { return owner_signed_in->principal; }
  [[nodiscard]] const core::Id& practice() const { return owner().practice(); }
  [[nodiscard]] access::Scope scope(const access::Principal& principal,
                                    access::Purpose purpose = access::Purpose::kCare) const {
    return access::Scope(principal, purpose, clock.now());
  }

  /// A new member, invited by the owner, with kPassword.
  access::SignedIn join(const std::string& email, access::Roles roles) {
    const auto invited =
        must(access::invite_member(access, scope(owner()), {"Name of " + email, email, roles}));
    return must(access::redeem_member_invitation(access, invited.secret, kPassword, ""));
  }
  access::Principal therapist(const std::string& email = "therapist@example.org") {
    return join(email, {access::Role::kTherapist}).principal;
  }
  access::SignedIn sign_in(const std::string& email, const std::string& password = kPassword) {
    auto outcome = must(access::sign_in(access, {email, password, "192.0.2.1", "", ""}));
    return std::get<access::SignedIn>(std::move(outcome));
  }
  /// A new client of a therapist: key and relation, no row of the room care.
  core::Id new_client(const access::Principal& therapist) {
    const core::Id client = random.id(clock.now());
    must(vault->create_client(practice(), client));
    must(database->write(practice(), [&](db::Connection& connection) -> core::Result<void> {
      auto admitted = scope(therapist).admit_client(connection, client);
      if (not admitted) return std::unexpected(admitted.error());
      return {};
    }));
    return client;
  }
  /// The client signed in on a phone.
  access::SignedIn let_in(const access::Principal& therapist, const core::Id& client) {
    const auto invited = must(access::invite_client(access, scope(therapist), client));
    return must(access::redeem_client_invitation(access, invited.secret, invited.code, ""));
  }
  /// Who a cookie stands for now.
  std::optional<access::Principal> who(const std::string& cookie) {
    auto found = must(database->read(
        [&](db::Connection& connection) { return access.sign_ins.find(connection, cookie, clock.now()); }));
    if (not found) return std::nullopt;
    return std::move(found->principal);
  }
  /// Whether a scope may work with a client now.
  core::Result<void> may(const access::Scope& asked, const core::Id& client) {
    return database->read([&](db::Connection& connection) -> core::Result<void> {
      const auto allowed = asked.require_client(connection, client);
      if (not allowed) return std::unexpected(allowed.error());
      return {};
    });
  }

  TemporaryFolder folder;
  core::SystemRandom random;
  core::FixedClock clock{core::from_micros(1'800'000'000'000'000)};
  TestDatabase database;
  TestDatabase keys;
  std::unique_ptr<vault::Vault> vault;
  access::PasswordHasher passwords{access::PasswordHasher::Cost{1, 8192}};
  bool help_ready = true;
  access::Access access;
  std::unique_ptr<access::SignedIn> owner_signed_in;

 private:
  static std::vector<std::string> with_access(std::vector<std::string> schemas) {
    schemas.insert(schemas.begin(), {"src/access/schema.sql", "src/access/schema_people.sql"});
    return schemas;
  }
  access::Ports filled(access::Ports ports) {
    if (not ports.create_practice)
      ports.create_practice = [](db::Connection&, const access::Scope&,
                                 const access::FirstPractice&) -> core::Result<void> { return {}; };
    if (not ports.practice)
      ports.practice = [](db::Connection&, const core::Id&) -> core::Result<access::PracticeSummary> {
        return access::PracticeSummary{"Harbour Practice", "Europe/Oslo", false};
      };
    if (not ports.client)
      ports.client = [](db::Connection&, const access::ClientAccess&) -> core::Result<access::ClientSummary> {
        return access::ClientSummary{"Kim", "practice", "Europe/Oslo"};
      };
    if (not ports.help_is_ready)
      ports.help_is_ready = [this](db::Connection&, const core::Id&) { return help_ready; };
    return ports;
  }
};

}  // namespace intersession::testing
