// libpq's results in our words.
#pragma once

#include <string>
#include <string_view>

#include "platform/db/error.hpp"
#include "platform/db/row.hpp"

struct pg_result;

namespace intersession::db {

[[nodiscard]] Fault fault_of_sqlstate(std::string_view state);

/// The error of a failed result.
[[nodiscard]] DatabaseError error_of(const pg_result* result);

/// Appends the cells of a result in binary format. Throws DatabaseError (kOther) for a column type that has
/// no counterpart here (cast it in SQL).
void read_result(const pg_result* result, Table& table);

}  // namespace intersession::db
