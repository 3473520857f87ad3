#include "platform/db/connection.hpp"

#include <cmath>
#include <utility>

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

void Connection::admit(Values values) {
  if (only_one_ and std::exchange(ran_, true)) {
    throw DatabaseError(Fault::kOther, "statements", "a read of one statement has run a second one");
  }
  check(values);
}

std::int64_t Connection::execute_values(std::string_view sql, Values values) {
  std::int64_t changed = 0;
  guarded([&] {
    admit(values);
    changed = run(sql, values, nullptr);
    wrote_ = wrote_ or changed > 0;
  });
  return changed;
}

void Connection::send_values(std::string_view sql, Values values) {
  guarded([&] {
    admit(values);
    wrote_ = true;
    run_unanswered(sql, values);
  });
}

Rows Connection::query_values(std::string_view sql, Values values) {
  auto table = std::make_shared<Table>();
  guarded([&] {
    admit(values);
    wrote_ = run(sql, values, table.get()) > 0 or wrote_;
  });
  return Rows(std::move(table));
}

Asked Connection::ask_values(std::string_view sql, Values values) {
  auto table = std::make_shared<Table>();
  guarded([&] {
    admit(values);
    run_asked(sql, values, table);
  });
  return Asked(std::move(table));
}

Rows Connection::answer(const Asked& asked) {
  guarded([&] {
    if (hopeful_ and outdated_) {
      throw DatabaseError(Fault::kOther, "outdated", "a write before this one has outdated its question");
    }
    answered(*asked.table_);
  });
  return Rows(asked.table_);
}

bool Connection::changes_one_values(std::string_view sql, Values values) {
  bool one = false;
  guarded([&] {
    admit(values);
    one = hopeful_ ? run_hopefully(sql, values) : run(sql, values, nullptr) == 1;
    wrote_ = wrote_ or one;
  });
  return one;
}

void Connection::hand_in() {
  for (const auto& handed : std::exchange(handovers_, {})) handed->store(*this);
}

std::optional<Row> Connection::only_row(const Rows& rows) {
  if (rows.size() > 1) {
    throw DatabaseError(Fault::kOther, "rows", "a query for one row found " + std::to_string(rows.size()));
  }
  return rows.empty() ? std::nullopt : std::optional(rows[0]);
}

}  // namespace intersession::db
