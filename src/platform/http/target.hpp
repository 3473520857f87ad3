// Percent-encoding in paths and queries.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.hpp"

namespace intersession::http {

/// One path segment decoded. Nothing where an escape is broken, the result is not UTF-8, holds a control
/// character, "/" or a backslash, or is "." or "..": such a segment names nothing here, and a proxy may read
/// it otherwise.
[[nodiscard]] std::optional<std::string> decode_segment(std::string_view segment);

/// The pairs of "a=1&b=2" decoded ("+" is a space). Nothing where an escape is broken or a text is not UTF-8
/// or holds U+0000.
[[nodiscard]] std::optional<std::vector<NamedValue>> decode_query(std::string_view query);

}  // namespace intersession::http
