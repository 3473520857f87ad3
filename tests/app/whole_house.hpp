// The whole server without a socket: databases, keys, every route of the house, and a clock that the test
// moves.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/client_invitations.hpp"
#include "access/client_work.hpp"
#include "access/members.hpp"
#include "access/set_up.hpp"
#include "app/house.hpp"
#include "app/migrations.hpp"
#include "catalogue/data.hpp"
#include "measures/data.hpp"
#include "platform/core/json.hpp"
#include "platform/db/test_database.hpp"

namespace intersession::test {

namespace json = core::json;

/// The value of a Result that must be there.
template <class T>
T must(core::Result<T> result) {
  if (not result) throw std::runtime_error(result.error().message + " [" + result.error().reason + "]");
  if constexpr (not std::is_void_v<T>) return *std::move(result);
}

/// What a route answered.
struct Answer {
  int status = 0;
  json::value body;

  /// A place of the body by JSON Pointer; throws where there is none.
  [[nodiscard]] json::value at(std::string_view pointer) && { return std::as_const(*this).at(pointer); }
  [[nodiscard]] const json::value& at(std::string_view pointer) const& {
    const json::value* found = find(pointer);
    if (found == nullptr)
      throw std::runtime_error("no " + std::string(pointer) + " in " + core::to_json(body));
    return *found;
  }
  [[nodiscard]] const json::value* find(std::string_view pointer) const {
    boost::system::error_code error;
    return body.find_pointer(pointer, error);
  }
  [[nodiscard]] std::string text(std::string_view pointer) const {
    return std::string(at(pointer).as_string());
  }
  [[nodiscard]] std::int64_t number(std::string_view pointer) const { return at(pointer).as_int64(); }
  [[nodiscard]] std::size_t size(std::string_view pointer) const { return at(pointer).as_array().size(); }
  /// `reason` of a problem; empty where it has none.
  [[nodiscard]] std::string reason() const { return find("/reason") == nullptr ? "" : text("/reason"); }
  /// The places that a problem names.
  [[nodiscard]] std::set<std::string> pointers() const {
    std::set<std::string> places;
    if (find("/errors") == nullptr) return places;
    for (const auto& each : at("/errors").as_array()) places.emplace(each.at("pointer").as_string());
    return places;
  }
};
inline std::ostream& operator<<(std::ostream& out, const Answer& answer) {
  return out << answer.status << " " << core::to_json(answer.body);
}

class Installation;

/// Somebody with an account: a member's browser or a client's phone. Signs in again when the clock has moved
/// so far that the sign-in session would be over. send() is thread-safe while the clock stands still.
class Person {
 public:
  Person(Installation& installation, access::Principal principal)
      : installation_(&installation), principal_(std::move(principal)) {
    // From the start: several threads that send at once must not each begin a sign-in session.
    stay_signed_in();
  }

  [[nodiscard]] const access::Principal& principal() const { return principal_; }
  Answer send(http::Method method, const std::string& path, const std::string& body);
  Answer get(const std::string& path) { return send(http::Method::kGet, path, ""); }
  Answer put(const std::string& path, const json::value& body) {
    return send(http::Method::kPut, path, core::to_json(body));
  }
  Answer post(const std::string& path, const json::value& body) {
    return send(http::Method::kPost, path, core::to_json(body));
  }
  /// As an argument of store functions.
  [[nodiscard]] access::Scope scope();

 private:
  void stay_signed_in();

  Installation* installation_;
  access::Principal principal_;
  std::string cookie_;
  core::Instant since_{};
};

/// One practice in Oslo whose owner also treats, on either engine.
class Installation {
 public:
  /// `send_mail`: takes the messages that leave; nothing given: none leaves.
  explicit Installation(db::Engine engine, std::string_view now = "2026-11-24T09:00:00Z",
                        safety::SendMail send_mail = nullptr)
      : clock(core::parse_instant(now).value()), data_(engine, kDurable), keys_(engine, kDurable) {
    must(data_->migrate(app::data_migrations(), clock.now()));
    must(keys_->migrate(app::key_migrations(), clock.now()));
    vault_ = must(vault::Vault::open(folder_.path() / "master.key", *keys_, random, clock));
    house_ = std::make_unique<app::House>(
        app::Ground{*data_, *vault_, passwords_, catalogue(), instruments(), random, clock,
                    *http::Origin::parse("http://127.0.0.1:8080"), nullptr, std::move(send_mail)});
    auto first = must(access::set_up(house_->access(), {"Harbour Practice", "Europe/Oslo", false},
                                     {"Olivia Owner", "owner@example.org", kPassword}));
    owner_ = std::make_unique<Person>(*this, std::move(first.principal));
    const auto settings = owner_->put(
        "/api/v1/practice", {{"version", 1},
                             {"name", "Harbour Practice"},
                             {"zone", "Europe/Oslo"},
                             {"noun", "homework"},
                             {"confidenceThreshold", 7},
                             {"contacts", json::array{{{"label", "Practice"}, {"phone", "555 0100"}}}},
                             {"emergency", "Call 112."}});
    if (settings.status != 200) throw std::runtime_error(core::to_json(settings.body));
  }

  static constexpr const char* kPassword = "a walk by the sea";

  [[nodiscard]] db::Database& database() { return *data_; }
  [[nodiscard]] app::House& house() { return *house_; }
  [[nodiscard]] const core::Id& practice() const { return owner_->principal().practice(); }
  /// Owner and therapist.
  [[nodiscard]] Person& owner() { return *owner_; }
  /// Another member.
  Person join(const std::string& email, access::Roles roles) {
    auto& access = house_->access();
    const auto invited =
        must(access::invite_member(access, owner_->scope(), {"Name of " + email, email, roles}));
    return {*this, must(access::redeem_member_invitation(access, invited.secret, kPassword, "")).principal};
  }
  /// The client's phone, connected with link and code.
  Person connect(const core::Id& client) {
    auto& access = house_->access();
    const auto invited = must(access::invite_client(access, owner_->scope(), client));
    return {*this,
            must(access::redeem_client_invitation(access, invited.secret, invited.code, "")).principal};
  }

  [[nodiscard]] core::Id id() { return random.id(clock.now()); }
  [[nodiscard]] std::shared_ptr<const vault::SealingKey> key(const core::Id& client) {
    return must(vault_->client_key(practice(), client));
  }
  [[nodiscard]] vault::Vault& vault() { return *vault_; }
  /// Moves the clock to a wall-clock time in Oslo.
  void at(std::string_view local) {
    clock.set(core::to_instant(core::parse_local(local).value(), "Europe/Oslo"));
  }

  /// Runs f(Connection&, const ClientAccess&) in one write, and the same for reading; without audit.
  template <class F>
  auto write(Person& person, const core::Id& client, F&& f) {
    return access::write_client(*data_, person.scope(), client, std::forward<F>(f));
  }
  template <class F>
  auto read(Person& person, const core::Id& client, F&& f) {
    const auto scope = person.scope();
    return data_->read([&](db::Connection& connection) {
      auto access = scope.require_client(connection, client);
      using Value = access::detail::ValueOf<F, db::Connection&, const access::ClientAccess&>;
      if (not access) return core::Result<Value>(std::unexpected(access.error()));
      return access::detail::call(f, connection, std::as_const(*access));
    });
  }
  /// One statement as an operator of the machine could run it.
  template <class... Args>
  std::int64_t tamper(const std::string& sql, const Args&... args) {
    return must(data_->write(practice(),
                             [&](db::Connection& connection) { return connection.execute(sql, args...); }));
  }

  /// SHA-256 of the rows of every table, but for sign-in sessions (whose last-seen moves with each request).
  /// The same before and after: nothing was written.
  [[nodiscard]] std::map<std::string, std::string> digest() {
    return must(data_->read([&](db::Connection& connection) {
      std::map<std::string, std::string> digests;
      for (const auto& table : tables(connection)) {
        if (table == "sign_in") continue;
        std::string rows;
        for (const auto& row : connection.query(rows_as_text(connection, table))) rows += row.text(0) + "\n";
        digests[table] = core::to_hex(core::sha256(core::as_bytes(rows)));
      }
      return digests;
    }));
  }
  /// Does something that must be refused, with this status and reason, and leave no trace.
  template <class Act>
  Answer refused(int status, std::string_view reason, const Act& act, const std::string& what = "") {
    const auto before = digest();
    Answer answer = act();
    EXPECT_EQ(answer.status, status) << what << ": " << answer;
    EXPECT_EQ(answer.reason(), reason) << what << ": " << answer;
    EXPECT_EQ(digest(), before) << what;
    return answer;
  }
  /// Does something again: answered with 200, as the first time, and nothing is written.
  template <class Act>
  Answer repeated(const Act& act, const std::string& what = "") {
    return refused(200, "", act, what);
  }
  /// Doubles every row of the data under another practice's id, as if that practice had a client of the same
  /// id: what is left to hold the two apart is the practice in the key.
  void mirror_into(const core::Id& other) {
    must(data_->write(other, [&](db::Connection& connection) {
      for (const auto& table : tables(connection)) mirror(connection, table, other);
    }));
  }

  core::SystemRandom random;
  core::FixedClock clock;

 private:
  static std::shared_ptr<const measures::Instruments> instruments() {
    static const auto kInstruments = measures::testing::real_instruments();
    return kInstruments;
  }
  static std::shared_ptr<const catalogue::Catalogue> catalogue() {
    static const auto kCatalogue = catalogue::testing::real_catalogue();
    return kCatalogue;
  }
  /// That nothing is lost in a power cut has tests of its own; here it would only cost time.
  static constexpr bool kDurable = false;
  /// Tables of the rooms, a table after those that it refers to.
  static std::vector<std::string> tables(db::Connection& connection);
  static std::vector<std::string> columns(db::Connection& connection, const std::string& table);
  static std::string rows_as_text(db::Connection& connection, const std::string& table);
  static void mirror(db::Connection& connection, const std::string& table, const core::Id& other);

  TemporaryFolder folder_;
  TestDatabase data_;
  TestDatabase keys_;
  access::PasswordHasher passwords_{access::PasswordHasher::Cost{1, 8192}};
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<app::House> house_;
  std::unique_ptr<Person> owner_;
};

inline Answer Person::send(http::Method method, const std::string& path, const std::string& body) {
  stay_signed_in();
  auto request = http::Request::make(method, path, body);
  request.received = installation_->clock.now();
  request.set_header("Cookie", installation_->house().origin().cookie_name("intersession") + "=" + cookie_);
  const auto response = installation_->house().router().handle(request);
  Answer answer{response.status, {}};
  if (not response.content().empty()) {
    answer.body = must(
        core::parse_json(response.content(), {.depth = 64, .nodes = 1'000'000, .string_points = 1'000'000}));
  }
  return answer;
}

inline access::Scope Person::scope() {
  stay_signed_in();
  return {principal_, access::Purpose::kCare, installation_->clock.now()};
}

inline void Person::stay_signed_in() {
  const auto now = installation_->clock.now();
  const auto idle = principal_.is_member() ? std::chrono::minutes{10} : std::chrono::days{25};
  if (not cookie_.empty() and now >= since_ and now - since_ < idle) return;
  auto& access = installation_->house().access();
  auto begun = must(access.database.write(principal_.practice(), [&](db::Connection& connection) {
    return access.sign_ins.begin(connection, principal_.practice(), principal_.account(), access.random, now);
  }));
  cookie_ = std::move(begun.cookie);
  principal_ = std::move(begun.principal);
  since_ = now;
}

inline std::vector<std::string> Installation::tables(db::Connection& connection) {
  const auto* sql =
      connection.engine() == db::Engine::kSqlite
          ? "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
          : "SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) "
            "ORDER BY oid";
  std::vector<std::string> names;
  for (const auto& row : connection.query(sql)) names.push_back(row.text(0));
  return names;
}

inline std::vector<std::string> Installation::columns(db::Connection& connection, const std::string& table) {
  const auto* sql =
      connection.engine() == db::Engine::kSqlite
          ? "SELECT name FROM pragma_table_info(?1)"
          : "SELECT CAST(column_name AS TEXT) FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND table_name = ?1 ORDER BY ordinal_position";
  std::vector<std::string> names;
  for (const auto& row : connection.query(sql, table)) names.push_back(row.text(0));
  return names;
}

inline std::string Installation::rows_as_text(db::Connection& connection, const std::string& table) {
  if (connection.engine() == db::Engine::kPostgres)
    return "SELECT CAST(t AS TEXT) FROM " + table + " t ORDER BY 1";
  std::string line;
  for (const auto& column : columns(connection, table))
    line += (line.empty() ? "" : " || '|' || ") + ("quote(" + column + ")");
  return "SELECT " + line + " FROM " + table + " ORDER BY 1";
}

inline void Installation::mirror(db::Connection& connection, const std::string& table,
                                 const core::Id& other) {
  static const std::set<std::string> kOfAccess{"member",     "account",     "sign_in_name", "sign_in",
                                               "throttle",   "invitation",  "relation",     "audit",
                                               "audit_head", "read_window", "set_up",       "job"};
  if (kOfAccess.contains(table)) return;
  const auto names = columns(connection, table);
  if (std::ranges::find(names, "practice_id") == names.end()) return;
  std::string rest;
  for (const auto& name : names) {
    if (name != "practice_id") rest += ", " + name;
  }
  connection.execute("INSERT INTO " + table + " (practice_id" + rest + ") SELECT ?1" + rest + " FROM " +
                         table + " WHERE practice_id <> ?1",
                     other);
}

}  // namespace intersession::test
