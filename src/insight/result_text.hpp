// A result as a readable table, made from the same JSON that --json prints.
#pragma once

#include "insight/json_of.hpp"

namespace intersession::insight {

/// Fixed-width text, 100 columns at most where names are short.
[[nodiscard]] std::string result_text(const json::object& result);

/// A number for people: significant digits by size, "-" for null.
[[nodiscard]] std::string readable(const json::value& value);

}  // namespace intersession::insight
