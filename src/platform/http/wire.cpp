#include "platform/http/wire.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "platform/http/text.hpp"

namespace intersession::http {
namespace {

bool is_clean(const NamedValue& header) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 or c == 0x7F; };
  return not header.name.empty() and std::ranges::all_of(header.name, is_token_character) and
         std::ranges::none_of(header.value, is_control);
}

void append_number(std::string& text, std::size_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  text.append(digits.data(), end);
}

void append_padded(std::string& text, unsigned number) {
  text.push_back(static_cast<char>('0' + number / 10 % 10));
  text.push_back(static_cast<char>('0' + number % 10));
}

/// The date line is the same for a second, so each thread keeps the last one.
const std::string& date_line(core::Instant now) {
  thread_local std::chrono::sys_seconds second{std::chrono::seconds{-1}};
  thread_local std::string line;
  const auto current = std::chrono::floor<std::chrono::seconds>(now);
  if (current != second or line.empty()) {
    second = current;
    line = "Date: " + http_date(now) + "\r\n";
  }
  return line;
}

void append_security(std::string& head, const Answer& answer, const SecurityHeaders& security) {
  switch (answer.kind) {
    case HeaderKind::kApi:
      head += security.api();
      if (not answer.response.header("Cache-Control")) head += "Cache-Control: no-store\r\n";
      break;
    case HeaderKind::kFile:
      head += security.file();
      break;
    case HeaderKind::kPage:
      head += security.page(answer.nonce);
      break;
  }
}

}  // namespace

std::string http_date(core::Instant now) {
  static constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date{day};
  const auto seconds = static_cast<unsigned>(std::chrono::floor<std::chrono::seconds>(now - day).count());
  std::string text;
  text += kDays[std::chrono::weekday{day}.c_encoding()];
  text += ", ";
  append_padded(text, static_cast<unsigned>(date.day()));
  text += ' ';
  text += kMonths[static_cast<unsigned>(date.month()) - 1];
  text += ' ' + std::to_string(static_cast<int>(date.year())) + ' ';
  append_padded(text, seconds / 3600);
  text += ':';
  append_padded(text, seconds / 60 % 60);
  text += ':';
  append_padded(text, seconds % 60);
  text += " GMT";
  return text;
}

Outgoing to_wire(Answer answer, Method method, bool keep_alive, core::Instant now,
                 const SecurityHeaders& security) {
  if (not std::ranges::all_of(answer.response.headers, is_clean)) {
    answer = Answer{Response::problem(500, "Something went wrong on our side.")};
  }
  Response& response = answer.response;
  const bool may_have_body = response.status != 204 and response.status != 304;
  const bool sends_body = may_have_body and method != Method::kHead;

  Outgoing outgoing;
  outgoing.close = not keep_alive;
  std::string& head = outgoing.bytes;
  head.reserve(1'536 + (response.shared_body ? 0 : response.body.size()));
  head += "HTTP/1.1 ";
  append_number(head, static_cast<std::size_t>(response.status));
  head += ' ';
  head += status_title(response.status);
  head += "\r\n";
  head += date_line(now);
  append_security(head, answer, security);
  for (const auto& header : response.headers) {
    head.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (may_have_body) {
    head += "Content-Length: ";
    append_number(head, response.content().size());
    head += "\r\n";
  }
  if (outgoing.close) head += "Connection: close\r\n";
  head += "\r\n";
  if (sends_body and response.shared_body) outgoing.shared = std::move(response.shared_body);
  if (sends_body and not outgoing.shared) head += response.body;
  return outgoing;
}

}  // namespace intersession::http
