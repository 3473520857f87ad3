#include "access/account_store.hpp"

#include "access/sign_ins.hpp"

namespace intersession::access::store {

namespace {

vault::FieldContext name_field(const core::Id& practice, const core::Id& member) {
  return {practice, {}, "member", "name", member, 0};
}
vault::FieldContext email_field(const core::Id& practice, const core::Id& account) {
  return {practice, {}, "account", "email", account, 0};
}

constexpr std::string_view kSelect =
    "SELECT m.practice_id, m.member_id, a.account_id, m.roles, m.name, a.email, m.disabled_at, "
    "CASE WHEN a.password IS NULL THEN 0 ELSE 1 END FROM member m "
    "JOIN account a ON a.practice_id = m.practice_id AND a.member_id = m.member_id "
    "WHERE m.practice_id = ?1 ";

core::Result<Member> member_of(const db::Row& row, const vault::SealingKey& key) {
  Member member{row.id(0), row.id(1), row.id(2), Roles::parse(row.text(3)).value_or(Roles{}), {}, {}, {}};
  auto name = key.open(name_field(member.practice, member.id), row.bytes(4));
  if (not name) return std::unexpected(name.error());
  auto email = key.open(email_field(member.practice, member.account), row.bytes(5));
  if (not email) return std::unexpected(email.error());
  member.name = *std::move(name);
  member.email = *std::move(email);
  member.state = not row.is_null(6) ? MemberState::kDisabled
                 : row.boolean(7)   ? MemberState::kActive
                                    : MemberState::kInvited;
  return member;
}

}  // namespace

bool add_member(db::Connection& connection, const Member& member, const core::Bytes& email_hash,
                const vault::SealingKey& key, core::Instant now) {
  const auto taken = connection.query_one("SELECT 1 FROM sign_in_name WHERE email_hash = ?1", email_hash);
  if (taken) return false;
  connection.execute(
      "INSERT INTO member (practice_id, member_id, roles, name, joined_at) VALUES (?1, ?2, ?3, ?4, ?5)",
      member.practice, member.id, member.roles.text(),
      key.seal(name_field(member.practice, member.id), member.name), now);
  connection.execute(
      "INSERT INTO account (practice_id, account_id, member_id, email, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5)",
      member.practice, member.account, member.id,
      key.seal(email_field(member.practice, member.account), member.email), now);
  // Two at once: the key refuses the second, and its write as a whole.
  connection.execute("INSERT INTO sign_in_name (email_hash, practice_id, account_id) VALUES (?1, ?2, ?3)",
                     email_hash, member.practice, member.account);
  return true;
}

void change_member(db::Connection& connection, const Member& member, const vault::SealingKey& key) {
  connection.execute("UPDATE member SET roles = ?3, name = ?4 WHERE practice_id = ?1 AND member_id = ?2",
                     member.practice, member.id, member.roles.text(),
                     key.seal(name_field(member.practice, member.id), member.name));
}

void disable_member(db::Connection& connection, const core::Id& practice, const core::Id& member,
                    core::Instant now) {
  connection.outdate_questions();
  connection.execute(
      "UPDATE member SET disabled_at = ?3 WHERE practice_id = ?1 AND member_id = ?2 AND disabled_at IS NULL",
      practice, member, now);
}

core::Result<std::vector<Member>> members(db::Connection& connection, const core::Id& practice,
                                          const vault::SealingKey& key) {
  static const std::string kSql = std::string(kSelect) + "ORDER BY m.joined_at, m.member_id";
  std::vector<Member> members;
  for (const db::Row& row : connection.query(kSql, practice)) {
    auto member = member_of(row, key);
    if (not member) return std::unexpected(member.error());
    members.push_back(*std::move(member));
  }
  return members;
}

core::Result<std::optional<Member>> member(db::Connection& connection, const core::Id& practice,
                                           const core::Id& member, const vault::SealingKey& key) {
  static const std::string kSql = std::string(kSelect) + "AND m.member_id = ?2";
  const auto row = connection.query_one(kSql, practice, member);
  if (not row) return std::nullopt;
  return member_of(*row, key);
}

std::optional<SignInAccount> sign_in_account(db::Connection& connection, const core::Bytes& email_hash) {
  const auto row = connection.query_one(
      "SELECT a.practice_id, a.account_id, m.member_id, a.password, m.disabled_at FROM sign_in_name n "
      "JOIN account a ON a.practice_id = n.practice_id AND a.account_id = n.account_id "
      "JOIN member m ON m.practice_id = a.practice_id AND m.member_id = a.member_id "
      "WHERE n.email_hash = ?1",
      email_hash);
  if (not row) return std::nullopt;
  return SignInAccount{row->id(0), row->id(1), row->id(2), row->text_or_null(3).value_or(""),
                       not row->is_null(4)};
}

void set_password(db::Connection& connection, const core::Id& practice, const core::Id& account,
                  const std::string& hash) {
  connection.execute("UPDATE account SET password = ?3 WHERE practice_id = ?1 AND account_id = ?2", practice,
                     account, hash);
}

std::optional<core::Id> client_account(db::Connection& connection, const core::Id& practice,
                                       const core::Id& client) {
  const auto row = connection.query_one(
      "SELECT account_id FROM account WHERE practice_id = ?1 AND client_id = ?2", practice, client);
  if (not row) return std::nullopt;
  return row->id(0);
}

void add_client_account(db::Connection& connection, const core::Id& practice, const core::Id& client,
                        const core::Id& account, core::Instant now) {
  connection.execute(
      "INSERT INTO account (practice_id, account_id, client_id, created_at) VALUES (?1, ?2, ?3, ?4)",
      practice, account, client, now);
}

std::string phone_access_sql(const std::string& practice, const std::string& person, const std::string& now) {
  // The offset keeps PostgreSQL from reading the sign-ins of the whole practice once for a list of clients.
  return "CASE WHEN EXISTS (SELECT 1 FROM account a JOIN sign_in s "
         "ON s.practice_id = a.practice_id AND s.account_id = a.account_id "
         "WHERE a.practice_id = " +
         practice + " AND a.client_id = " + person + " AND " + client_session_lives("s", now) +
         " LIMIT 1 OFFSET 0) THEN 'signed-in' WHEN EXISTS (SELECT 1 FROM invitation i WHERE i.practice_id "
         "= " +
         practice + " AND i.client_id = " + person +
         " AND i.redeemed_at IS NULL AND i.ended_at IS NULL AND i.expires_at > " + now +
         ") THEN 'invited' ELSE 'none' END";
}

std::string phone_access(db::Connection& connection, const core::Id& practice, const core::Id& person,
                         core::Instant now) {
  static const std::string kSql = "SELECT " + phone_access_sql("?1", "?2", "?3");
  return connection.query_one(kSql, practice, person, now)->text(0);
}

bool mark_set_up(db::Connection& connection, const core::Id& practice, core::Instant now) {
  return connection.execute(
             "INSERT INTO set_up (name, practice_id, at) VALUES ('first practice', ?1, ?2) "
             "ON CONFLICT DO NOTHING",
             practice, now) == 1;
}

bool is_set_up(db::Connection& connection) {
  return connection.query_one("SELECT 1 FROM set_up WHERE name = 'first practice'").has_value();
}

}  // namespace intersession::access::store
