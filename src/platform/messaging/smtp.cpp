#include "platform/messaging/smtp.hpp"

#include <curl/curl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>
#include <mutex>
#include <sstream>
#include <stdexcept>

#include "platform/core/json.hpp"

namespace intersession::messaging {

namespace fs = std::filesystem;

namespace {

constexpr long kConnectSeconds = 6;
constexpr long kWholeSeconds = 12;  // several of them fit into the lease of a job

constexpr core::Word<SmtpSecurity> kSecurityTable[] = {
    {"starttls", SmtpSecurity::kStartTls}, {"tls", SmtpSecurity::kTls}, {"none", SmtpSecurity::kNone}};
constexpr std::span<const core::Word<SmtpSecurity>> kSecurities{kSecurityTable};

std::unexpected<core::Error> refuse(const fs::path& file, const std::string& sentence) {
  return core::fail(core::ErrorCode::kInvalid, "The mail settings " + file.string() + ": " + sentence);
}

bool is_this_machine(std::string_view host) {
  return host == "localhost" or host == "::1" or
         (host.starts_with("127.") and host.find_first_not_of("0123456789.") == std::string_view::npos);
}

bool is_host(std::string_view host) {
  return not host.empty() and std::ranges::all_of(host, [](unsigned char c) {
    return std::isalnum(c) != 0 or c == '.' or c == '-' or c == ':';
  });
}

core::Result<std::string> read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (not(text << stream.rdbuf())) return refuse(file, "cannot be read.");
  return text.str();
}

core::Result<std::string> read_password(const fs::path& file) {
  struct stat state{};
  if (::stat(file.c_str(), &state) != 0) return refuse(file, "cannot be read.");
  if ((state.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return refuse(file, "others can read the password; give it mode 0600.");
  auto text = read_file(file);
  if (not text) return text;
  while (text->ends_with('\n') or text->ends_with('\r')) text->pop_back();
  if (text->empty()) return refuse(file, "holds no password.");
  return text;
}

struct Close {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, Close>;

void begin_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl does not start");
  });
}

/// What is left to hand over.
struct Reading {
  std::string_view rest;
};
std::size_t hand_over(char* buffer, std::size_t size, std::size_t count, void* pointer) {
  auto& rest = static_cast<Reading*>(pointer)->rest;
  const std::size_t taken = std::min(size * count, rest.size());
  std::memcpy(buffer, rest.data(), taken);
  rest.remove_prefix(taken);
  return taken;
}
std::size_t ignore(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

std::string_view reason_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return "timeout";
    case CURLE_LOGIN_DENIED:
      return "sign-in";
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return "tls";
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
      return "connection";
    default:
      return "refused";
  }
}

Handle prepare(const SmtpSettings& settings) {
  begin_library();
  Handle handle{curl_easy_init()};
  if (not handle) throw std::runtime_error("libcurl gives no handle");
  CURL* const curl = handle.get();
  const std::string host =
      settings.host.find(':') == std::string::npos ? settings.host : "[" + settings.host + "]";
  const std::string url = (settings.security == SmtpSecurity::kTls ? "smtps://" : "smtp://") + host + ":" +
                          std::to_string(settings.port);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kWholeSeconds);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &ignore);
  if (settings.security == SmtpSecurity::kStartTls)
    curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  if (not settings.authorities.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings.authorities.c_str());
  if (not settings.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, settings.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, settings.password.c_str());
  }
  return handle;
}

core::Result<void> perform(CURL* curl) {
  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_OK) return {};
  return core::fail(
      core::ErrorCode::kUnavailable,
      std::string("The mail server does not take the message: ") + curl_easy_strerror(code) + ".",
      std::string(reason_of(code)));
}

}  // namespace

core::Result<SmtpSettings> read_smtp_settings(const fs::path& file) {
  const auto text = read_file(file);
  if (not text) return std::unexpected(text.error());
  const auto value = core::parse_json(*text);
  if (not value) return refuse(file, value.error().message);
  core::Decoder in(*value);
  SmtpSettings settings;
  settings.host = in.text("host", 253);
  settings.port = static_cast<int>(in.optional_integer("port", 1, 65'535).value_or(settings.port));
  settings.security = in.optional_word("security", kSecurities).value_or(SmtpSecurity::kStartTls);
  settings.from = in.text("from", 254);
  settings.user = in.optional_text("user", 254).value_or("");
  const auto password_file = in.optional_text("passwordFile", 4096);
  if (const auto authorities = in.optional_text("authorities", 4096))
    settings.authorities = file.parent_path() / *authorities;
  if (not is_host(settings.host)) in.problem("host", "This is no host.");
  if (not is_mail_address(settings.from)) in.problem("from", "This is no e-mail address.");
  if (settings.user.empty() == password_file.has_value())
    in.problem("user", "A user and a passwordFile belong together.");
  if (settings.security == SmtpSecurity::kNone and not is_this_machine(settings.host))
    in.problem("security", "Without TLS mail goes to this machine only (localhost).");
  if (auto problem = in.finish()) {
    const auto& first = problem->fields.front();
    return refuse(file, first.pointer + ": " + first.message);
  }
  if (password_file) {
    auto password = read_password(file.parent_path() / *password_file);
    if (not password) return std::unexpected(password.error());
    settings.password = *std::move(password);
  }
  return settings;
}

Smtp::Smtp(SmtpSettings settings) : settings_(std::move(settings)) {}

core::Result<void> Smtp::send(const Mail& mail) const {
  const auto message = to_message(mail, settings_.from);
  if (not message) return std::unexpected(message.error());
  const Handle handle = prepare(settings_);
  CURL* const curl = handle.get();
  const std::unique_ptr<curl_slist, Close> to{curl_slist_append(nullptr, ("<" + mail.to + ">").c_str())};
  Reading reading{*message};
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, ("<" + settings_.from + ">").c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, &hand_over);
  curl_easy_setopt(curl, CURLOPT_READDATA, &reading);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  return perform(curl);
}

core::Result<void> Smtp::greet() const {
  const Handle handle = prepare(settings_);
  curl_easy_setopt(handle.get(), CURLOPT_CUSTOMREQUEST, "NOOP");
  curl_easy_setopt(handle.get(), CURLOPT_NOBODY, 1L);
  return perform(handle.get());
}

}  // namespace intersession::messaging
