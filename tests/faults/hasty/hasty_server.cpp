// The control of the kill test: a server that answers before COMMIT. It must lose what it acknowledged.
//
// The product has no switch for this: `serve` takes what stands between the rooms and the storage as an
// argument, and only this program, which is never installed, gives one.
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <future>
#include <string_view>
#include <thread>

#include "app/config.hpp"
#include "app/serve.hpp"

namespace {

using namespace intersession;

/// Says that a write is done when its statements have run, and leaves the commit for later.
class HastyDriver final : public db::Driver {
 public:
  explicit HastyDriver(std::unique_ptr<db::Database> storage) : storage_(std::move(storage)) {}

  core::Result<void> read(db::Statements /*statements*/, const db::Work& work) override {
    return storage_->read(work);
  }

  core::Result<void> write(const core::Id& practice, const db::Question& question,
                           const db::Work& work) override {
    auto answer = std::make_shared<Answer>();
    auto future = answer->promise.get_future();
    ++under_way_;
    std::thread([this, practice, question, work, answer] {
      const auto done = storage_->write(practice, [&](db::Connection& connection) -> core::Result<void> {
        // The caller has left with the first answer; its work must not run again.
        if (answer->given) return core::fail(core::ErrorCode::kUnavailable, "Ran again.", "hasty");
        if (question) question(connection);
        auto result = work(connection);
        answer->give(result);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));  // a disk that takes its time
        return result;
      });
      answer->give(done);
      --under_way_;
    }).detach();
    return future.get();
  }

  core::Result<void> migrate(std::span<const db::Migration> migrations, core::Instant now) override {
    return storage_->migrate(migrations, now);
  }
  [[nodiscard]] db::Engine engine() const override { return storage_->engine(); }
  [[nodiscard]] bool failed() const override { return storage_->failed(); }
  [[nodiscard]] bool checked_integrity() const override { return storage_->checked_integrity(); }
  void close() override {
    while (under_way_ > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    storage_->close();
  }

 private:
  struct Answer {
    std::promise<core::Result<void>> promise;
    std::atomic<bool> given{false};

    void give(const core::Result<void>& result) {
      if (not given.exchange(true)) promise.set_value(result);
    }
  };

  std::unique_ptr<db::Database> storage_;
  std::atomic<int> under_way_{0};
};

}  // namespace

/// serve --data FOLDER --listen ADDRESS [--database URL], as the product.
int main(int argc, char** argv) {
  app::ServeConfig config;
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--data") config.data = argv[i + 1];
    if (name == "--listen") config.listen = argv[i + 1];
    if (name == "--database") config.database = argv[i + 1];
  }
  const auto complete = app::with_folders(config, std::filesystem::canonical("/proc/self/exe"));
  if (not complete) {
    std::fprintf(stderr, "hasty_server: %s\n", complete.error().message.c_str());
    return 1;
  }
  return app::serve(*complete, [](std::unique_ptr<db::Database> storage) {
    return std::make_unique<db::Database>(std::make_unique<HastyDriver>(std::move(storage)));
  });
}
