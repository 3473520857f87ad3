#include "platform/db/postgres_connection.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <utility>

#include "platform/db/postgres_result.hpp"
#include "platform/db/sql.hpp"

namespace intersession::db {
namespace {

constexpr int kOldestServer = 150000;
constexpr std::size_t kMostStatements = 1000;
constexpr std::size_t kMostOutstanding = 100;  // so that neither side fills the other's buffers

Oid type_of(const Value& value) {
  switch (value.type()) {
    case Value::Type::kInteger:
      return 20;
    case Value::Type::kReal:
      return 701;
    case Value::Type::kText:
      return 25;
    case Value::Type::kBytes:
      return 17;
    case Value::Type::kUntyped:
      break;
  }
  return 0;  // the server finds out
}

std::array<char, 8> big_endian(std::uint64_t number) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(number >> (56 - 8 * i));
  return bytes;
}

std::int64_t rows_changed(pg_result* result) {
  const std::string_view changed = PQcmdTuples(result);
  const std::string_view command = PQcmdStatus(result);
  std::int64_t count = 0;
  if (not command.starts_with("SELECT"))
    std::from_chars(changed.data(), changed.data() + changed.size(), count);
  return count;
}

std::uint64_t fnv(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace

void PostgresConnection::Finish::operator()(pg_conn* connection) const {
  PQfinish(connection);
}
void PostgresConnection::Clear::operator()(pg_result* result) const {
  PQclear(result);
}

PostgresConnection::PostgresConnection(const std::string& url, const std::string& schema, Use use)
    : lock_salt_(fnv(schema)) {
  const std::array<const char*, 7> names = {"dbname",
                                            "application_name",
                                            "client_encoding",
                                            "connect_timeout",
                                            "target_session_attrs",
                                            "tcp_user_timeout",
                                            nullptr};
  const std::array<const char*, 7> values = {url.c_str(),  "intersession", "UTF8", "5",
                                             "read-write", "12000",        nullptr};
  handle_.reset(PQconnectdbParams(names.data(), values.data(), 1));
  if (not handle_) throw std::bad_alloc();
  if (PQstatus(handle_.get()) != CONNECTION_OK) {
    throw DatabaseError(Fault::kLostConnection, "08001", PQerrorMessage(handle_.get()));
  }
  PQsetNoticeProcessor(handle_.get(), [](void*, const char*) {}, nullptr);
  prepare_session(schema, use);
}

void PostgresConnection::prepare_session(const std::string& schema, Use use) {
  if (PQserverVersion(handle_.get()) < kOldestServer) {
    throw DatabaseError(Fault::kOther, "version", "PostgreSQL 15 or later is needed");
  }
  const char* encoding = PQparameterStatus(handle_.get(), "server_encoding");
  if (encoding == nullptr or std::string_view(encoding) != "UTF8") {
    throw DatabaseError(Fault::kOther, "encoding", "the database must have the encoding UTF8");
  }
  simple("SET search_path TO \"" + schema +
         "\";SET synchronous_commit TO on;SET statement_timeout TO '5s';SET lock_timeout TO '2s';"
         "SET idle_in_transaction_session_timeout TO '10s';SET timezone TO 'UTC';SET "
         "default_transaction_read_only TO " +
         (use == Use::kRead ? "on" : "off"));
  if (PQenterPipelineMode(handle_.get()) != 1) lose("pipeline mode was refused");
}

void PostgresConnection::take_your_time() {
  script("SET statement_timeout TO 0;SET lock_timeout TO '60s';SET idle_in_transaction_session_timeout TO 0");
}

bool PostgresConnection::usable() const {
  return PQstatus(handle_.get()) == CONNECTION_OK;
}

void PostgresConnection::lose(const std::string& detail) {
  // Nothing can be told about what is still on the way: this connection ends here.
  handle_.reset();
  throw DatabaseError(Fault::kLostConnection, "08006", detail);
}

PostgresConnection::Result PostgresConnection::simple(const std::string& sql) {
  Result result(PQexec(handle_.get(), sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK and status != PGRES_TUPLES_OK) throw error_of(result.get());
  return result;
}

void PostgresConnection::begin_read() {
  waiting_ = {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
}

void PostgresConnection::begin_write(const core::Id& practice) {
  // All writers of a practice, on whichever server, take turns; so each sees what the ones before it left.
  std::uint64_t lock = lock_salt_;
  for (const unsigned char byte : practice.bytes) lock = (lock ^ byte) * 0x100000001b3;
  waiting_ = {"BEGIN ISOLATION LEVEL READ COMMITTED",
              "SELECT pg_advisory_xact_lock(" + std::to_string(std::bit_cast<std::int64_t>(lock)) + ")"};
}

void PostgresConnection::keep() {
  if (not waiting_.empty() and waiting_.back() == "SAVEPOINT one") return waiting_.pop_back();
  waiting_.emplace_back("RELEASE one");
}

void PostgresConnection::undo() {
  clear_failure();
  if (not waiting_.empty() and waiting_.back() == "SAVEPOINT one") return waiting_.pop_back();
  waiting_.emplace_back("ROLLBACK TO one");
  waiting_.emplace_back("RELEASE one");
}

void PostgresConnection::commit() {
  clear_failure();
  if (not begun_) return waiting_.clear();  // nothing was asked of the server
  try {
    collect_earlier();
    if (not awaited_.empty()) settle();  // or it would be committed before a hope is found disappointed
    if (outstanding_ == 0) controls_ = waiting_.size();
    outstanding_ += waiting_.size() + 1;
    send_waiting();
    send_control("COMMIT");
    const Result result = receive();
    begun_ = false;
    // In a failed transaction the server answers COMMIT with ROLLBACK.
    if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
      throw DatabaseError(Fault::kOther, "commit", "the transaction could not be committed");
    }
  } catch (const DatabaseError& error) {
    if (error.fault() != Fault::kLostConnection) throw;
    throw DatabaseError(Fault::kLostConnection, kUnknownOutcome, error.what());
  }
}

void PostgresConnection::rollback() noexcept {
  clear_failure();
  waiting_.clear();
  doomed_ = false;
  if (not begun_) return;
  begun_ = false;
  if (not usable()) return;
  try {
    try {
      settle();  // what failed would make the server skip the ROLLBACK behind it
    } catch (const DatabaseError&) {
    }
    send_control("ROLLBACK");
    sync();
    collect(1, 1);
  } catch (const std::exception&) {
    handle_.reset();
  }
  doomed_ = false;
}

void PostgresConnection::end_read() noexcept {
  clear_failure();
  waiting_.clear();
  doomed_ = false;
  if (not begun_) return;
  begun_ = false;
  if (not usable()) return;
  try {
    send_control("COMMIT");
    sync();
    answer_outstanding_ = true;
  } catch (const std::exception&) {
    handle_.reset();
  }
}

void PostgresConnection::script(std::string_view sql) {
  if (not usable()) lose("the connection is closed");
  collect_earlier();
  settle();
  if (not waiting_.empty()) {
    const std::size_t controls = waiting_.size();
    send_waiting();
    sync();
    collect(controls, controls);
  }
  PQexitPipelineMode(handle_.get());
  Result result(PQexec(handle_.get(), std::string(sql).c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (PQenterPipelineMode(handle_.get()) != 1) lose("pipeline mode was refused");
  if (status != PGRES_COMMAND_OK and status != PGRES_TUPLES_OK and status != PGRES_EMPTY_QUERY) {
    throw error_of(result.get());
  }
}

const PostgresConnection::Statement& PostgresConnection::statement(std::string_view sql, Values values,
                                                                   bool& fresh) {
  std::string key;
  key.reserve(values.size() + 1 + sql.size());
  for (const Value& value : values) key.push_back(static_cast<char>(value.type()));
  key.append(" ").append(sql);
  const auto found = statements_.find(key);
  fresh = found == statements_.end();
  if (not fresh) return found->second;
  ParsedSql parsed = parse_sql(sql);
  if (parsed.parameters != values.size()) {
    throw DatabaseError(Fault::kOther, "parameters",
                        "the statement has " + std::to_string(parsed.parameters) + " parameters, but " +
                            std::to_string(values.size()) + " arguments are given: " + std::string(sql));
  }
  return statements_
      .emplace(std::move(key),
               Statement{"s" + std::to_string(named_++), std::move(parsed.numbered), parsed.parameters})
      .first->second;
}

void PostgresConnection::send_control(const std::string& sql) {
  if (PQsendQueryParams(handle_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1) != 1) {
    lose(PQerrorMessage(handle_.get()));
  }
}

void PostgresConnection::send_waiting() {
  for (const std::string& sql : waiting_) {
    send_control(sql);
    if (sql.starts_with("BEGIN")) begun_ = true;
  }
  waiting_.clear();
}

void PostgresConnection::send_prepare(const Statement& statement, Values values) {
  std::vector<Oid> types;
  for (const Value& value : values) types.push_back(type_of(value));
  if (PQsendPrepare(handle_.get(), statement.name.c_str(), statement.numbered.c_str(),
                    static_cast<int>(types.size()), types.data()) != 1) {
    lose(PQerrorMessage(handle_.get()));
  }
}

void PostgresConnection::send_execute(const Statement& statement, Values values) {
  std::vector<std::array<char, 8>> numbers;
  numbers.reserve(values.size());  // so that the addresses stay
  std::vector<const char*> data;
  std::vector<int> sizes;
  const std::vector<int> formats(values.size(), 1);
  for (const Value& value : values) {
    const bool number = value.type() == Value::Type::kInteger or value.type() == Value::Type::kReal;
    if (value.is_null()) {
      data.push_back(nullptr);
      sizes.push_back(0);
    } else if (number) {
      numbers.push_back(big_endian(value.type() == Value::Type::kInteger
                                       ? std::bit_cast<std::uint64_t>(value.integer())
                                       : std::bit_cast<std::uint64_t>(value.real())));
      data.push_back(numbers.back().data());
      sizes.push_back(8);
    } else {
      data.push_back(value.data().empty() ? "" : value.data().data());
      sizes.push_back(static_cast<int>(value.data().size()));
    }
  }
  if (PQsendQueryPrepared(handle_.get(), statement.name.c_str(), static_cast<int>(values.size()), data.data(),
                          sizes.data(), formats.data(), 1) != 1) {
    lose(PQerrorMessage(handle_.get()));
  }
}

void PostgresConnection::sync() {
  if (PQpipelineSync(handle_.get()) != 1) lose(PQerrorMessage(handle_.get()));
}

PostgresConnection::Result PostgresConnection::next_result() {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (PQisBusy(handle_.get()) != 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd socket{PQsocket(handle_.get()), POLLIN, 0};
    if (left.count() <= 0 or poll(&socket, 1, static_cast<int>(left.count())) == 0)
      lose("the server does not answer");
    if (PQconsumeInput(handle_.get()) != 1) lose(PQerrorMessage(handle_.get()));
  }
  return Result(PQgetResult(handle_.get()));
}

PostgresConnection::Result PostgresConnection::collect(std::size_t expected, std::size_t controls,
                                                       const std::vector<Awaited>& awaited) {
  std::optional<DatabaseError> first_error;
  auto next = awaited.begin();
  Result last;
  std::size_t seen = 0;
  for (std::size_t silent = 0;;) {
    Result result = next_result();
    if (not result) {
      if (PQstatus(handle_.get()) != CONNECTION_OK or ++silent > expected + 2) lose("the connection broke");
      continue;
    }
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC) break;
    if (status == PGRES_FATAL_ERROR and not first_error) {
      first_error = error_of(result.get());
      if (seen < controls) doomed_ = true;
    }
    if (PQstatus(handle_.get()) != CONNECTION_OK) {
      lose(first_error ? first_error->what() : PQerrorMessage(handle_.get()));
    }
    if (next != awaited.end() and next->place == seen) {
      if (status == PGRES_TUPLES_OK and next->table) read_result(result.get(), *next->table);
      if (status == PGRES_COMMAND_OK and not next->table and rows_changed(result.get()) != 1 and
          not first_error) {
        first_error = DatabaseError(Fault::kOther, "hope", "a statement did not change one row");
      }
      ++next;
    }
    ++seen;
    last = std::move(result);
  }
  if (first_error) throw DatabaseError(*first_error);
  if (seen != expected)
    lose("the server gave " + std::to_string(seen) + " answers instead of " + std::to_string(expected));
  return last;
}

void PostgresConnection::collect_earlier() {
  if (not usable()) lose("the connection is closed");
  if (not answer_outstanding_) return;
  answer_outstanding_ = false;
  collect(1, 1);
}

void PostgresConnection::launch(std::string_view sql, Values values) {
  collect_earlier();
  if (not waiting_.empty() or statements_.size() >= kMostStatements) settle();
  if (statements_.size() >= kMostStatements) {
    statements_.clear();
    waiting_.emplace_back("DEALLOCATE ALL");
  }
  bool fresh = false;
  const Statement& prepared = statement(sql, values, fresh);
  if (outstanding_ == 0) controls_ = waiting_.size();
  outstanding_ += waiting_.size();
  send_waiting();
  if (fresh) {
    send_prepare(prepared, values);
    ++outstanding_;
    fresh_.push_back(&prepared);
  }
  send_execute(prepared, values);
  ++outstanding_;
}

PostgresConnection::Result PostgresConnection::receive() {
  const std::size_t expected = std::exchange(outstanding_, 0);
  const auto fresh = std::exchange(fresh_, {});
  const auto awaited = std::exchange(awaited_, {});
  try {
    sync();
    return collect(expected, controls_, awaited);
  } catch (const DatabaseError& error) {
    // Whether the server kept these statements is not worth finding out.
    if (not fresh.empty())
      std::erase_if(statements_, [&](const auto& entry) {
        return std::ranges::find(fresh, &entry.second) != fresh.end();
      });
    throw;
  }
}

void PostgresConnection::settle() {
  if (outstanding_ > 0) receive();
}

void PostgresConnection::run_unanswered(std::string_view sql, Values values) {
  launch(sql, values);
  if (outstanding_ >= kMostOutstanding) settle();
}

void PostgresConnection::launch(std::string_view sql, Values values, std::shared_ptr<Table> awaited) {
  if (outstanding_ >= kMostOutstanding) settle();
  launch(sql, values);
  awaited_.push_back({outstanding_ - 1, std::move(awaited)});
}

void PostgresConnection::run_asked(std::string_view sql, Values values, const std::shared_ptr<Table>& table) {
  launch(sql, values, table);
}

void PostgresConnection::answered(const Table& table) {
  if (std::ranges::any_of(awaited_, [&](const Awaited& each) { return each.table.get() == &table; }))
    settle();
}

bool PostgresConnection::run_hopefully(std::string_view sql, Values values) {
  launch(sql, values, nullptr);
  return true;
}

std::int64_t PostgresConnection::run(std::string_view sql, Values values, Table* table) {
  launch(sql, values);
  const Result result = receive();
  if (table != nullptr) read_result(result.get(), *table);
  return rows_changed(result.get());
}

}  // namespace intersession::db
