// A connection whose transactions a driver steers.
#pragma once

#include <string_view>

#include "platform/core/id.hpp"
#include "platform/db/connection.hpp"

namespace intersession::db {

/// Not thread-safe. Every member but the destructor and rollback() throws DatabaseError.
class DriverConnection : public Connection {
 public:
  /// One consistent snapshot, read-only.
  virtual void begin_read() = 0;
  /// Waits for other writers: of the whole file (SQLite) or of the practice (PostgreSQL).
  virtual void begin_write(const core::Id& practice) = 0;
  /// Marks the beginning of one write within the transaction. At most one mark at a time.
  virtual void mark() = 0;
  /// Keeps what was done since the mark.
  virtual void keep() = 0;
  /// Undoes what was done since the mark, forgets the mark and the failure.
  virtual void undo() = 0;
  /// Waits for the answers to what was sent (Connection::send); throws the first failure.
  virtual void settle() {}
  /// Durable when it returns. What was sent and failed makes it throw, and then nothing is kept.
  virtual void commit() = 0;
  /// Undoes everything and forgets the failure; a connection that cannot even do that stops being usable().
  virtual void rollback() noexcept = 0;
  /// Several statements without parameters, inside the current transaction.
  virtual void script(std::string_view sql) = 0;
  /// False where the engine gave the transaction up by itself.
  [[nodiscard]] virtual bool in_transaction() const = 0;
  [[nodiscard]] virtual bool usable() const = 0;
};

}  // namespace intersession::db
