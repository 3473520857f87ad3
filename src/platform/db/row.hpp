// What a query returned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/bytes.hpp"
#include "platform/core/id.hpp"
#include "platform/core/time.hpp"

namespace intersession::db {

/// The cells of one result, filled by a driver. Stores see Rows and Row.
struct Table {
  enum class Kind : unsigned char { kNull, kInteger, kReal, kText, kBytes };
  struct Cell {
    Kind kind = Kind::kNull;
    std::int64_t integer = 0;  ///< also where the text or bytes begin in `heap`
    double real = 0;
    std::size_t size = 0;
  };
  std::size_t columns = 0;
  std::vector<Cell> cells;
  std::string heap;

  void add_null() { cells.push_back({}); }
  void add(std::int64_t integer) { cells.push_back({Kind::kInteger, integer, 0, 0}); }
  void add(double real) { cells.push_back({Kind::kReal, 0, real, 0}); }
  void add(Kind kind, std::string_view data) {
    cells.push_back({kind, static_cast<std::int64_t>(heap.size()), 0, data.size()});
    heap.append(data);
  }
};

/// One row; columns count from 0. Keeps its result alive and is cheap to copy. Thread-safe to read.
/// Asking for another type than the column holds, for a value where there is none, or for a column that does
/// not exist is a bug in the caller and throws DatabaseError (Fault::kOther), which ends as
/// ErrorCode::kInternal.
class Row {
 public:
  Row(std::shared_ptr<const Table> table, std::size_t index) : table_(std::move(table)), index_(index) {}

  [[nodiscard]] std::size_t columns() const { return table_->columns; }
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  /// An integer other than 0. (PostgreSQL's own booleans, such as a comparison in the select list, count as 0
  /// and 1.)
  [[nodiscard]] bool boolean(int column) const { return integer(column) != 0; }
  /// Integers count as reals too.
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] core::Bytes bytes(int column) const;
  /// Bytes that are not exactly 16 count as another type.
  [[nodiscard]] core::Id id(int column) const;
  [[nodiscard]] core::Instant instant(int column) const { return core::from_micros(integer(column)); }

  [[nodiscard]] std::optional<std::int64_t> integer_or_null(int column) const;
  [[nodiscard]] std::optional<bool> boolean_or_null(int column) const;
  [[nodiscard]] std::optional<double> real_or_null(int column) const;
  [[nodiscard]] std::optional<std::string> text_or_null(int column) const;
  [[nodiscard]] std::optional<core::Bytes> bytes_or_null(int column) const;
  [[nodiscard]] std::optional<core::Id> id_or_null(int column) const;
  [[nodiscard]] std::optional<core::Instant> instant_or_null(int column) const;

 private:
  [[nodiscard]] const Table::Cell& cell(int column) const;
  [[nodiscard]] std::string_view data(int column, Table::Kind kind) const;

  std::shared_ptr<const Table> table_;
  std::size_t index_;
};

/// All rows of a query, already read: the loop over them may write to the tables it came from, on both
/// engines.
class Rows {
 public:
  class Iterator {
   public:
    using value_type = Row;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using reference = const Row&;
    using pointer = const Row*;

    Iterator(std::shared_ptr<const Table> table, std::size_t index)
        : table_(std::move(table)), index_(index), row_(table_, index) {}
    reference operator*() const { return row_; }
    pointer operator->() const { return &row_; }
    Iterator& operator++() {
      row_ = Row(table_, ++index_);
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    std::shared_ptr<const Table> table_;
    std::size_t index_;
    Row row_;
  };

  explicit Rows(std::shared_ptr<const Table> table) : table_(std::move(table)) {}

  [[nodiscard]] std::size_t size() const {
    return table_->columns == 0 ? 0 : table_->cells.size() / table_->columns;
  }
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// Precondition: index < size().
  [[nodiscard]] Row operator[](std::size_t index) const { return {table_, index}; }
  [[nodiscard]] Iterator begin() const { return {table_, 0}; }
  [[nodiscard]] Iterator end() const { return {table_, size()}; }

 private:
  std::shared_ptr<const Table> table_;
};

}  // namespace intersession::db
