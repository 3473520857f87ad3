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

ClientQuestion Scope::ask_client(db::Connection& connection, const core::Id& client) const {
  ClientQuestion question(*this, client);
  if (client.is_nil()) return question;
  if (principal_.is_client() and principal_.client() == client) {
    question.asked_ = store::ask_signed_in(connection, principal_);
  } else if (principal_.is_member() and principal_.roles().any(&RoleRule::treats)) {
    question.asked_ = store::ask_treats(connection, principal_, client, now_);
  }
  return question;
}

core::Result<ClientAccess> ClientQuestion::answer(db::Connection& connection) const {
  const Principal& principal = scope_->principal();
  if (principal.is_operator() and not client_.is_nil())
    return ClientAccess(principal, client_, false, scope_->now());
  if (not asked_ or connection.answer(*asked_).empty()) return std::unexpected(not_found());
  return ClientAccess(principal, client_, true, scope_->now());
}

core::Result<ClientAccess> ClientQuestion::answer_to_write(db::Connection& connection) const {
  auto access = answer(connection);
  if (access and not access->may_write()) return std::unexpected(not_found());
  return access;
}

core::Result<ClientAccess> Scope::require_client(db::Connection& connection, const core::Id& client) const {
  return ask_client(connection, client).answer(connection);
}

core::Result<ClientAccess> Scope::require_client_to_write(db::Connection& connection,
                                                          const core::Id& client) const {
  return ask_client(connection, client).answer_to_write(connection);
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
