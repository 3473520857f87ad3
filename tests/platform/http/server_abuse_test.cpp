// Every row of the HTTP abuse table over a real socket: refused and closed, and nothing smuggled behind it is
// answered.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "platform/http/running_server.hpp"

namespace intersession::http::testing {
namespace {

struct Abuse {
  std::string name;
  int status = 0;
  std::string request;  ///< HOST stands for the right Host line
};

const std::string kCsrf =
    "Content-Type: application/json\r\nX-Requested-By: intersession\r\nSec-Fetch-Site: same-origin\r\n";

std::string get_with(const std::string& lines) {
  return "GET /api/v1/hello HTTP/1.1\r\n" + lines + "\r\n";
}
std::string post_with(const std::string& lines, const std::string& body) {
  return "POST /api/v1/echo HTTP/1.1\r\nHOST" + kCsrf + lines + "\r\n" + body;
}

std::string many_fields(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) lines += "X-" + std::to_string(i) + ": 1\r\n";
  return lines;
}

const std::string kSmuggled = "GET /api/v1/hello HTTP/1.1\r\nHOST\r\n";

std::vector<Abuse> table() {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const std::string body = "3\r\nabc\r\n0\r\n\r\n";
  return {
      {"length_then_chunked", 400, post_with("Content-Length: 3\r\n" + chunked, body)},
      {"chunked_then_length", 400, post_with(chunked + "Content-Length: 3\r\n", body)},
      {"two_differing_lengths", 400, post_with("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd")},
      {"two_equal_lengths", 400, post_with("Content-Length: 3\r\nContent-Length: 3\r\n", "abc")},
      {"length_list", 400, post_with("Content-Length: 3, 3\r\n", "abc")},
      {"length_plus", 400, post_with("Content-Length: +3\r\n", "abc")},
      {"length_minus", 400, post_with("Content-Length: -1\r\n", "abc")},
      {"length_hex", 400, post_with("Content-Length: 0x3\r\n", "abc")},
      {"length_overflow", 400, post_with("Content-Length: 18446744073709551619\r\n", "abc")},
      {"length_empty", 400, post_with("Content-Length: \r\n", "abc")},
      {"length_missing", 411, post_with("", "")},
      {"double_chunked", 400, post_with(chunked + chunked, body)},
      {"xchunked", 400, post_with("Transfer-Encoding: xchunked\r\n", kSmuggled)},
      {"identity", 400, post_with("Transfer-Encoding: identity\r\n", kSmuggled)},
      {"chunked_identity", 400, post_with("Transfer-Encoding: chunked, identity\r\n", kSmuggled)},
      {"gzip_chunked", 400, post_with("Transfer-Encoding: gzip, chunked\r\n", body)},
      {"chunked_capital", 400, post_with("Transfer-Encoding: Chunked\r\n", body)},
      {"chunked_quoted", 400, post_with("Transfer-Encoding: \"chunked\"\r\n", body)},
      {"unknown_coding_and_length", 400, post_with("Transfer-Encoding: x\r\nContent-Length: 3\r\n", "abc")},
      {"chunked_in_1_0", 400, "POST /api/v1/echo HTTP/1.0\r\nHOST" + kCsrf + chunked + "\r\n" + body},
      {"obs_fold_length", 400, post_with("X-A: b\r\n Content-Length: 40\r\n", kSmuggled)},
      {"obs_fold_tab", 400, post_with("Content-Length: 3\r\nX-A: b\r\n\tc\r\n", "abc")},
      {"space_before_colon", 400, post_with("Content-Length : 3\r\n", "abc")},
      {"empty_name", 400, get_with("HOST: x\r\n")},
      {"no_colon", 400, get_with("HOSTnonsense\r\n")},
      {"bare_lf", 400, "GET /api/v1/hello HTTP/1.1\nHost: a\n\n"},
      {"bare_lf_in_header", 400, get_with("HOSTX-A: b\nX-B: c\r\n")},
      {"bare_cr", 400, get_with("HOSTX-A: b\rX-B: c\r\n")},
      {"nul_in_header", 400, get_with(std::string("HOSTX-A: b\0c\r\n", 14))},
      {"control_in_header", 400, get_with("HOSTX-A: b\x01\r\n")},
      {"leading_crlf", 400, "\r\n" + get_with("HOST")},
      {"host_missing", 400, get_with("")},
      {"host_missing_1_0", 400, "GET /api/v1/hello HTTP/1.0\r\n\r\n"},
      {"host_twice", 400, get_with("HOSTHOST")},
      {"host_unknown", 400, get_with("Host: evil.example\r\n")},
      {"host_other_port", 400, get_with("Host: 127.0.0.1:1\r\n")},
      {"host_with_user", 400, get_with("Host: a@127.0.0.1\r\n")},
      {"host_empty", 400, get_with("Host: \r\n")},
      {"target_utf8", 400, "GET /\xC3\xA4 HTTP/1.1\r\nHOST\r\n"},
      {"target_absolute", 400, "GET http://127.0.0.1/api/v1/hello HTTP/1.1\r\nHOST\r\n"},
      {"target_asterisk", 501, "OPTIONS /* HTTP/1.1\r\nHOST\r\n"},
      {"target_authority", 400, "CONNECT evil.example:443 HTTP/1.1\r\nHOST\r\n"},
      {"target_space", 400, "GET /a b HTTP/1.1\r\nHOST\r\n"},
      {"target_cr", 400, "GET /a\rb HTTP/1.1\r\nHOST\r\n"},
      {"target_tab", 400, "GET /a\tb HTTP/1.1\r\nHOST\r\n"},
      {"target_fragment", 400, "GET /a#b HTTP/1.1\r\nHOST\r\n"},
      {"target_long", 414, "GET /" + std::string(2'100, 'a') + " HTTP/1.1\r\nHOST\r\n"},
      {"target_missing", 400, "GET HTTP/1.1\r\nHOST\r\n"},
      {"two_spaces", 400, "GET  /api/v1/hello HTTP/1.1\r\nHOST\r\n"},
      {"version_1_2", 400, "GET /api/v1/hello HTTP/1.2\r\nHOST\r\n"},
      {"version_2_0", 400, "GET /api/v1/hello HTTP/2.0\r\nHOST\r\n"},
      {"version_lower", 400, "GET /api/v1/hello http/1.1\r\nHOST\r\n"},
      {"version_missing", 400, "GET /api/v1/hello\r\nHOST\r\n"},
      {"http2_preface", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"get_with_length", 400, get_with("HOSTContent-Length: 3\r\n") + "abc"},
      {"get_with_chunked", 400, get_with("HOST" + chunked) + body},
      {"head_with_length", 400, "HEAD /api/v1/hello HTTP/1.1\r\nHOSTContent-Length: 3\r\n\r\nabc"},
      {"delete_with_length", 400,
       "DELETE /api/v1/things/1 HTTP/1.1\r\nHOST" + kCsrf + "Content-Length: 3\r\n\r\nabc"},
      {"upgrade_h2c", 400,
       get_with("HOSTConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n")},
      {"upgrade_websocket", 400, get_with("HOSTConnection: Upgrade\r\nUpgrade: websocket\r\n")},
      {"upgrade_header_alone", 400, get_with("HOSTUpgrade: foo\r\n")},
      {"content_type_twice", 400, post_with("Content-Type: text/plain\r\nContent-Length: 3\r\n", "abc")},
      {"cookie_twice", 400, get_with("HOSTCookie: s=1\r\nCookie: s=2\r\n")},
      {"origin_twice", 400, get_with("HOSTOrigin: a\r\nOrigin: b\r\n")},
      {"chunk_extension", 400, post_with(chunked, "3;a=b\r\nabc\r\n0\r\n\r\n")},
      {"last_chunk_extension", 400, post_with(chunked, "3\r\nabc\r\n0;a=b\r\n\r\n")},
      {"chunk_plus", 400, post_with(chunked, "+3\r\nabc\r\n0\r\n\r\n")},
      {"chunk_hex_prefix", 400, post_with(chunked, "0x3\r\nabc\r\n0\r\n\r\n")},
      {"chunk_overflow", 400, post_with(chunked, "10000000000000003\r\nabc\r\n0\r\n\r\n")},
      {"chunk_bare_lf", 400, post_with(chunked, "3\nabc\n0\n\n")},
      {"chunk_too_long_data", 400, post_with(chunked, "3\r\nabcd\r\n0\r\n\r\n")},
      {"trailer", 400, post_with(chunked, "3\r\nabc\r\n0\r\nX-Requested-By: evil\r\n\r\n")},
      {"trailer_announced", 400, post_with(chunked + "Trailer: X-A\r\n", body)},
      {"fields_65", 431, get_with("HOST" + many_fields(64))},
      {"fields_200", 431, get_with("HOST" + many_fields(200))},
      {"header_block_large", 431, get_with("HOSTX-A: " + std::string(9'000, 'a') + "\r\n")},
      {"header_block_endless", 431, "GET /api/v1/hello HTTP/1.1\r\nHOSTX-A: " + std::string(16'000, 'a')},
      {"body_large", 413, post_with("Content-Length: 1001\r\n", std::string(1'001, 'a'))},
      {"body_large_announced", 413, post_with("Content-Length: 999999999999\r\n", "")},
      {"body_large_chunked", 413, post_with(chunked, "3e9\r\n" + std::string(1'001, 'a') + "\r\n0\r\n\r\n")},
      {"content_encoding", 415, post_with("Content-Encoding: gzip\r\nContent-Length: 3\r\n", "abc")},
      {"expect_other", 417, post_with("Expect: 200-ok\r\nContent-Length: 3\r\n", "abc")},
      {"method_trace", 501, "TRACE /api/v1/hello HTTP/1.1\r\nHOST\r\n"},
      {"method_options", 501, "OPTIONS /api/v1/hello HTTP/1.1\r\nHOST\r\n"},
      {"method_lower", 501, "get /api/v1/hello HTTP/1.1\r\nHOST\r\n"},
      {"method_no_token", 400, "G(T /api/v1/hello HTTP/1.1\r\nHOST\r\n"},
      {"query_broken", 400, "GET /api/v1/hello?a=%zz HTTP/1.1\r\nHOST\r\n"},
      {"tls_hello", 400, std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03", 11)},
  };
}

class ServerAbuse : public ::testing::TestWithParam<Abuse> {
 protected:
  static void SetUpTestSuite() { running_ = std::make_unique<RunningServer>(); }
  static void TearDownTestSuite() { running_.reset(); }

  static std::string with_host(std::string text) {
    const std::string line = "Host: " + running_->host() + "\r\n";
    for (auto at = text.find("HOST"); at != std::string::npos; at = text.find("HOST", at + line.size())) {
      text.replace(at, 4, line);
    }
    return text;
  }

  static inline std::unique_ptr<RunningServer> running_;
};

TEST_P(ServerAbuse, IsRefusedAndClosed) {
  RawClient client = running_->connect();
  client.send(with_host(GetParam().request + kSmuggled));
  const auto response = client.receive();
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->status, GetParam().status) << response->body;
  EXPECT_EQ(response->header("connection"), "close");
  EXPECT_EQ(response->header("content-type"), "application/problem+json");
  EXPECT_EQ(response->header("x-content-type-options"), "nosniff");
  EXPECT_TRUE(client.closed());
}

INSTANTIATE_TEST_SUITE_P(Table, ServerAbuse, ::testing::ValuesIn(table()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace intersession::http::testing
