// The two web apps as files in memory.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "platform/core/result.hpp"
#include "platform/http/message.hpp"

namespace intersession::http {

/// A built single-page app: the folder that the bundler wrote.
struct AssetApp {
  std::string prefix;  ///< "/app/" or "/clinic/", with both slashes
  std::filesystem::path folder;
};

/// Read-only after loading, so thread-safe. Default-constructed it serves nothing.
///
/// "x.js.br" and "x.js.gz" beside "x.js" are its compressed forms, chosen by Accept-Encoding. Files whose
/// name carries a hash, in a folder "assets", may be kept for ever; everything else is asked for again each
/// time (ETag, 304). A path without a file and without an extension is a page of the app and gets its
/// index.html, with __CSP_NONCE__ replaced. sw.js may control its whole app.
class Assets {
 public:
  Assets();
  ~Assets();
  Assets(Assets&&) noexcept;
  Assets& operator=(Assets&&) noexcept;

  /// Reads every file of every app. A folder that is absent or has no index.html is refused with kInvalid;
  /// links out of a folder are not followed.
  [[nodiscard]] static core::Result<Assets> load(std::span<const AssetApp> apps);

  struct Answer {
    Response response;
    bool page = false;  ///< an HTML page that carries the nonce
  };
  /// The answer to GET or HEAD for a path under one of the prefixes; nothing where no app has this prefix.
  /// `nonce` is put into pages.
  [[nodiscard]] std::optional<Answer> answer(const Request& request, std::string_view nonce) const;

 private:
  struct Files;
  std::unique_ptr<Files> files_;
};

}  // namespace intersession::http
