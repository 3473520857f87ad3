#include "platform/db/row.hpp"

#include <string>

#include "platform/db/error.hpp"

namespace intersession::db {
namespace {

const char* name_of(Table::Kind kind) {
  switch (kind) {
    case Table::Kind::kNull:
      return "nothing";
    case Table::Kind::kInteger:
      return "an integer";
    case Table::Kind::kReal:
      return "a real";
    case Table::Kind::kText:
      return "text";
    case Table::Kind::kBytes:
      return "bytes";
  }
  return "something";
}

[[noreturn]] void refuse(int column, Table::Kind held, const char* asked) {
  throw DatabaseError(Fault::kOther, "column",
                      "column " + std::to_string(column) + " holds " + name_of(held) + ", not " + asked);
}

}  // namespace

const Table::Cell& Row::cell(int column) const {
  if (column < 0 or static_cast<std::size_t>(column) >= table_->columns) {
    throw DatabaseError(Fault::kOther, "column", "there is no column " + std::to_string(column));
  }
  return table_->cells[index_ * table_->columns + static_cast<std::size_t>(column)];
}

std::string_view Row::data(int column, Table::Kind kind) const {
  const Table::Cell& held = cell(column);
  if (held.kind != kind) refuse(column, held.kind, name_of(kind));
  return std::string_view(table_->heap).substr(static_cast<std::size_t>(held.integer), held.size);
}

bool Row::is_null(int column) const {
  return cell(column).kind == Table::Kind::kNull;
}

std::int64_t Row::integer(int column) const {
  const Table::Cell& held = cell(column);
  if (held.kind != Table::Kind::kInteger) refuse(column, held.kind, "an integer");
  return held.integer;
}

double Row::real(int column) const {
  const Table::Cell& held = cell(column);
  if (held.kind == Table::Kind::kInteger) return static_cast<double>(held.integer);
  if (held.kind != Table::Kind::kReal) refuse(column, held.kind, "a real");
  return held.real;
}

std::string Row::text(int column) const {
  return std::string(data(column, Table::Kind::kText));
}

core::Bytes Row::bytes(int column) const {
  const core::ByteView view = core::as_bytes(data(column, Table::Kind::kBytes));
  return {view.begin(), view.end()};
}

core::Id Row::id(int column) const {
  const auto id = core::Id::from_bytes(core::as_bytes(data(column, Table::Kind::kBytes)));
  if (not id) refuse(column, Table::Kind::kBytes, "the 16 bytes of an id");
  return *id;
}

std::optional<std::int64_t> Row::integer_or_null(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}
std::optional<bool> Row::boolean_or_null(int column) const {
  return is_null(column) ? std::nullopt : std::optional(boolean(column));
}
std::optional<double> Row::real_or_null(int column) const {
  return is_null(column) ? std::nullopt : std::optional(real(column));
}
std::optional<std::string> Row::text_or_null(int column) const {
  return is_null(column) ? std::nullopt : std::optional(text(column));
}
std::optional<core::Bytes> Row::bytes_or_null(int column) const {
  return is_null(column) ? std::nullopt : std::optional(bytes(column));
}
std::optional<core::Id> Row::id_or_null(int column) const {
  return is_null(column) ? std::nullopt : std::optional(id(column));
}
std::optional<core::Instant> Row::instant_or_null(int column) const {
  return is_null(column) ? std::nullopt : std::optional(instant(column));
}

}  // namespace intersession::db
