// A bounded memory of things that were costly to make.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace intersession::core {

/// Keeps values by key while their sizes together stay within a bound; what was used longest ago goes first.
/// Values are copied out, so keep them cheap to copy (std::shared_ptr<const T>). Thread-safe.
template <class Key, class Value, class Hash = std::hash<Key>>
class Kept {
 public:
  /// `most_bytes`: bound on the sum of the sizes given to keep(); keys and bookkeeping come on top.
  explicit Kept(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  [[nodiscard]] std::optional<Value> find(const Key& key) {
    const std::lock_guard lock(mutex_);
    const auto found = index_.find(key);
    if (found == index_.end()) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->value;
  }

  /// Replaces what was kept under the key. Nothing is kept where the value alone is larger than the bound.
  void keep(const Key& key, Value value, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (const auto found = index_.find(key); found != index_.end()) remove(found->second);
    if (bytes > most_bytes_) return;
    entries_.push_front({key, std::move(value), bytes});
    index_.emplace(key, entries_.begin());
    bytes_ += bytes;
    while (bytes_ > most_bytes_) remove(std::prev(entries_.end()));
  }

  /// The sum of the sizes of what is kept.
  [[nodiscard]] std::size_t bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  struct Entry {
    Key key;
    Value value;
    std::size_t bytes;
  };
  using Entries = std::list<Entry>;

  void remove(typename Entries::iterator entry) {
    bytes_ -= entry->bytes;
    index_.erase(entry->key);
    entries_.erase(entry);
  }

  mutable std::mutex mutex_;
  Entries entries_;  ///< newest use first
  std::unordered_map<Key, typename Entries::iterator, Hash> index_;
  std::size_t bytes_ = 0;
  const std::size_t most_bytes_;
};

}  // namespace intersession::core
