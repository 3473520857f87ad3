// Dies at a chosen step between an alarming answer and the message about it (tests/faults/alert_kill.mjs).
//
// INTERSESSION_DIE_AT=n: from the first row of a measure's submission on, statements of writes, the moments
// before COMMIT and those before its answer are counted, on every thread; before the n-th the process kills
// itself as kill -9 would. INTERSESSION_TORN=1 is the control: every statement is a transaction of its own.
// The product has no switch for either; `serve` takes what stands between the rooms and the storage as an
// argument.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "app/config.hpp"
#include "app/serve.hpp"

namespace {

using namespace intersession;

/// Counts steps once armed.
class Fate {
 public:
  explicit Fate(long at) : at_(at) {}
  void arm() { armed_ = true; }
  void step() {
    if (armed_ and ++steps_ == at_) ::kill(::getpid(), SIGKILL);
  }

 private:
  const long at_;
  std::atomic<bool> armed_{false};
  std::atomic<long> steps_{0};
};

/// The driver's part of a connection, which only its own class may call.
struct Driven : db::Connection {
  static auto run_of() { return &Driven::run; }
};
std::int64_t forward(db::Connection& to, std::string_view sql, db::Values values, db::Table* table) {
  return (to.*Driven::run_of())(sql, values, table);
}

/// Where the statements of a write go.
using Forward = std::function<std::int64_t(std::string_view, db::Values, db::Table*)>;

class CountedConnection final : public db::Connection {
 public:
  CountedConnection(db::Engine engine, Fate& fate, Forward forward)
      : engine_(engine), fate_(fate), forward_(std::move(forward)) {}
  [[nodiscard]] db::Engine engine() const override { return engine_; }
  void finish() { hand_in(); }

 protected:
  std::int64_t run(std::string_view sql, db::Values values, db::Table* table) override {
    if (sql.starts_with("INSERT INTO measure_submission")) fate_.arm();
    fate_.step();
    return forward_(sql, values, table);
  }

 private:
  db::Engine engine_;
  Fate& fate_;
  Forward forward_;
};

class DyingDriver final : public db::Driver {
 public:
  DyingDriver(std::unique_ptr<db::Database> storage, long at, bool torn)
      : storage_(std::move(storage)), fate_(at), torn_(torn) {}

  core::Result<void> read(db::Statements /*statements*/, const db::Work& work) override {
    return storage_->read(work);
  }

  core::Result<void> write(const core::Id& practice, const db::Question& question,
                           const db::Work& asked) override {
    const db::Work work = [&](db::Connection& connection) {
      if (question) question(connection);
      return asked(connection);
    };
    auto done = torn_ ? write_torn(practice, work) : write_whole(practice, work);
    fate_.step();  // committed, not answered
    return done;
  }

  core::Result<void> migrate(std::span<const db::Migration> migrations, core::Instant now) override {
    return storage_->migrate(migrations, now);
  }
  [[nodiscard]] db::Engine engine() const override { return storage_->engine(); }
  [[nodiscard]] bool failed() const override { return storage_->failed(); }
  [[nodiscard]] bool checked_integrity() const override { return storage_->checked_integrity(); }
  void close() override { storage_->close(); }

 private:
  core::Result<void> write_whole(const core::Id& practice, const db::Work& work) {
    return storage_->write(practice, [&](db::Connection& real) -> core::Result<void> {
      CountedConnection counted(engine(), fate_, [&](auto sql, auto values, auto* table) {
        return forward(real, sql, values, table);
      });
      auto result = work(counted);
      if (result) counted.finish();
      fate_.step();  // all statements ran, nothing is committed
      return result;
    });
  }

  core::Result<void> write_torn(const core::Id& practice, const db::Work& work) {
    CountedConnection counted(engine(), fate_, [&](auto sql, auto values, auto* table) {
      const auto changed =
          storage_->write(practice, [&](db::Connection& real) { return forward(real, sql, values, table); });
      if (not changed) throw db::DatabaseError(db::Fault::kOther, "torn", changed.error().message);
      return *changed;
    });
    auto result = work(counted);
    if (result) counted.finish();
    return result;
  }

  std::unique_ptr<db::Database> storage_;
  Fate fate_;
  const bool torn_;
};

long number_of(const char* name) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
  return text == nullptr ? 0 : std::strtol(text, nullptr, 10);
}

}  // namespace

/// serve --data FOLDER --listen ADDRESS [--mail FILE], as the product.
int main(int argc, char** argv) {
  app::ServeConfig config;
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--data") config.data = argv[i + 1];
    if (name == "--listen") config.listen = argv[i + 1];
    if (name == "--mail") config.mail = argv[i + 1];
  }
  const auto complete = app::with_folders(config, std::filesystem::canonical("/proc/self/exe"));
  if (not complete) {
    std::fprintf(stderr, "dying_server: %s\n", complete.error().message.c_str());
    return 1;
  }
  const long at = number_of("INTERSESSION_DIE_AT");
  const bool torn = number_of("INTERSESSION_TORN") == 1;
  return app::serve(*complete, [&](std::unique_ptr<db::Database> storage) {
    return std::make_unique<db::Database>(std::make_unique<DyingDriver>(std::move(storage), at, torn));
  });
}
