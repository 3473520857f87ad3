// A whole installation without a socket: databases of the real schema, keys, catalogue, every room, and a
// clock that the test moves.
#pragma once

#include <boost/json/parse.hpp>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

#include "access/set_up.hpp"
#include "app/catalogue_files.hpp"
#include "app/house.hpp"
#include "app/migrations.hpp"
#include "platform/vault/temporary.hpp"

namespace intersession::testing {

/// The value of a Result that must be there.
template <class T>
T must(core::Result<T> result) {
  if (not result) throw std::runtime_error(why(result));
  if constexpr (not std::is_void_v<T>) return *std::move(result);
}

inline const app::CatalogueData& whole_catalogue() {
  static const auto data =
      must(app::read_catalogue(std::filesystem::path(INTERSESSION_SOURCE_DIR) / "catalogue"));
  return data;
}

/// The data or the keys database of an installation; on PostgreSQL in a schema of its own that goes with it.
class InstalledDatabase {
 public:
  InstalledDatabase(const std::string& engine, const std::filesystem::path& folder, const std::string& name,
                    std::span<const db::Migration> migrations) {
    if (engine == "postgres") {
      options_.target = std::getenv("INTERSESSION_TEST_POSTGRES");  // NOLINT(concurrency-mt-unsafe)
      options_.schema = name + "_" + core::to_hex(core::SystemRandom().bytes(6));
    } else {
      options_.target = (folder / (name + ".db")).string();
    }
    database_ = must(db::Database::open(options_));
    must(database_->migrate(migrations, core::from_micros(0)));
  }
  ~InstalledDatabase() {
    if (options_.target.starts_with("postgres")) {
      (void)database_->write(core::Id{}, [&](db::Connection& connection) {
        connection.execute("DROP SCHEMA " + options_.schema + " CASCADE");
      });
    }
  }
  InstalledDatabase(const InstalledDatabase&) = delete;
  InstalledDatabase& operator=(const InstalledDatabase&) = delete;

  [[nodiscard]] db::Database& operator*() { return *database_; }
  [[nodiscard]] db::Database* operator->() { return database_.get(); }

 private:
  db::Options options_;
  std::unique_ptr<db::Database> database_;
};

/// One practice, whose owner is also its therapist.
class Installation {
 public:
  explicit Installation(const std::string& engine,
                        core::Instant now = core::from_micros(1'790'000'000'000'000))
      : clock(now),
        keys(engine, folder.path(), "keys", app::key_migrations()),
        data(engine, folder.path(), "data", app::data_migrations()),
        vault(must(vault::Vault::open(folder.path() / "master.key", *keys, random, clock))),
        house({*data, *vault, passwords, whole_catalogue().catalogue, whole_catalogue().instruments, random,
               clock, must(http::Origin::parse("http://127.0.0.1:8080"))}),
        owner(must(access::set_up(house.access(), {"Harbour Practice", "Europe/Oslo", true},
                                  {"Olivia Owner", "owner@example.org", "a walk by the sea"}))) {}

  /// One request of somebody, signed in afresh, at the clock's time.
  http::Response ask(const core::Id& account, http::Method method, const std::string& path,
                     const std::string& body = {}) {
    auto& access = house.access();
    const auto practice = owner.principal.practice();
    const auto begun = must(data->write(practice, [&](db::Connection& connection) {
      return access.sign_ins.begin(connection, practice, account, random, clock.now());
    }));
    auto request = http::Request::make(method, path, body);
    request.received = clock.now();
    request.set_header("cookie", house.origin().cookie_name("intersession") + "=" + begun.cookie);
    return house.router().handle(request);
  }
  /// The body of a success of the owner, who treats. Throws what else was answered.
  core::json::value call(http::Method method, const std::string& path, const core::json::value& body = {}) {
    const auto response = ask(owner.principal.account(), method, path,
                              method == http::Method::kGet ? std::string() : core::to_json(body));
    if (response.status >= 300)
      throw std::runtime_error(path + " answered " + std::to_string(response.status) + ": " +
                               std::string(response.content()));
    if (response.content().empty()) return {};
    return core::json::parse(response.content());
  }

  TemporaryFolder folder;
  core::SeededRandom random{20'261'125};
  core::FixedClock clock;
  InstalledDatabase keys;
  InstalledDatabase data;
  std::unique_ptr<vault::Vault> vault;
  access::PasswordHasher passwords{access::PasswordHasher::Cost{1, 8192}};
  app::House house;
  access::SignedIn owner;
};

}  // namespace intersession::testing
