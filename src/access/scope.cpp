#include "access/scope.hpp"

#include <algorithm>

#include "access/caregiver_store.hpp"
#include "access/circle_relation_store.hpp"
#include "access/relation_store.hpp"

namespace intersession::access {

std::string_view word_of(Purpose purpose) {
  return std::ranges::find(kPurposes, purpose, &PurposeWord::purpose)->word;
}

core::Error not_found() {
  return {core::ErrorCode::kNotFound, "There is nothing here, or it is not yours to see.", {}, "not-found"};
}

core::Result<ClientAccess> Scope::require_client(db::Connection& connection, const core::Id& client) const {
  if (client.is_nil()) return std::unexpected(not_found());
  const bool own = principal_.is_client() and principal_.client() == client and
                   store::is_signed_in(connection, principal_);
  const bool treated = principal_.is_member() and principal_.roles().any(&RoleRule::treats) and
                       store::treats_now(connection, principal_, client, now_);
  if (principal_.is_operator()) return ClientAccess(principal_, client, false, now_);
  if (not own and not treated) return std::unexpected(not_found());
  return ClientAccess(principal_, client, true, now_);
}

core::Result<ClientAccess> Scope::require_client_to_write(db::Connection& connection,
                                                          const core::Id& client) const {
  auto access = require_client(connection, client);
  if (access and not access->may_write()) return std::unexpected(not_found());
  return access;
}

core::Result<ClientAccess> Scope::require_ward(db::Connection& connection) const {
  if (not principal_.is_caregiver() or not store::cares_now(connection, principal_, now_))
    return std::unexpected(not_found());
  return ClientAccess(principal_, principal_.ward(), true, now_);
}

core::Result<CircleAccess> Scope::require_circle(db::Connection& connection, const core::Id& circle) const {
  const bool leads = not circle.is_nil() and principal_.is_member() and
                     principal_.roles().any(&RoleRule::treats) and
                     store::leads_now(connection, principal_, circle, now_);
  if (not leads) return std::unexpected(not_found());
  return CircleAccess(practice(), circle, now_);
}

core::Result<CircleAccess> Scope::admit_circle(db::Connection& connection, const core::Id& circle) const {
  if (circle.is_nil() or not principal_.is_member() or not principal_.roles().any(&RoleRule::treats) or
      store::had_leader(connection, practice(), circle)) {
    return std::unexpected(not_found());
  }
  store::add_leader(connection, practice(), circle, principal_.member(), now_);
  return require_circle(connection, circle);
}

core::Result<ClientAccess> Scope::admit_client(db::Connection& connection, const core::Id& client) const {
  if (client.is_nil() or not principal_.is_member() or not principal_.roles().any(&RoleRule::treats))
    return std::unexpected(not_found());
  // A caregiver's id is taken too: accounts are found by the id of the person.
  if (store::has_relation(connection, practice(), client) or
      store::is_caregiver(connection, practice(), client))
    return std::unexpected(not_found());
  store::open_relation(connection, practice(), client, principal_.member(), now_);
  return require_client(connection, client);
}

core::Result<ClientAccess> Scope::stand_in(db::Connection& connection, const core::Id& client,
                                           core::Instant until) const {
  if (not principal_.is_member() or not principal_.roles().any(&RoleRule::treats) or
      not store::has_relation(connection, practice(), client)) {
    return std::unexpected(not_found());
  }
  if (auto open = require_client(connection, client)) return open;
  store::open_relation(connection, practice(), client, principal_.member(), now_, until);
  return require_client(connection, client);
}

std::string Scope::sees_client(std::string_view alias) const {
  const std::string name(alias);
  const std::string here = name + ".practice_id = ?1 AND ";
  if (principal_.is_member() and principal_.roles().any(&RoleRule::treats))
    return here + store::treated_clients(alias);
  // Every parameter stands in every form, because each one given must be used.
  if (principal_.is_client()) return here + name + ".client_id = ?2 AND ?3 IS NOT NULL";
  const std::string all = principal_.is_operator() ? " IS NOT NULL" : " IS NULL";
  return here + "?2" + all + " AND ?3" + all;
}

core::Result<void> Scope::require_owner() const {
  if (not principal_.roles().any(&RoleRule::runs_practice)) return std::unexpected(not_found());
  return {};
}

}  // namespace intersession::access
