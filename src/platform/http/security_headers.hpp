// The headers that every response carries, errors included.
#pragma once

#include <string>
#include <string_view>

#include "platform/http/origin.hpp"

namespace intersession::http {

/// Ready header lines ("Name: value\r\n"…), made once per origin because they hardly vary.
class SecurityHeaders {
 public:
  explicit SecurityHeaders(const Origin& origin);

  /// For everything under /api/ and for errors: nothing may be loaded or framed, nothing is stored.
  [[nodiscard]] const std::string& api() const { return api_; }
  /// For files of the apps and everything else that is not a page.
  [[nodiscard]] const std::string& file() const { return file_; }
  /// For a page whose style elements carry `nonce` (react-aria makes some at run time).
  [[nodiscard]] std::string page(std::string_view nonce) const;

 private:
  std::string common_;
  std::string api_;
  std::string file_;
};

}  // namespace intersession::http
