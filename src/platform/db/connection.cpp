#include "platform/db/connection.hpp"

#include <cmath>

#include "platform/core/bytes.hpp"

namespace intersession::db {
namespace {

/// What one of the engines would cut, change or refuse is refused on both.
void check(Values values) {
  for (const Value& value : values) {
    if (value.is_null()) continue;
    if (value.type() == Value::Type::kReal and std::isnan(value.real())) {
      throw DatabaseError(Fault::kCheck, "nan", "a real argument is not a number");
    }
    if (value.type() != Value::Type::kText) continue;
    if (value.data().find('\0') != std::string_view::npos) {
      throw DatabaseError(Fault::kCheck, "nul", "a text argument holds a NUL character");
    }
    if (not core::is_utf8(value.data())) {
      throw DatabaseError(Fault::kCheck, "utf-8", "a text argument is not UTF-8");
    }
  }
}

}  // namespace

template <class Act>
void Connection::guarded(const Act& act) {
  if (failure_) throw DatabaseError(*failure_);
  try {
    act();
  } catch (const DatabaseError& error) {
    failure_ = error;
    throw;
  }
}

std::int64_t Connection::execute_values(std::string_view sql, Values values) {
  std::int64_t changed = 0;
  guarded([&] {
    check(values);
    changed = run(sql, values, nullptr);
    wrote_ = wrote_ or changed > 0;
  });
  return changed;
}

void Connection::send_values(std::string_view sql, Values values) {
  guarded([&] {
    check(values);
    wrote_ = true;
    run_unanswered(sql, values);
  });
}

Rows Connection::query_values(std::string_view sql, Values values) {
  auto table = std::make_shared<Table>();
  guarded([&] {
    check(values);
    wrote_ = run(sql, values, table.get()) > 0 or wrote_;
  });
  return Rows(std::move(table));
}

std::optional<Row> Connection::only_row(const Rows& rows) {
  if (rows.size() > 1) {
    throw DatabaseError(Fault::kOther, "rows", "a query for one row found " + std::to_string(rows.size()));
  }
  return rows.empty() ? std::nullopt : std::optional(rows[0]);
}

}  // namespace intersession::db
