#include "platform/vault/key_cache.hpp"

#include <utility>

namespace intersession::vault {

KeyCache::Key KeyCache::find(const Name& name, core::Instant now) {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(name);
  if (found == index_.end()) return nullptr;
  const Entry& entry = *found->second;
  // A clock that was set back must not keep a key for long.
  if (now < entry.read_at or now - entry.read_at > lifetime_) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return entry.key;
}

KeyCache::Key KeyCache::peek(const Name& name) {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : found->second->key;
}

std::uint64_t KeyCache::generation() {
  const std::lock_guard lock(mutex_);
  return generation_;
}

bool KeyCache::keep(const Name& name, Key key, core::Instant now, std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return false;
  if (const auto found = index_.find(name); found != index_.end()) {
    entries_.erase(found->second);
    index_.erase(found);
  }
  entries_.push_front({name, std::move(key), now});
  index_.emplace(name, entries_.begin());
  if (entries_.size() > capacity_) {
    index_.erase(entries_.back().name);
    entries_.pop_back();
  }
  return true;
}

KeyCache::Key KeyCache::drop(const Name& name) {
  const std::lock_guard lock(mutex_);
  ++generation_;
  const auto found = index_.find(name);
  if (found == index_.end()) return nullptr;
  Key key = std::move(found->second->key);
  entries_.erase(found->second);
  index_.erase(found);
  return key;
}

}  // namespace intersession::vault
