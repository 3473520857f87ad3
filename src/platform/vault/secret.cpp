#include "platform/vault/secret.hpp"

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <mutex>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

namespace intersession::vault {

namespace {

/// Slots of locked memory. A guarded allocation per key would cost four pages each; a slab shares them.
class Pool {
 public:
  /// Never destroyed, so that keys in static objects may outlive main.
  static Pool& instance() {
    static Pool& pool = *new Pool;
    return pool;
  }

  unsigned char* take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) add_slab();
    unsigned char* const slot = free_.back();
    free_.pop_back();
    return slot;
  }

  void give_back(unsigned char* slot) {
    sodium_memzero(slot, Secret::kSize);
    const std::lock_guard lock(mutex_);
    free_.push_back(slot);
  }

 private:
  static constexpr std::size_t kSlabSlots = 128;  // one page of 4096 bytes

  Pool() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  }

  void add_slab() {
    auto* slab = static_cast<unsigned char*>(sodium_malloc(kSlabSlots * Secret::kSize));
    if (slab == nullptr) throw std::bad_alloc();
    sodium_memzero(slab, kSlabSlots * Secret::kSize);
    for (std::size_t i = 0; i < kSlabSlots; ++i) free_.push_back(slab + i * Secret::kSize);
  }

  std::mutex mutex_;
  std::vector<unsigned char*> free_;
};

}  // namespace

Secret::Secret() : slot_(Pool::instance().take()) {}

Secret::~Secret() {
  if (slot_ != nullptr) Pool::instance().give_back(slot_);
}

Secret::Secret(Secret&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(slot_, other.slot_);
  return *this;
}

std::span<const unsigned char, Secret::kSize> Secret::bytes() const {
  return std::span<const unsigned char, kSize>(slot_, kSize);
}

std::span<unsigned char, Secret::kSize> Secret::mutable_bytes() {
  return std::span<unsigned char, kSize>(slot_, kSize);
}

bool forbid_core_dumps() {
  const rlimit none{0, 0};
  const bool limited = setrlimit(RLIMIT_CORE, &none) == 0;
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 and limited;
}

}  // namespace intersession::vault
