#include "insight/insight_room.hpp"

#include "insight/practice_options.hpp"

namespace intersession::insight {

Analyses::Analyses(access::Access& access, Ports ports)
    : access_(access),
      ports_(std::move(ports)),
      worker_([this](const std::stop_token& stop) { work(stop); }) {}

Analyses::~Analyses() {
  worker_.request_stop();
  wake_.notify_all();
}

Analyses::Look Analyses::look(const access::Scope& scope, const Fingerprint& now) {
  const std::lock_guard lock(mutex_);
  const auto& member = scope.subject();
  const auto found = done_.find(member);
  const bool current = found != done_.end() and found->second->of == now;
  const auto begun = begun_.find(member);
  if (not current and (begun == begun_.end() or begun->second != now)) {
    begun_[member] = now;
    wishes_.push_back({scope, now});
    wake_.notify_one();
  }
  return {found == done_.end() ? nullptr : found->second, current};
}

core::Result<Analysis> Analyses::analyse(const Wish& wish) const {
  auto records = access_.database.read([&](db::Connection& connection) {
    return store::records(connection, wish.scope, access_.vault, ports_.instruments, {.names = true});
  });
  if (not records) return std::unexpected(records.error());
  const auto now = access_.clock.now();
  const auto kind_of = [&](std::string_view activity) {
    return ports_.kind_of(wish.scope.practice(), activity);
  };
  auto frame = practice_frame(records->clients, kind_of, now);
  const auto outcome = frame.outcome;
  Analysis out{.of = wish.of,
               .made_at = now,
               .source = source_sentence(frame, records->left_out,
                                         name_of(records->shelf->find(outcome.measure), outcome)),
               .study = {}};
  const auto data = evidence::Prepared::from(std::move(frame.table));
  if (data)
    out.study = study_json(*data, options_for(records->shelf->find(outcome.measure), outcome));
  else
    out.study = refused_study(data.error());
  return out;
}

void Analyses::work(const std::stop_token& stop) {
  while (true) {
    std::unique_lock lock(mutex_);
    if (not wake_.wait(lock, stop, [this] { return not wishes_.empty(); })) return;
    const Wish wish = std::move(wishes_.front());
    wishes_.pop_front();
    lock.unlock();
    auto made = analyse(wish);
    lock.lock();
    if (made)
      done_[wish.scope.subject()] = std::make_shared<const Analysis>(*std::move(made));
    else
      begun_.erase(wish.scope.subject());  // the next look tries again
  }
}

}  // namespace intersession::insight
