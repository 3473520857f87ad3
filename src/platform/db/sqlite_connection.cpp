#include "platform/db/sqlite_connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <new>

#include "platform/db/sql.hpp"

namespace intersession::db {
namespace {

constexpr int kOldestSqlite = 3051003;
constexpr std::size_t kMostStatements = 1000;
constexpr int kCheckpointPatience = 100;  // milliseconds that writers may be held up by a reader

Fault fault_of(int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return Fault::kUnique;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return Fault::kForeignKey;
    case SQLITE_READONLY_DBMOVED:
      return Fault::kIo;
    default:
      break;
  }
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return Fault::kCheck;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
      return Fault::kBusy;
    case SQLITE_FULL:
      return Fault::kNoSpace;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
      return Fault::kIo;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Fault::kCorrupt;
    default:
      return Fault::kOther;
  }
}

}  // namespace

std::string why_not_sqlite(int version_number) {
  if (version_number >= kOldestSqlite) return {};
  return "This program runs with SQLite " + std::to_string(version_number / 1000000) + "." +
         std::to_string(version_number / 1000 % 1000) + "." + std::to_string(version_number % 1000) +
         ", which can lose saved data (a checkpoint race before 3.51.3). Please use the program as it was "
         "built, with "
         "its own SQLite.";
}

void SqliteConnection::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}
void SqliteConnection::Close::operator()(sqlite3* handle) const {
  sqlite3_close(handle);
}

SqliteConnection::SqliteConnection(const Settings& settings) : busy_patience_(settings.busy_patience) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(settings.path.c_str(), &handle, flags,
                                   settings.vfs.empty() ? nullptr : settings.vfs.c_str());
  handle_.reset(handle);
  if (code != SQLITE_OK) fail(code);
  configure(settings);
}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
}

void SqliteConnection::configure(const Settings& settings) {
  sqlite3_busy_timeout(handle_.get(), static_cast<int>(settings.busy_patience.count()));
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  Table mode;
  run("PRAGMA journal_mode = WAL", {}, &mode);
  if (mode.heap != "wal") throw DatabaseError(Fault::kOther, "wal", "SQLite refused the write-ahead log");
  script(settings.unsafe_no_sync ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = FULL");
  script(
      "PRAGMA wal_autocheckpoint = 0; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
      "PRAGMA cell_size_check = ON; PRAGMA secure_delete = FAST; PRAGMA temp_store = MEMORY; PRAGMA "
      "journal_size_limit = 134217728;");
  // The writer holds the pages of a whole batch; readers mostly look at one client.
  script(settings.writer ? "PRAGMA cache_size = -16384" : "PRAGMA cache_size = -4096");
  if (settings.writer) {
    sqlite3_wal_hook(
        handle_.get(),
        [](void* pages, sqlite3*, const char*, int count) {
          *static_cast<int*>(pages) = count;
          return SQLITE_OK;
        },
        &log_pages_);
  } else {
    script("PRAGMA query_only = ON");
  }
}

void SqliteConnection::fail(int code) const {
  if ((code & 0xff) == SQLITE_NOMEM or code == SQLITE_IOERR_NOMEM) throw std::bad_alloc();
  const char* detail = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
  throw DatabaseError(fault_of(code), std::to_string(code), detail);
}

SqliteConnection::Statement& SqliteConnection::prepared(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
  const ParsedSql parsed = parse_sql(sql);
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, &rest);
  Statement statement{std::unique_ptr<sqlite3_stmt, Finalize>(handle), parsed.parameters};
  if (code != SQLITE_OK) fail(code);
  const std::string_view after(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest));
  if (handle == nullptr or after.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    throw DatabaseError(Fault::kOther, "statements",
                        "exactly one statement is expected: " + std::string(sql));
  }
  if (statements_.size() >= kMostStatements) statements_.clear();
  return statements_.emplace(std::string(sql), std::move(statement)).first->second;
}

void SqliteConnection::bind(const Statement& statement, Values values) {
  if (values.size() != statement.parameters) {
    throw DatabaseError(Fault::kOther, "parameters",
                        "the statement has " + std::to_string(statement.parameters) + " parameters, but " +
                            std::to_string(values.size()) +
                            " arguments are given: " + sqlite3_sql(statement.handle.get()));
  }
  sqlite3_stmt* handle = statement.handle.get();
  int index = 0;
  for (const Value& value : values) {
    ++index;
    int code = SQLITE_OK;
    if (value.is_null()) {
      code = sqlite3_bind_null(handle, index);
    } else if (value.type() == Value::Type::kInteger) {
      code = sqlite3_bind_int64(handle, index, value.integer());
    } else if (value.type() == Value::Type::kReal) {
      code = sqlite3_bind_double(handle, index, value.real());
    } else {
      // An empty view may have no address, which SQLite would take for NULL.
      const char* data = value.data().empty() ? "" : value.data().data();
      code = value.type() == Value::Type::kText
                 ? sqlite3_bind_text64(handle, index, data, value.data().size(), SQLITE_STATIC, SQLITE_UTF8)
                 : sqlite3_bind_blob64(handle, index, data, value.data().size(), SQLITE_STATIC);
    }
    if (code != SQLITE_OK) fail(code);
  }
}

void SqliteConnection::read_row(sqlite3_stmt* statement, Table& table) const {
  const int columns = sqlite3_column_count(statement);
  table.columns = static_cast<std::size_t>(columns);
  for (int column = 0; column < columns; ++column) {
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_INTEGER:
        table.add(static_cast<std::int64_t>(sqlite3_column_int64(statement, column)));
        break;
      case SQLITE_FLOAT:
        table.add(sqlite3_column_double(statement, column));
        break;
      case SQLITE_TEXT:
      case SQLITE_BLOB: {
        const bool text = sqlite3_column_type(statement, column) == SQLITE_TEXT;
        const void* data =
            text ? sqlite3_column_text(statement, column) : sqlite3_column_blob(statement, column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        table.add(text ? Table::Kind::kText : Table::Kind::kBytes,
                  size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(data), size));
        break;
      }
      default:
        table.add_null();
    }
  }
}

std::int64_t SqliteConnection::run(std::string_view sql, Values values, Table* table) {
  const Statement& statement = prepared(sql);
  sqlite3_stmt* handle = statement.handle.get();
  struct Reset {
    sqlite3_stmt* handle;
    ~Reset() {
      sqlite3_reset(handle);
      sqlite3_clear_bindings(handle);
    }
  } const reset{handle};
  bind(statement, values);
  const sqlite3_int64 before = sqlite3_total_changes64(handle_.get());
  int code = sqlite3_step(handle);
  for (; code == SQLITE_ROW; code = sqlite3_step(handle)) {
    if (table != nullptr) read_row(handle, *table);
  }
  if (code != SQLITE_DONE) fail(code);
  return sqlite3_total_changes64(handle_.get()) == before ? 0 : sqlite3_changes64(handle_.get());
}

void SqliteConnection::end_read() {
  clear_failure();
  run("COMMIT", {}, nullptr);
}

void SqliteConnection::begin_write(const core::Id&) {
  run("BEGIN IMMEDIATE", {}, nullptr);
}

void SqliteConnection::undo() {
  clear_failure();
  run("ROLLBACK TO one", {}, nullptr);
  run("RELEASE one", {}, nullptr);
}

void SqliteConnection::rollback() noexcept {
  clear_failure();
  if (in_transaction()) sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void SqliteConnection::script(std::string_view sql) {
  const int code = sqlite3_exec(handle_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(handle_.get()) == 0;
}

int SqliteConnection::checkpoint(Checkpoint kind) {
  int moved = 0;
  const int mode = kind == Checkpoint::kPassive   ? SQLITE_CHECKPOINT_PASSIVE
                   : kind == Checkpoint::kRestart ? SQLITE_CHECKPOINT_RESTART
                                                  : SQLITE_CHECKPOINT_TRUNCATE;
  sqlite3_busy_timeout(handle_.get(), kCheckpointPatience);
  const int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, mode, nullptr, &moved);
  sqlite3_busy_timeout(handle_.get(), static_cast<int>(busy_patience_.count()));
  if (code != SQLITE_OK and (code & 0xff) != SQLITE_BUSY) fail(code);
  return std::max(moved, 0);
}

std::string SqliteConnection::quick_check() {
  Table table;
  run("PRAGMA quick_check(1)", {}, &table);
  return table.heap == "ok" ? std::string() : table.heap;
}

}  // namespace intersession::db
