// What one principal may see and do, as a predicate inside SQL.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "access/principal.hpp"
#include "platform/core/id.hpp"
#include "platform/core/result.hpp"
#include "platform/core/time.hpp"
#include "platform/db/connection.hpp"

namespace intersession::access {

/// What a member's look at a record is for; part of the audit row that each read window leaves.
enum class Purpose { kCare, kCaseload, kAdministration, kExport };
struct PurposeWord {
  Purpose purpose;
  std::string_view word;
};
inline constexpr std::array kPurposes{
    PurposeWord{Purpose::kCare, "care"},
    PurposeWord{Purpose::kCaseload, "caseload"},
    PurposeWord{Purpose::kAdministration, "administration"},
    PurposeWord{Purpose::kExport, "export"},
};
[[nodiscard]] std::string_view word_of(Purpose purpose);

/// The one answer to "does not exist" and "not yours": the same code, words and reason for both.
[[nodiscard]] core::Error not_found();

/// Proof that a principal may work with one client's record, checked in this transaction. Every store
/// function over clinical rows takes one beside its Connection, and binds practice() and client().
/// Only a Scope makes it. Do not keep it past the transaction.
class ClientAccess {
 public:
  ClientAccess(ClientAccess&&) = default;
  ClientAccess& operator=(ClientAccess&&) = default;
  ClientAccess(const ClientAccess&) = delete;
  ClientAccess& operator=(const ClientAccess&) = delete;

  [[nodiscard]] const core::Id& practice() const { return principal_.practice(); }
  [[nodiscard]] const core::Id& client() const { return client_; }
  [[nodiscard]] const Principal& principal() const { return principal_; }
  /// True where the client works on the own record.
  [[nodiscard]] bool is_own() const { return principal_.is_client(); }
  [[nodiscard]] bool may_write() const { return may_write_; }
  /// When the transaction began, by the request's clock.
  [[nodiscard]] core::Instant now() const { return now_; }

 private:
  friend class Scope;
  friend class ClientQuestion;
  ClientAccess(Principal principal, core::Id client, bool may_write, core::Instant now)
      : principal_(std::move(principal)), client_(client), may_write_(may_write), now_(now) {}

  Principal principal_;
  core::Id client_;
  bool may_write_;
  core::Instant now_;
};

/// Proof that a member leads a circle (a group or a couple) now, checked in this transaction. It opens no
/// client's record: leading has opened a relation to each client, which Scope::require_client asks for.
class CircleAccess {
 public:
  CircleAccess(CircleAccess&&) = default;
  CircleAccess& operator=(CircleAccess&&) = default;
  CircleAccess(const CircleAccess&) = delete;
  CircleAccess& operator=(const CircleAccess&) = delete;

  [[nodiscard]] const core::Id& practice() const { return practice_; }
  [[nodiscard]] const core::Id& circle() const { return circle_; }
  [[nodiscard]] core::Instant now() const { return now_; }

 private:
  friend class Scope;
  CircleAccess(core::Id practice, core::Id circle, core::Instant now)
      : practice_(practice), circle_(circle), now_(now) {}

  core::Id practice_;
  core::Id circle_;
  core::Instant now_;
};

class Scope;

/// Whether a scope may work with a client's record: asked, and answered later in the same transaction.
class ClientQuestion {
 public:
  /// As Scope::require_client().
  [[nodiscard]] core::Result<ClientAccess> answer(db::Connection& connection) const;
  /// As Scope::require_client_to_write().
  [[nodiscard]] core::Result<ClientAccess> answer_to_write(db::Connection& connection) const;

 private:
  friend class Scope;
  ClientQuestion(const Scope& scope, const core::Id& client) : scope_(&scope), client_(client) {}

  const Scope* scope_;
  core::Id client_;
  std::optional<db::Asked> asked_{};  ///< a row says yes; nothing asked: no
};

/// Made from a Principal (which only a sign-in makes) for one request. Immutable.
///
/// One record:   auto access = scope.require_client(connection, client);  // not_found() where not allowed
///               store::load(connection, *access, …);
/// A list:       connection.query("SELECT … FROM client c WHERE " + scope.sees_client("c"),
///                                scope.practice(), scope.subject(), scope.now());
/// See client_work.hpp for both with transaction and audit around them.
class Scope {
 public:
  Scope(const Principal& principal, Purpose purpose, core::Instant now)
      : principal_(principal), purpose_(purpose), now_(now) {}

  [[nodiscard]] const Principal& principal() const { return principal_; }
  [[nodiscard]] const core::Id& practice() const { return principal_.practice(); }
  [[nodiscard]] Purpose purpose() const { return purpose_; }
  [[nodiscard]] core::Instant now() const { return now_; }

  /// Whether the record may be worked with now: a member who treats, with an open relation to the client, or
  /// the client. Also asks again, in the same snapshot, whether the sign-in session and account still live.
  /// not_found() otherwise. Does not ask whether the room care has a row of this client.
  [[nodiscard]] core::Result<ClientAccess> require_client(db::Connection& connection,
                                                          const core::Id& client) const;
  /// For writing. As require_client(), and not_found() where the principal may only read.
  [[nodiscard]] core::Result<ClientAccess> require_client_to_write(db::Connection& connection,
                                                                   const core::Id& client) const;

  /// The question behind both. The scope must live until it is answered.
  [[nodiscard]] ClientQuestion ask_client(db::Connection& connection, const core::Id& client) const;

  /// For a caregiver, within the routes of caregivers alone: the record of the client whom the caregiver is
  /// linked to now. What of it may be told is for those routes to say, field by field. not_found() for
  /// everybody else.
  [[nodiscard]] core::Result<ClientAccess> require_ward(db::Connection& connection) const;

  /// Whether the principal leads the circle now; not_found() otherwise.
  [[nodiscard]] core::Result<CircleAccess> require_circle(db::Connection& connection,
                                                          const core::Id& circle) const;
  /// A new circle that the principal leads, inside a write; not_found() where the id has had a leader
  /// already, which is somebody else's to know, and where the principal does not treat.
  [[nodiscard]] core::Result<CircleAccess> admit_circle(db::Connection& connection,
                                                        const core::Id& circle) const;

  /// A new client of this therapist: opens the relation, inside a write. not_found() where the id has a
  /// relation already, which is somebody else's to know, and where the principal does not treat. The client's
  /// key comes first (Vault::create_client).
  [[nodiscard]] core::Result<ClientAccess> admit_client(db::Connection& connection,
                                                        const core::Id& client) const;

  /// A member who treats stands in for a colleague until `until`: opens the relation, inside a write. The
  /// caller has decided that it is right and records why. not_found() where the principal does not treat or
  /// the practice has no such client; an open relation of the member's own stays as it is.
  [[nodiscard]] core::Result<ClientAccess> stand_in(db::Connection& connection, const core::Id& client,
                                                    core::Instant until) const;

  /// A condition over `alias`.practice_id and `alias`.client_id, true for clients whose record the principal
  /// may see now. Joined with AND only. Binds ?1 = practice(), ?2 = subject() and ?3 = now(); further
  /// parameters begin at ?4. The text is the same for all members, and for all clients, so statements stay
  /// prepared.
  [[nodiscard]] std::string sees_client(std::string_view alias) const;
  /// The id that sees_client() compares: the member's or the own client's.
  [[nodiscard]] const core::Id& subject() const {
    return principal_.is_member() ? principal_.member() : principal_.client();
  }

  /// not_found() unless the principal has a role that runs the practice.
  [[nodiscard]] core::Result<void> require_owner() const;

 private:
  Principal principal_;
  Purpose purpose_;
  core::Instant now_;
};

}  // namespace intersession::access
