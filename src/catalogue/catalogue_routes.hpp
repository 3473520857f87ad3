// HTTP of this room: terms, activities.
#pragma once

#include <memory>

#include "access/gate.hpp"
#include "catalogue/catalogue.hpp"
#include "platform/http/router.hpp"

namespace intersession::catalogue {

/// `gate` must outlive the router.
void add_routes(http::Router& router, const access::Gate& gate, std::shared_ptr<const Catalogue> catalogue);

}  // namespace intersession::catalogue
