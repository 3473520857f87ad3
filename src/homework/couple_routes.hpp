// Routes of couples, beside those of handler_routes.hpp.
#pragma once

#include <span>

#include "homework/handler_routes.hpp"

namespace intersession::homework {

/// What the therapist asks each partner alone.
[[nodiscard]] std::span<const HandlerRoute> couple_routes();
/// What one partner gives to the other.
[[nodiscard]] std::span<const HandlerRoute> partner_routes();

}  // namespace intersession::homework
