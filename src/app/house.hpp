// All rooms over one database, and the one table of routes.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "access/access.hpp"
#include "access/set_up.hpp"
#include "catalogue/catalogue.hpp"
#include "measures/instruments.hpp"
#include "platform/http/origin.hpp"
#include "platform/http/router.hpp"
#include "safety/notice_work.hpp"

namespace intersession::app {

/// What the rooms stand on; all of it outlives the house.
struct Ground {
  db::Database& database;
  vault::Vault& vault;
  access::PasswordHasher& passwords;
  std::shared_ptr<const catalogue::Catalogue> catalogue;
  std::shared_ptr<const measures::Instruments> instruments;
  core::Random& random;
  const core::Clock& clock;
  http::Origin origin;
  const access::SetUpSecret* set_up = nullptr;  ///< nullptr: no set-up is offered
  safety::SendMail send_mail = nullptr;         ///< nullptr: no message leaves
};

/// Thread-safe once made. Handlers need no socket: router().handle(request).
class House {
 public:
  explicit House(Ground ground);
  ~House();
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  [[nodiscard]] const http::Router& router() const;
  [[nodiscard]] access::Access& access();
  [[nodiscard]] const http::Origin& origin() const;
  [[nodiscard]] const catalogue::Catalogue& catalogue() const;
  /// Does the jobs that the rooms put into the outbox, by kind; for a jobs::Runner. Not longer than the
  /// house.
  [[nodiscard]] std::map<std::string, jobs::Handler> job_handlers();

 private:
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace intersession::app
