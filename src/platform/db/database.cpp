#include "platform/db/database.hpp"

#include "platform/db/postgres_driver.hpp"
#include "platform/db/sqlite_driver.hpp"

namespace intersession::db {

core::Result<std::unique_ptr<Database>> Database::open(const Options& options) {
  const bool postgres =
      options.target.starts_with("postgresql://") or options.target.starts_with("postgres://");
  auto driver = postgres ? PostgresDriver::open(options) : SqliteDriver::open(options);
  if (not driver) return std::unexpected(driver.error());
  return std::make_unique<Database>(*std::move(driver));
}

Database::~Database() {
  driver_->close();
}

}  // namespace intersession::db
