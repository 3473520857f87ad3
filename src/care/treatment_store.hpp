// Rows of treatments, goals and formulation elements: what belongs to a course of therapy.
#pragma once

#include <optional>
#include <vector>

#include "access/scope.hpp"
#include "care/formulation.hpp"
#include "care/goal.hpp"
#include "care/treatment.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::care::store {

/// All of the client's, oldest first.
[[nodiscard]] core::Result<std::vector<Treatment>> treatments(db::Connection& connection,
                                                              const access::ClientAccess& access,
                                                              const vault::SealingKey& key);
[[nodiscard]] core::Result<std::vector<Goal>> goals(db::Connection& connection,
                                                    const access::ClientAccess& access,
                                                    const vault::SealingKey& key);
[[nodiscard]] core::Result<std::vector<FormulationElement>> formulation(db::Connection& connection,
                                                                        const access::ClientAccess& access,
                                                                        const vault::SealingKey& key);

/// Writes version 1 as a new row and later versions over the one before; kConflict ("stale-version") where
/// that is not there, kNotFound where the treatment is not the client's.
[[nodiscard]] core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                                      const vault::SealingKey& key, const Treatment& treatment);
[[nodiscard]] core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                                      const vault::SealingKey& key, const Goal& goal);
[[nodiscard]] core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                                      const vault::SealingKey& key, const FormulationElement& element);

/// True where the client has this treatment.
[[nodiscard]] bool has_treatment(db::Connection& connection, const access::ClientAccess& access,
                                 const core::Id& treatment);

}  // namespace intersession::care::store
