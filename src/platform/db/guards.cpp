#include "platform/db/guards.hpp"

#include <stdexcept>
#include <string>

namespace intersession::db {

thread_local const Inside* Inside::innermost_ = nullptr;

void FatalLatch::trip(const core::Error& error) {
  {
    const std::lock_guard lock(mutex_);
    if (error_) return;
    error_ = error;
  }
  if (on_fatal_) on_fatal_(error);
}

bool FatalLatch::tripped() const {
  const std::lock_guard lock(mutex_);
  return error_.has_value();
}

core::Error FatalLatch::error() const {
  const std::lock_guard lock(mutex_);
  return *error_;
}

core::Error FatalLatch::meet(const DatabaseError& fault) {
  core::Error answer = to_error(fault);
  if (not is_fatal(fault.fault())) return answer;
  answer.message += std::string(" [") + fault.what() + ", code " + fault.state() + "]";
  trip(answer);
  return error();
}

void Inside::refuse(const void* database) {
  for (const Inside* level = innermost_; level != nullptr; level = level->outer_) {
    if (level->database_ == database) {
      throw std::logic_error(
          "read() or write() was called from inside read() or write() of the same database");
    }
  }
}

}  // namespace intersession::db
