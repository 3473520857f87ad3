// `intersession serve`.
#pragma once

#include <functional>
#include <memory>

#include "app/config.hpp"
#include "platform/db/database.hpp"

namespace intersession::app {

/// Runs until SIGTERM or SIGINT. The exit status: 0 stopped as asked, 1 could not start (one line on standard
/// error says why), 70 the storage failed while running.
///
/// `fitting` puts something between the rooms and the storage. Only test programs give one (the kill test's
/// control, tests/faults/hasty); the product has no way to ask for it.
using Fitting = std::function<std::unique_ptr<db::Database>(std::unique_ptr<db::Database>)>;
[[nodiscard]] int serve(const ServeConfig& config, const Fitting& fitting = {});

}  // namespace intersession::app
