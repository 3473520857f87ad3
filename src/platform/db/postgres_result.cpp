#include "platform/db/postgres_result.hpp"

#include <libpq-fe.h>

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>

namespace intersession::db {
namespace {

// From PostgreSQL's catalogue pg_type.
constexpr Oid kBool = 16, kBytea = 17, kName = 19, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25,
              kFloat4 = 700, kFloat8 = 701, kUnknown = 705, kBpchar = 1042, kVarchar = 1043, kNumeric = 1700,
              kVoid = 2278;

template <std::unsigned_integral T>
T big_endian(std::string_view data) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>((value << 8U) | static_cast<unsigned char>(i < data.size() ? data[i] : 0));
  }
  return value;
}

/// sum() of BIGINT is a numeric: digits of base 10000, the first with the given weight. A whole number that
/// fits becomes an integer, anything else a real.
void add_numeric(std::string_view data, Table& table) {
  const auto at = [&](std::size_t field) { return big_endian<std::uint16_t>(data.substr(field * 2)); };
  const std::uint16_t digits = at(0);
  const auto weight = static_cast<std::int16_t>(at(1));
  const bool negative = at(2) == 0x4000;
  if (at(2) > 0x4000) return table.add(std::nan(""));
  double real = 0;
  std::int64_t whole = 0;
  bool fits = true;
  for (int place = 0; place < std::max<int>(digits, weight + 1); ++place) {
    const std::uint16_t digit = place < digits ? at(4 + static_cast<std::size_t>(place)) : std::uint16_t{0};
    real += digit * std::pow(10000.0, weight - place);
    if (place > weight) {
      fits = fits and digit == 0;
    } else {
      fits = fits and not __builtin_mul_overflow(whole, 10000, &whole) and
             not(negative ? __builtin_sub_overflow(whole, digit, &whole)
                          : __builtin_add_overflow(whole, digit, &whole));
    }
  }
  if (fits) return table.add(whole);
  table.add(negative ? -real : real);
}

void add_cell(Oid type, std::string_view data, Table& table) {
  switch (type) {
    case kBool:
      return table.add(std::int64_t{data[0] != 0});
    case kInt2:
      return table.add(std::int64_t{static_cast<std::int16_t>(big_endian<std::uint16_t>(data))});
    case kInt4:
      return table.add(std::int64_t{static_cast<std::int32_t>(big_endian<std::uint32_t>(data))});
    case kInt8:
      return table.add(static_cast<std::int64_t>(big_endian<std::uint64_t>(data)));
    case kFloat4:
      return table.add(static_cast<double>(std::bit_cast<float>(big_endian<std::uint32_t>(data))));
    case kFloat8:
      return table.add(std::bit_cast<double>(big_endian<std::uint64_t>(data)));
    case kNumeric:
      return add_numeric(data, table);
    case kBytea:
      return table.add(Table::Kind::kBytes, data);
    case kName:
    case kText:
    case kUnknown:
    case kBpchar:
    case kVarchar:
      return table.add(Table::Kind::kText, data);
    case kVoid:
      return table.add_null();
    default:
      throw DatabaseError(Fault::kOther, "type",
                          "a column has PostgreSQL's type " + std::to_string(type) + "; please cast it");
  }
}

}  // namespace

Fault fault_of_sqlstate(std::string_view state) {
  if (state.empty()) return Fault::kLostConnection;
  if (state == "23505") return Fault::kUnique;
  if (state == "23503") return Fault::kForeignKey;
  if (state == "40001" or state == "40P01") return Fault::kSerialization;
  // A plan or statement that the server dropped: a new connection and another run put it right.
  if (state == "0A000" or state == "26000") return Fault::kSerialization;
  if (state == "55P03" or state == "57014" or state.starts_with("53")) {
    return state == "53100" ? Fault::kNoSpace : Fault::kBusy;
  }
  if (state == "58030" or state.starts_with("XX00"))
    return state == "XX000" ? Fault::kOther : state == "58030" ? Fault::kIo : Fault::kCorrupt;
  if (state.starts_with("08") or state.starts_with("57P") or state == "25P03") return Fault::kLostConnection;
  if (state.starts_with("22") or state.starts_with("23")) return Fault::kCheck;
  return Fault::kOther;
}

DatabaseError error_of(const pg_result* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string code = state == nullptr ? "" : state;
  return {fault_of_sqlstate(code), code, primary == nullptr ? PQresultErrorMessage(result) : primary};
}

void read_result(const pg_result* result, Table& table) {
  const int columns = PQnfields(result);
  table.columns = static_cast<std::size_t>(columns);
  const int rows = PQntuples(result);
  table.cells.reserve(static_cast<std::size_t>(rows) * table.columns);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result, row, column) != 0) {
        table.add_null();
      } else {
        add_cell(
            PQftype(result, column),
            {PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column))},
            table);
      }
    }
  }
}

}  // namespace intersession::db
