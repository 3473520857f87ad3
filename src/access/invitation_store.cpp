#include "access/invitation_store.hpp"

namespace intersession::access::store {

namespace {

std::optional<core::Id> some(const core::Id& id) {
  return id.is_nil() ? std::nullopt : std::optional(id);
}

std::optional<core::Bytes> some(const core::Bytes& bytes) {
  return bytes.empty() ? std::nullopt : std::optional(bytes);
}

}  // namespace

void add(db::Connection& connection, const Invitation& invitation) {
  connection.execute(
      "INSERT INTO invitation (practice_id, invitation_id, secret_hash, code_hash, member_id, client_id, "
      "made_by, made_at, expires_at, tries) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0)",
      invitation.practice, invitation.id, invitation.secret_hash, some(invitation.code_hash),
      some(invitation.member), some(invitation.client), invitation.made_by, invitation.made,
      invitation.expires);
}

std::optional<Invitation> invitation(db::Connection& connection, const Token& token) {
  const auto row = connection.query_one(
      "SELECT invitation_id, code_hash, member_id, client_id, made_by, made_at, expires_at, tries, "
      "redeemed_at, ended_at FROM invitation WHERE practice_id = ?1 AND secret_hash = ?2",
      token.practice, token.hash);
  if (not row) return std::nullopt;
  Invitation found;
  found.practice = token.practice;
  found.id = row->id(0);
  found.secret_hash = token.hash;
  found.code_hash = row->bytes_or_null(1).value_or(core::Bytes{});
  found.member = row->id_or_null(2).value_or(core::Id{});
  found.client = row->id_or_null(3).value_or(core::Id{});
  found.made_by = row->id(4);
  found.made = row->instant(5);
  found.expires = row->instant(6);
  found.tries = row->integer(7);
  found.redeemed = not row->is_null(8);
  found.ended = not row->is_null(9);
  return found;
}

bool redeem(db::Connection& connection, const Invitation& invitation, core::Instant now) {
  return connection.execute(
             "UPDATE invitation SET redeemed_at = ?3 WHERE practice_id = ?1 AND invitation_id = ?2 "
             "AND redeemed_at IS NULL AND ended_at IS NULL AND tries < ?4",
             invitation.practice, invitation.id, now, kCodeTries) == 1;
}

void count_wrong_code(db::Connection& connection, const Invitation& invitation) {
  connection.execute("UPDATE invitation SET tries = tries + 1 WHERE practice_id = ?1 AND invitation_id = ?2",
                     invitation.practice, invitation.id);
}

void end_client_invitations(db::Connection& connection, const core::Id& practice, const core::Id& client,
                            core::Instant now) {
  connection.execute(
      "UPDATE invitation SET ended_at = ?3 WHERE practice_id = ?1 AND client_id = ?2 "
      "AND redeemed_at IS NULL AND ended_at IS NULL",
      practice, client, now);
}

void end_member_invitations(db::Connection& connection, const core::Id& practice, const core::Id& member,
                            core::Instant now) {
  connection.execute(
      "UPDATE invitation SET ended_at = ?3 WHERE practice_id = ?1 AND member_id = ?2 "
      "AND redeemed_at IS NULL AND ended_at IS NULL",
      practice, member, now);
}

}  // namespace intersession::access::store
