#include "platform/messaging/mail.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "platform/core/bytes.hpp"

namespace intersession::messaging {

namespace {

constexpr std::size_t kLongestAddress = 254;  // RFC 5321, 4.5.3.1.3
constexpr std::size_t kLongestLine = 900;     // of the body; RFC 5322 allows 998

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 and c < 0x7f; });
}

/// RFC 5322 date in UTC, "Tue, 24 Nov 2026 09:00:00 +0000".
std::string header_date(core::Instant at) {
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(at - day)};
  std::array<char, 64> text{};
  const int size =
      std::snprintf(text.data(), text.size(), "%s, %02u %s %d %02d:%02d:%02d +0000",
                    kDays.at(std::chrono::weekday{day}.c_encoding()), static_cast<unsigned>(date.day()),
                    kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
                    static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                    static_cast<int>(time.seconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

core::Result<std::string> body_lines(std::string_view text) {
  std::string lines;
  while (not text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    if (line.size() > kLongestLine or not is_printable(line))
      return core::fail(core::ErrorCode::kInternal, "A line of the message cannot be sent.", "bad-message");
    lines.append(line).append("\r\n");
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace

bool is_mail_address(std::string_view text) {
  if (text.size() > kLongestAddress or not is_printable(text)) return false;
  if (text.find_first_of(" \"(),:;<>[\\]") != std::string_view::npos) return false;
  const auto at = text.find('@');
  return at != std::string_view::npos and at > 0 and at + 1 < text.size() and
         text.find('@', at + 1) == std::string_view::npos;
}

core::Result<std::string> to_message(const Mail& mail, std::string_view from) {
  if (not is_mail_address(mail.to) or not is_mail_address(from) or not is_printable(mail.subject) or
      not is_printable(mail.id)) {
    return core::fail(core::ErrorCode::kInvalid, "An address or the subject cannot be sent.", "bad-address");
  }
  const auto body = body_lines(mail.text);
  if (not body) return body;
  const auto host = from.substr(from.find('@') + 1);
  std::string message;
  message += "From: Intersession <" + std::string(from) + ">\r\n";
  message += "To: <" + mail.to + ">\r\n";
  message += "Subject: " + mail.subject + "\r\n";
  message += "Date: " + header_date(mail.at) + "\r\n";
  message += "Message-ID: <" + mail.id + "@" + std::string(host) + ">\r\n";
  message +=
      "MIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=us-ascii\r\n"
      "Content-Transfer-Encoding: 7bit\r\n"
      "Auto-Submitted: auto-generated\r\n"
      "\r\n";
  return message + *body;
}

}  // namespace intersession::messaging
