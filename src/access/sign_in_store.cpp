#include <stdexcept>

#include "access/sign_ins.hpp"
#include "access/token.hpp"

namespace intersession::access {

namespace {

using namespace std::chrono_literals;

/// Last-seen is written no oftener, so that most requests only read.
constexpr std::chrono::microseconds kMemberTouch = 1min;
constexpr std::chrono::microseconds kClientTouch = 1h;

struct Account {
  core::Id member;
  core::Id client;
  core::Id caregiver;
  core::Id ward;
  Roles roles;
};

/// Reads member, person (a client or a caregiver), the member's roles and the caregiver's client. Roles of a
/// member come from its row.
Account account_of(const db::Row& row, int first) {
  const core::Id person = row.id_or_null(first + 1).value_or(core::Id{});
  if (const auto member = row.id_or_null(first)) {
    return {.member = *member,
            .client = {},
            .caregiver = {},
            .ward = {},
            .roles = Roles::parse(row.text(first + 2)).value_or(Roles{})};
  }
  if (const auto ward = row.id_or_null(first + 3)) {
    return {.member = {}, .client = {}, .caregiver = person, .ward = *ward, .roles = {Role::kCaregiver}};
  }
  return {.member = {}, .client = person, .caregiver = {}, .ward = {}, .roles = {Role::kClient}};
}

}  // namespace

std::string client_session_lives(const std::string& alias, const std::string& now) {
  const auto after = [&](std::chrono::microseconds life) {
    return " > " + now + " - " + std::to_string(life.count());
  };
  const SignInRules rules;
  return alias + ".last_seen_at" + after(rules.client_idle) + " AND " + alias + ".began_at" +
         after(rules.client_absolute);
}

bool SignIns::lives(bool member, core::Instant began, core::Instant last_seen, core::Instant now) const {
  const std::chrono::microseconds idle =
      member ? std::chrono::microseconds(rules_.member_idle) : std::chrono::microseconds(rules_.client_idle);
  const std::chrono::microseconds absolute = member ? std::chrono::microseconds(rules_.member_absolute)
                                                    : std::chrono::microseconds(rules_.client_absolute);
  return now < last_seen + idle and now < began + absolute;
}

SignIns::Begun SignIns::begin(db::Connection& connection, const core::Id& practice, const core::Id& account,
                              core::Random& random, core::Instant now) const {
  NewToken token = make_token(practice, random);
  connection.execute(
      "INSERT INTO sign_in (practice_id, secret_hash, sign_in_id, account_id, began_at, last_seen_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
      practice, token.hash, random.id(now), account, now);
  auto found = find(connection, token.text, now);
  if (not found) throw std::logic_error("a sign-in session began for an account that may not sign in");
  const bool member = found->principal.is_member();
  return {
      std::move(token.text),
      member ? std::chrono::seconds(rules_.member_absolute) : std::chrono::seconds(rules_.client_absolute),
      std::move(found->principal)};
}

std::optional<SignIns::Found> SignIns::find(db::Connection& connection, std::string_view cookie,
                                            core::Instant now) const {
  auto token = Token::parse(cookie);
  if (not token) return std::nullopt;
  const auto row = connection.query_one(
      "SELECT s.account_id, s.began_at, s.last_seen_at, a.member_id, a.client_id, m.roles, c.client_id, "
      "m.disabled_at, c.until_at "
      "FROM sign_in s JOIN account a ON a.practice_id = s.practice_id AND a.account_id = s.account_id "
      "LEFT JOIN member m ON m.practice_id = a.practice_id AND m.member_id = a.member_id "
      "LEFT JOIN caregiver c ON c.practice_id = a.practice_id AND c.caregiver_id = a.client_id "
      "WHERE s.practice_id = ?1 AND s.secret_hash = ?2",
      token->practice, token->hash);
  if (not row or not row->is_null(7) or not row->is_null(8)) return std::nullopt;
  const Account account = account_of(*row, 3);
  const bool member = not account.member.is_nil();
  const core::Instant last_seen = row->instant(2);
  if (not lives(member, row->instant(1), last_seen, now)) return std::nullopt;

  Found found;
  found.principal.practice_ = token->practice;
  found.principal.account_ = row->id(0);
  found.principal.member_ = account.member;
  found.principal.client_ = account.client;
  found.principal.caregiver_ = account.caregiver;
  found.principal.ward_ = account.ward;
  found.principal.roles_ = account.roles;
  found.principal.session_hash_ = std::move(token->hash);
  found.touch_due = now - last_seen >= (member ? kMemberTouch : kClientTouch);
  return found;
}

void SignIns::touch(db::Connection& connection, const Principal& principal, core::Instant now) {
  connection.execute(
      "UPDATE sign_in SET last_seen_at = ?3 WHERE practice_id = ?1 AND secret_hash = ?2 AND last_seen_at < "
      "?3",
      principal.practice(), principal.session_hash(), now);
}

void SignIns::end(db::Connection& connection, const Principal& principal) {
  connection.outdate_questions();
  connection.execute("DELETE FROM sign_in WHERE practice_id = ?1 AND secret_hash = ?2", principal.practice(),
                     principal.session_hash());
}

void SignIns::end_cookie(db::Connection& connection, std::string_view cookie) {
  const auto token = Token::parse(cookie);
  if (not token) return;
  connection.outdate_questions();
  connection.execute("DELETE FROM sign_in WHERE practice_id = ?1 AND secret_hash = ?2", token->practice,
                     token->hash);
}

std::int64_t SignIns::end_all(db::Connection& connection, const core::Id& practice, const core::Id& account,
                              const Principal* but) {
  connection.outdate_questions();
  return connection.execute(
      "DELETE FROM sign_in WHERE practice_id = ?1 AND account_id = ?2 AND secret_hash <> ?3", practice,
      account, but == nullptr ? core::Bytes{} : but->session_hash());
}

std::vector<SignIns::Device> SignIns::devices(db::Connection& connection, const Principal& principal,
                                              core::Instant now) const {
  std::vector<Device> devices;
  for (const db::Row& row :
       connection.query("SELECT sign_in_id, secret_hash, began_at, last_seen_at FROM sign_in "
                        "WHERE practice_id = ?1 AND account_id = ?2 ORDER BY last_seen_at DESC, sign_in_id",
                        principal.practice(), principal.account())) {
    if (lives(principal.is_member(), row.instant(2), row.instant(3), now))
      devices.push_back(
          {row.id(0), row.bytes(1) == principal.session_hash(), row.instant(2), row.instant(3)});
  }
  return devices;
}

bool SignIns::end_device(db::Connection& connection, const Principal& principal, const core::Id& device) {
  connection.outdate_questions();
  return connection.execute(
             "DELETE FROM sign_in WHERE practice_id = ?1 AND account_id = ?2 AND sign_in_id = ?3",
             principal.practice(), principal.account(), device) == 1;
}

std::int64_t SignIns::sweep(db::Connection& connection, const core::Id& practice, core::Instant now) const {
  connection.outdate_questions();
  return connection.execute(
      "DELETE FROM sign_in WHERE practice_id = ?1 AND (last_seen_at <= ?2 OR began_at <= ?3 OR EXISTS "
      "(SELECT 1 FROM account a WHERE a.practice_id = sign_in.practice_id AND a.account_id = "
      "sign_in.account_id AND a.member_id IS NOT NULL AND (sign_in.last_seen_at <= ?4 OR "
      "sign_in.began_at <= ?5)))",
      practice, now - rules_.client_idle, now - rules_.client_absolute, now - rules_.member_idle,
      now - rules_.member_absolute);
}

std::optional<core::Id> SignIns::practice_of(std::string_view cookie) {
  const auto token = Token::parse(cookie);
  if (not token) return std::nullopt;
  return token->practice;
}

}  // namespace intersession::access
