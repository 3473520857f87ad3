#include "access/sign_in.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "access/account_store.hpp"
#include "access/audit.hpp"
#include "access/email.hpp"
#include "access/throttle_store.hpp"

namespace intersession::access {

namespace {

constexpr std::size_t kDeviceNonce = 16;

std::unexpected<core::Error> refused() {
  return core::fail(core::ErrorCode::kUnauthenticated, "The e-mail address or the password is not right.",
                    "sign-in");
}

core::Bytes device_mac(const vault::Vault& vault, core::ByteView email, core::ByteView nonce) {
  std::string text(core::as_text(email));
  text += core::as_text(nonce);
  return vault.lookup_hash("known-device", text);
}

/// A browser that signed in to this account before carries a random number and our keyed hash over it.
std::optional<core::Bytes> known_device(const vault::Vault& vault, core::ByteView email,
                                        std::string_view cookie) {
  const auto bytes = core::from_base64url(cookie);
  if (not bytes or bytes->size() != kDeviceNonce + 32) return std::nullopt;
  const core::ByteView nonce = core::ByteView(*bytes).first(kDeviceNonce);
  if (not core::equal_constant_time(device_mac(vault, email, nonce),
                                    core::ByteView(*bytes).subspan(kDeviceNonce)))
    return std::nullopt;
  return core::Bytes(nonce.begin(), nonce.end());
}

std::string new_device_cookie(Access& access, core::ByteView email) {
  core::Bytes bytes = access.random.bytes(kDeviceNonce);
  const core::Bytes mac = device_mac(access.vault, email, bytes);
  bytes.insert(bytes.end(), mac.begin(), mac.end());
  return core::to_base64url(bytes);
}

/// The throttles that one try counts in.
struct Tries {
  struct Key {
    ThrottleKind kind;
    core::Bytes hash;
  };
  std::vector<Key> keys;
};

Tries tries_of(const vault::Vault& vault, core::ByteView email, std::string_view peer,
               const std::optional<core::Bytes>& device) {
  if (device)
    return {{{ThrottleKind::kAccount, vault.lookup_hash("throttle-device", core::as_text(*device))}}};
  return {{{ThrottleKind::kAccount, vault.lookup_hash("throttle-account", core::as_text(email))},
           {ThrottleKind::kNetwork, vault.lookup_hash("throttle-network", network_prefix(peer))}}};
}

/// Counts a try before it is made, so that many at once cannot slip through; zero: go on.
core::Result<std::chrono::seconds> reserve(Access& access, const Tries& tries, core::Instant now) {
  return access.database.write(core::Id{}, [&](db::Connection& connection) {
    std::chrono::seconds wait{0};
    std::vector<ThrottleState> states;
    for (const auto& key : tries.keys) {
      states.push_back(store::throttle(connection, key.hash));
      wait = std::max(wait, wait_before_try(states.back(), now));
    }
    if (wait > std::chrono::seconds(0)) return wait;
    for (std::size_t i = 0; i < states.size(); ++i)
      store::set_throttle(connection, tries.keys[i].hash, after_try(states[i], tries.keys[i].kind, now));
    return wait;
  });
}

/// The try was right, or was not made after all.
core::Result<void> release(Access& access, const Tries& tries, bool was_right) {
  return access.database.write(core::Id{}, [&](db::Connection& connection) {
    for (const auto& key : tries.keys) {
      if (was_right and key.kind == ThrottleKind::kAccount) {
        store::clear_throttle(connection, key.hash);
      } else {
        store::forgive_throttle(connection, key.hash);
      }
    }
  });
}

/// A wrong try leaves an audit row; where there is no account, a write that takes as long.
core::Result<void> note_refusal(Access& access, const std::optional<store::SignInAccount>& account,
                                const Tries& tries, core::Instant now) {
  const core::Id practice = account ? account->practice : core::Id{};
  return access.database.write(practice, [&](db::Connection& connection) {
    if (account) {
      record_anonymous(connection, account->practice, account->account, now,
                       {.action = "account.sign-in",
                        .resource_kind = "account",
                        .resource = account->account,
                        .outcome = "refused",
                        .reason = account->disabled ? "disabled" : "password"});
    } else {
      store::touch_throttle(connection, tries.keys.front().hash);
    }
  });
}

core::Result<SignedIn> begin(Access& access, const store::SignInAccount& account, const core::Bytes& email,
                             const SignInAttempt& attempt, core::Instant now) {
  std::optional<std::string> stronger;
  if (access.passwords.needs_rehash(account.password)) {
    auto hashed = access.passwords.hash(peppered(access.vault, attempt.password));
    if (hashed) stronger = *std::move(hashed);  // else the next sign-in does it
  }
  return access.database.write(account.practice, [&](db::Connection& connection) -> core::Result<SignedIn> {
    // The account may have changed while the password was being checked.
    const auto fresh = store::sign_in_account(connection, email);
    if (not fresh or fresh->disabled or fresh->password != account.password) return refused();
    if (SignIns::practice_of(attempt.old_cookie) == account.practice)
      SignIns::end_cookie(connection, attempt.old_cookie);
    if (stronger) store::set_password(connection, account.practice, account.account, *stronger);
    auto begun = access.sign_ins.begin(connection, account.practice, account.account, access.random, now);
    record(connection, Scope(begun.principal, Purpose::kAdministration, now),
           {.action = "account.sign-in", .resource_kind = "account", .resource = account.account});
    return SignedIn{begun.principal, std::move(begun.cookie), begun.max_age, {}};
  });
}

}  // namespace

std::string peppered(const vault::Vault& vault, std::string_view password) {
  return core::to_base64url(vault.lookup_hash("password", password));
}

core::Bytes email_hash(const vault::Vault& vault, std::string_view email) {
  return vault.lookup_hash("email", email);
}

core::Result<std::variant<SignedIn, ComeBackLater>> sign_in(Access& access, const SignInAttempt& attempt) {
  const core::Instant now = access.clock.now();
  const core::Bytes email = email_hash(access.vault, normal_email(attempt.email).value_or(attempt.email));
  const auto device = known_device(access.vault, email, attempt.device_cookie);
  const Tries tries = tries_of(access.vault, email, attempt.peer, device);
  const auto wait = reserve(access, tries, now);
  if (not wait) return std::unexpected(wait.error());
  if (*wait > std::chrono::seconds(0)) return ComeBackLater{*wait};

  const auto account = access.database.read(
      [&](db::Connection& connection) { return store::sign_in_account(connection, email); });
  if (not account) return std::unexpected(account.error());
  const bool may = *account and not(*account)->disabled and not(*account)->password.empty();
  const std::string password = peppered(access.vault, attempt.password);
  const auto right = may ? access.passwords.verify((*account)->password, password)
                         : access.passwords.verify_nobody(password);
  if (not right) {
    (void)release(access, tries, false);
    return std::unexpected(right.error());
  }
  if (not*right) {
    if (auto noted = note_refusal(access, *account, tries, now); not noted)
      return std::unexpected(noted.error());
    return refused();
  }
  auto signed_in = begin(access, **account, email, attempt, now);
  if (not signed_in) return std::unexpected(signed_in.error());
  if (auto released = release(access, tries, true); not released) return std::unexpected(released.error());
  if (not device) signed_in->device_cookie = new_device_cookie(access, email);
  return *std::move(signed_in);
}

core::Result<void> sign_out(Access& access, const Principal& principal) {
  return access.database.write(principal.practice(), [&](db::Connection& connection) {
    SignIns::end(connection, principal);
    record(connection, Scope(principal, Purpose::kAdministration, access.clock.now()),
           {.action = "account.sign-out", .resource_kind = "account", .resource = principal.account()});
  });
}

core::Result<void> sign_out_everywhere(Access& access, const Principal& principal) {
  return access.database.write(principal.practice(), [&](db::Connection& connection) {
    SignIns::end_all(connection, principal.practice(), principal.account());
    record(connection, Scope(principal, Purpose::kAdministration, access.clock.now()),
           {.action = "account.sign-out",
            .resource_kind = "account",
            .resource = principal.account(),
            .reason = "everywhere"});
  });
}

core::Result<void> end_device(Access& access, const Principal& principal, const core::Id& device) {
  return access.database.write(principal.practice(), [&](db::Connection& connection) -> core::Result<void> {
    if (not SignIns::end_device(connection, principal, device)) return std::unexpected(not_found());
    record(connection, Scope(principal, Purpose::kAdministration, access.clock.now()),
           {.action = "device.end", .resource_kind = "device", .resource = device});
    return {};
  });
}

}  // namespace intersession::access
