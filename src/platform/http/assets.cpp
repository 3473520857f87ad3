#include "platform/http/assets.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "platform/core/bytes.hpp"
#include "platform/http/text.hpp"

namespace intersession::http {
namespace {

namespace fs = std::filesystem;
using Content = std::shared_ptr<const std::string>;

constexpr std::string_view kNonceMark = "__CSP_NONCE__";

struct Type {
  std::string_view extension;
  std::string_view name;
};
constexpr std::array<Type, 16> kTypes{{{".html", "text/html; charset=utf-8"},
                                       {".js", "text/javascript; charset=utf-8"},
                                       {".mjs", "text/javascript; charset=utf-8"},
                                       {".css", "text/css; charset=utf-8"},
                                       {".svg", "image/svg+xml"},
                                       {".png", "image/png"},
                                       {".webp", "image/webp"},
                                       {".jpg", "image/jpeg"},
                                       {".ico", "image/x-icon"},
                                       {".webmanifest", "application/manifest+json"},
                                       {".json", "application/json"},
                                       {".woff2", "font/woff2"},
                                       {".txt", "text/plain; charset=utf-8"},
                                       {".pdf", "application/pdf"},
                                       {".map", "application/json"},
                                       {".wasm", "application/wasm"}}};

std::string_view type_of(const std::string& path) {
  const auto extension = lowered(fs::path(path).extension().string());
  const auto found = std::ranges::find(kTypes, extension, &Type::extension);
  return found == kTypes.end() ? "application/octet-stream" : found->name;
}

/// "assets/index-BkJ2x9aQ.js": the bundler's hash is the eight characters after a "-" and before the
/// extension. It may itself hold "-", so its length is counted.
bool is_hashed(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  const auto dot = name.rfind('.');
  if (not path.starts_with("assets/") or dot == std::string_view::npos or dot < 9) return false;
  const auto is_hash_character = [](char c) {
    const char small = lower(c);
    return (small >= 'a' and small <= 'z') or (c >= '0' and c <= '9') or c == '-' or c == '_';
  };
  return name[dot - 9] == '-' and std::ranges::all_of(name.substr(dot - 8, 8), is_hash_character);
}

core::Result<std::string> read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (not stream or (text.fail() and fs::file_size(path) != 0)) {
    return core::fail(core::ErrorCode::kInvalid, "The web file " + path.string() + " cannot be read.");
  }
  return text.str();
}

enum class Coding { kIdentity, kGzip, kBrotli };

/// True where the list names the coding without refusing it (";q=0").
bool accepts(std::string_view list, std::string_view coding) {
  std::string_view element;
  while (next_element(list, element)) {
    const auto end = std::min(element.find(';'), element.size());
    if (not equal_ignoring_case(trimmed(element.substr(0, end)), coding)) continue;
    const auto parameter = trimmed(element.substr(std::min(end + 1, element.size())));
    return parameter.find_first_of("123456789", parameter.find('=')) != std::string_view::npos or
           parameter.empty();
  }
  return false;
}

bool names_etag(std::string_view list, std::string_view etag) {
  std::string_view element;
  while (next_element(list, element)) {
    if (element == "*" or element == etag or (element.starts_with("W/") and element.substr(2) == etag))
      return true;
  }
  return false;
}

}  // namespace

struct Assets::Files {
  struct File {
    Content identity;
    Content gzip;
    Content brotli;
    std::string type;
    std::string etag;  ///< without quotes
    bool hashed = false;
    bool service_worker = false;
    std::vector<std::string> page_parts;  ///< of an HTML page: what lies between the nonces
  };
  struct App {
    std::string prefix;
    std::map<std::string, File, std::less<>> files;  ///< by the path below the prefix
  };
  std::vector<App> apps;

  static core::Result<App> load(const AssetApp& source);
  static void add(App& app, const std::string& path, std::string content);
  static Response page(const File& file, std::string_view nonce);
  static Response respond(const App& app, const File& file, const Request& request);
};

void Assets::Files::add(App& app, const std::string& path, std::string content) {
  const auto put = [&](std::string_view suffix, Content File::* form) {
    if (not path.ends_with(suffix)) return false;
    app.files[path.substr(0, path.size() - suffix.size())].*form =
        std::make_shared<const std::string>(content);
    return true;
  };
  if (put(".br", &File::brotli) or put(".gz", &File::gzip)) return;
  File& file = app.files[path];
  file.type = type_of(path);
  file.hashed = is_hashed(path);
  file.service_worker = path == "sw.js" or path == "service-worker.js";
  const auto digest = core::sha256(core::as_bytes(content));
  file.etag = core::to_hex(core::ByteView(digest).first(12));
  if (path.ends_with(".html")) {
    std::string_view rest = content;
    while (true) {
      const auto mark = rest.find(kNonceMark);
      file.page_parts.emplace_back(rest.substr(0, mark));
      if (mark == std::string_view::npos) break;
      rest.remove_prefix(mark + kNonceMark.size());
    }
  }
  file.identity = std::make_shared<const std::string>(std::move(content));
}

core::Result<Assets::Files::App> Assets::Files::load(const AssetApp& source) {
  App app{.prefix = source.prefix, .files = {}};
  std::error_code error;
  fs::recursive_directory_iterator entries(source.folder, error);
  for (; not error and entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    if (entries->is_symlink() or not entries->is_regular_file()) continue;
    auto content = read_file(entries->path());
    if (not content) return std::unexpected(content.error());
    add(app, entries->path().lexically_relative(source.folder).generic_string(), std::move(*content));
  }
  std::erase_if(app.files, [](const auto& entry) { return entry.second.identity == nullptr; });
  if (error or not app.files.contains("index.html")) {
    return core::fail(core::ErrorCode::kInvalid, "The web app folder " + source.folder.string() +
                                                     " has no index.html; build the web apps first.");
  }
  return app;
}

Response Assets::Files::page(const File& file, std::string_view nonce) {
  Response response;
  response.headers = {{"Content-Type", file.type}, {"Cache-Control", "no-cache"}};
  for (std::size_t i = 0; i < file.page_parts.size(); ++i) {
    if (i > 0) response.body += nonce;
    response.body += file.page_parts[i];
  }
  return response;
}

Response Assets::Files::respond(const App& app, const File& file, const Request& request) {
  const auto accepted = request.header("accept-encoding").value_or("");
  const auto coding = file.brotli and accepts(accepted, "br")   ? Coding::kBrotli
                      : file.gzip and accepts(accepted, "gzip") ? Coding::kGzip
                                                                : Coding::kIdentity;
  static constexpr std::array<std::string_view, 3> kSuffix{"", "-gz", "-br"};
  const std::string etag = "\"" + file.etag + std::string(kSuffix[static_cast<std::size_t>(coding)]) + "\"";

  Response response;
  response.headers.push_back({"ETag", etag});
  response.headers.push_back(
      {"Cache-Control", file.hashed ? "public, max-age=31536000, immutable" : "no-cache"});
  if (file.brotli or file.gzip) response.headers.push_back({"Vary", "Accept-Encoding"});
  if (file.service_worker) response.headers.push_back({"Service-Worker-Allowed", app.prefix});
  if (names_etag(request.header("if-none-match").value_or(""), etag)) {
    response.status = 304;
    return response;
  }
  response.headers.push_back({"Content-Type", file.type});
  if (coding == Coding::kBrotli) {
    response.headers.push_back({"Content-Encoding", "br"});
    response.shared_body = file.brotli;
  } else if (coding == Coding::kGzip) {
    response.headers.push_back({"Content-Encoding", "gzip"});
    response.shared_body = file.gzip;
  } else {
    response.shared_body = file.identity;
  }
  return response;
}

Assets::Assets() : files_(std::make_unique<Files>()) {}
Assets::~Assets() = default;
Assets::Assets(Assets&&) noexcept = default;
Assets& Assets::operator=(Assets&&) noexcept = default;

core::Result<Assets> Assets::load(std::span<const AssetApp> apps) {
  Assets assets;
  for (const auto& source : apps) {
    auto app = Files::load(source);
    if (not app) return std::unexpected(app.error());
    assets.files_->apps.push_back(std::move(*app));
  }
  return assets;
}

std::optional<Assets::Answer> Assets::answer(const Request& request, std::string_view nonce) const {
  const std::string_view path = request.path;
  for (const auto& app : files_->apps) {
    if (path == std::string_view(app.prefix).substr(0, app.prefix.size() - 1)) {
      return Answer{Response::redirect(308, app.prefix)};
    }
    if (not path.starts_with(app.prefix)) continue;
    if (is_unsafe(request.method)) {
      return Answer{Response::problem(405, "This cannot be done here.").set_header("Allow", "GET, HEAD")};
    }
    const auto below = path.substr(app.prefix.size());
    auto found = app.files.find(below.empty() ? "index.html" : below);
    // A look-up by exact name cannot leave the folder. What has no extension is an address inside the app.
    if (found == app.files.end()) {
      const auto last = below.substr(below.rfind('/') + 1);
      if (last.find('.') != std::string_view::npos or below.find("..") != std::string_view::npos) {
        return Answer{Response::problem(404, "There is nothing here.")};
      }
      found = app.files.find("index.html");
    }
    if (not found->second.page_parts.empty()) return Answer{Files::page(found->second, nonce), true};
    return Answer{Files::respond(app, found->second, request)};
  }
  return std::nullopt;
}

}  // namespace intersession::http
