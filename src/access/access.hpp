// What the room works with, put together once in app.
#pragma once

#include <functional>
#include <string>

#include "access/password.hpp"
#include "access/scope.hpp"
#include "access/sign_ins.hpp"
#include "platform/core/random.hpp"
#include "platform/core/time.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::access {

/// The practice that set-up makes.
struct FirstPractice {
  std::string name;
  std::string zone;
  bool demo = false;
};
struct PracticeSummary {
  std::string name;
  std::string zone;
  bool demo = false;
};
struct ClientSummary {
  std::string name;  ///< what the client wants to be called
  std::string noun;
  std::string zone;
};

/// What the room needs from rooms above it. Each is called inside a transaction.
struct Ports {
  /// Writes the row of the scope's practice.
  std::function<core::Result<void>(db::Connection&, const Scope&, const FirstPractice&)> create_practice;
  std::function<core::Result<PracticeSummary>(db::Connection&, const core::Id& practice)> practice;
  /// not_found() where the room care has no row of the client.
  std::function<core::Result<ClientSummary>(db::Connection&, const ClientAccess&)> client;
  /// True once the owner has entered whom a client can reach; no client is invited before.
  std::function<bool(db::Connection&, const core::Id& practice)> help_is_ready;
  /// An error where a room still counts on this member, such as the one who stands in for alerts; the message
  /// says what to settle first. Nothing given: everybody may leave.
  std::function<core::Result<void>(db::Connection&, const core::Id& practice, const core::Id& member)>
      may_leave = nullptr;
};

/// Everything is thread-safe and outlives the room's use.
struct Access {
  db::Database& database;
  vault::Vault& vault;
  PasswordHasher& passwords;
  core::Random& random;
  const core::Clock& clock;
  SignIns sign_ins;
  Ports ports;
};

/// Somebody who just signed in.
struct SignedIn {
  Principal principal;
  std::string cookie;
  std::chrono::seconds max_age{};
  std::string device_cookie{};  ///< known-device cookie to set; empty: none
};

}  // namespace intersession::access
