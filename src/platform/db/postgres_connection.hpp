// One PostgreSQL connection in pipeline mode, with its prepared statements.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/db/driver_connection.hpp"

struct pg_conn;
struct pg_result;

namespace intersession::db {

/// BEGIN, SAVEPOINT and RELEASE travel with the next statement, and what is sent without asking for an answer
/// with the next that asks, so a write of one statement costs two round trips: that statement and COMMIT. Not
/// thread-safe; may move between threads.
///
/// A server that does not answer within kPatience counts as lost.
class PostgresConnection final : public DriverConnection {
 public:
  /// A reader cannot write, in a transaction or without.
  enum class Use { kRead, kWrite };
  static constexpr std::chrono::seconds kPatience{12};  // more than statement_timeout and lock_timeout

  /// Connects; throws DatabaseError (kLostConnection; or kOther where the server is not one we can use).
  PostgresConnection(const std::string& url, const std::string& schema, Use use);
  ~PostgresConnection() override = default;

  [[nodiscard]] Engine engine() const override { return Engine::kPostgres; }
  void begin_read() override;
  void begin_write(const core::Id& practice) override;
  void mark() override { waiting_.emplace_back("SAVEPOINT one"); }
  void keep() override;
  void undo() override;
  void settle() override;
  void commit() override;
  void rollback() noexcept override;
  void script(std::string_view sql) override;
  [[nodiscard]] bool in_transaction() const override { return not doomed_; }
  [[nodiscard]] bool usable() const override;

  /// Ends a read without waiting for the server's answer, which the next statement collects.
  void end_read() noexcept;
  /// No limit on how long a statement may take; for migrations.
  void take_your_time();

 protected:
  std::int64_t run(std::string_view sql, Values values, Table* table) override;
  void run_unanswered(std::string_view sql, Values values) override;
  void run_asked(std::string_view sql, Values values, const std::shared_ptr<Table>& table) override;
  void answered(const Table& table) override;
  bool run_hopefully(std::string_view sql, Values values) override;

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  struct Clear {
    void operator()(pg_result* result) const;
  };
  using Result = std::unique_ptr<pg_result, Clear>;
  /// What is to be done with one of the outstanding answers.
  struct Awaited {
    std::size_t place = 0;         ///< among the outstanding ones
    std::shared_ptr<Table> table;  ///< to be filled; where there is none, one row must have been changed
  };
  struct Statement {
    std::string name;
    std::string numbered;
    std::size_t parameters = 0;
  };

  void prepare_session(const std::string& schema, Use use);
  Result simple(const std::string& sql);
  [[noreturn]] void lose(const std::string& detail);

  /// The statement for this text and these argument types; `fresh` where the server does not know it yet.
  const Statement& statement(std::string_view sql, Values values, bool& fresh);
  /// Sends the statement behind whatever is waiting; its answer is outstanding until receive().
  void launch(std::string_view sql, Values values);
  void launch(std::string_view sql, Values values, std::shared_ptr<Table> awaited);
  /// Collects every outstanding answer; the last.
  Result receive();
  void send_waiting();
  void send_control(const std::string& sql);
  void send_prepare(const Statement& statement, Values values);
  void send_execute(const Statement& statement, Values values);
  void sync();
  void collect_earlier();
  /// Reads the results up to the next sync; the last of `expected`, or throws the first error.
  Result collect(std::size_t expected, std::size_t controls, const std::vector<Awaited>& awaited = {});
  Result next_result();

  std::unique_ptr<pg_conn, Finish> handle_;
  std::unordered_map<std::string, Statement> statements_;
  std::vector<std::string> waiting_;     ///< control statements not sent yet
  std::size_t outstanding_ = 0;          ///< answers to what was sent since the last sync
  std::size_t controls_ = 0;             ///< the first of them, to control statements
  std::vector<Awaited> awaited_;         ///< those of them that are looked at, in order
  std::vector<const Statement*> fresh_;  ///< statements that were sent to be prepared since the last sync
  std::uint64_t lock_salt_ = 0;
  std::size_t named_ = 0;
  bool begun_ = false;               ///< BEGIN has been sent
  bool doomed_ = false;              ///< a control statement failed: nothing in this transaction can be kept
  bool answer_outstanding_ = false;  ///< the end of a read has been sent, its answer not collected
};

}  // namespace intersession::db
