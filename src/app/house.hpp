// All rooms over one database, and the one table of routes.
#pragma once

#include <memory>

#include "access/access.hpp"
#include "access/set_up.hpp"
#include "catalogue/catalogue.hpp"
#include "measures/instruments.hpp"
#include "platform/http/origin.hpp"
#include "platform/http/router.hpp"

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

 private:
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace intersession::app
