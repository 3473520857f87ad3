// Who did what to which record, in a chain that shows every later change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/scope.hpp"
#include "platform/core/bytes.hpp"
#include "platform/core/id.hpp"
#include "platform/core/result.hpp"
#include "platform/core/time.hpp"
#include "platform/db/database.hpp"

namespace intersession::access {

/// What happened. Words and ids only: never a name, never what somebody typed.
struct Act {
  std::string_view action;            ///< "noun.verb", such as "agreement.accept"
  std::string_view resource_kind;     ///< the noun, such as "assignment"
  core::Id resource{};                ///< nil: none
  core::Id client{};                  ///< whose record; nil: none
  std::string_view outcome = "done";  ///< "done" or "refused"
  std::string_view reason = "";       ///< a word
};

/// One link of a practice's chain.
///   hash = SHA-256(previous hash | length of encoding (8 bytes) | encoding)
/// encoding: a format byte, then every field below with its length (8 bytes, big-endian) before it; numbers
/// are 8 bytes big-endian, nil ids are empty. The first link's previous hash is 32 zero bytes.
struct AuditEntry {
  core::Id practice;
  std::int64_t seq = 0;  ///< 1, 2, 3, … without gaps
  core::Instant at{};
  core::Id account;     ///< nil: nobody was signed in
  core::Bytes session;  ///< the first 8 bytes of the sign-in session's hash; may be empty
  std::string action;
  std::string resource_kind;
  core::Id resource;
  core::Id client;
  std::string outcome;
  std::string reason;
};

/// Appends to the chain of the scope's practice, inside the write that the act is part of, so that neither
/// can be without the other. Throws DatabaseError as any statement does.
void record(db::Connection& connection, const Scope& scope, const Act& act);
void record(db::Connection& connection, const ClientAccess& access, Act act);
/// For acts of nobody who is signed in (a refused sign-in, a redeemed invitation).
void record_anonymous(db::Connection& connection, const core::Id& practice, const core::Id& account,
                      core::Instant at, const Act& act);

/// Where a chain stands; printed, kept elsewhere and given to verify_audit() it shows a chain that was cut or
/// written anew. Text form: "practice:seq:hash".
struct AuditHead {
  core::Id practice;
  std::int64_t seq = 0;
  core::Bytes hash;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] static std::optional<AuditHead> parse(std::string_view text);
  bool operator==(const AuditHead&) const = default;
};
[[nodiscard]] core::Result<AuditHead> audit_head(db::Database& database, const core::Id& practice);

/// Every practice that has a chain or should have one, so that a chain that was taken away is missed.
[[nodiscard]] core::Result<std::vector<core::Id>> audited_practices(db::Database& database);

/// What a walk over one chain found.
struct AuditReport {
  std::int64_t entries = 0;        ///< links that are right
  std::int64_t broken_at = 0;      ///< the first wrong or missing seq; 0: none
  bool shorter_than_head = false;  ///< the stored head or the anchor is ahead of the last link
  bool anchor_differs = false;     ///< the chain is whole, but not the one that the anchor saw
  AuditHead head;                  ///< of what was walked

  [[nodiscard]] bool whole() const { return broken_at == 0 and not shorter_than_head and not anchor_differs; }
};
/// Walks the whole chain in one snapshot per 10,000 links. An edit, deletion, insertion, swap or move of a
/// row is found without an anchor; somebody who can rewrite the whole chain and its head is found only with
/// one.
[[nodiscard]] core::Result<AuditReport> verify_audit(db::Database& database, const core::Id& practice,
                                                     const std::optional<AuditHead>& anchor = std::nullopt);

}  // namespace intersession::access
