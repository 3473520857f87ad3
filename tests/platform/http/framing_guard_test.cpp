#include "platform/http/framing_guard.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "platform/http/request_reader.hpp"

namespace intersession::http {
namespace {

const Origin& own() {
  static const auto origin = Origin::parse("https://care.example.org").value();
  return origin;
}

std::string verdict(const std::string& head, Framing* framing = nullptr) {
  Framing scratch;
  const auto refused = check_head(head, own(), {}, framing == nullptr ? scratch : *framing);
  return refused ? std::to_string(refused->status) + " " + std::string(refused->reason) : "fine";
}

const std::string kHost = "Host: care.example.org\r\n";
std::string get(const std::string& lines) {
  return "GET / HTTP/1.1\r\n" + kHost + lines + "\r\n";
}
std::string post(const std::string& lines) {
  return "POST /a HTTP/1.1\r\n" + kHost + lines + "\r\n";
}

TEST(ScanHead, FindsTheEnd) {
  const auto head = get("A: b\r\n");
  const auto scan = scan_head(head + "body");
  EXPECT_EQ(scan.state, HeadScan::State::kComplete);
  EXPECT_EQ(scan.size, head.size());
}

TEST(ScanHead, FindsTheEndHoweverTheBytesCome) {
  const auto head = get("A: b\r\n");
  std::size_t scanned = 0;
  for (std::size_t i = 1; i < head.size(); ++i) {
    const auto scan = scan_head(std::string_view(head).substr(0, i), scanned);
    ASSERT_EQ(scan.state, HeadScan::State::kIncomplete) << i;
    scanned = scan.size;
  }
  EXPECT_EQ(scan_head(head, scanned).state, HeadScan::State::kComplete);
}

TEST(ScanHead, RefusesBrokenBytesAtOnce) {
  for (const std::string text : {"GET / HTTP/1.1\nHost", "\r", "\n", "\r\n\r\n", "GET / HTTP/1.1\r\nA: b\rc",
                                 "GET\x01", "GET \x7F", "\tGET"}) {
    EXPECT_EQ(scan_head(text).state, HeadScan::State::kBroken) << text;
  }
  EXPECT_EQ(scan_head(std::string_view("A\0", 2)).state, HeadScan::State::kBroken);
}

TEST(FramingGuard, ReadsHowLongTheBodyIs) {
  Framing framing;
  EXPECT_EQ(verdict(get(""), &framing), "fine");
  EXPECT_EQ(framing.body, Framing::Body::kNone);
  EXPECT_TRUE(framing.keep_alive);
  EXPECT_EQ(verdict(post("Content-Length: 12\r\n"), &framing), "fine");
  EXPECT_EQ(framing.body, Framing::Body::kLength);
  EXPECT_EQ(framing.length, 12U);
  EXPECT_EQ(verdict(post("content-length: 0\r\n"), &framing), "fine");
  EXPECT_EQ(framing.body, Framing::Body::kNone);
  EXPECT_EQ(verdict(post("transfer-ENCODING:chunked\r\nExpect: 100-Continue\r\n"), &framing), "fine");
  EXPECT_EQ(framing.body, Framing::Body::kChunked);
  EXPECT_TRUE(framing.expects_continue);
  EXPECT_EQ(verdict(get("Connection: keep-alive, Close\r\n"), &framing), "fine");
  EXPECT_FALSE(framing.keep_alive);
  EXPECT_EQ(verdict("GET / HTTP/1.0\r\n" + kHost + "Connection: keep-alive\r\n\r\n", &framing), "fine");
  EXPECT_FALSE(framing.keep_alive);
}

TEST(FramingGuard, TakesWhatBrowsersSend) {
  EXPECT_EQ(verdict("GET /app/?a=%C3%A4&b=|{}\"' HTTP/1.1\r\n" + kHost +
                    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) \xC3\xA4\r\nAccept: */*\r\n"
                    "Accept-Language: de,en;q=0.5\r\nTE: trailers\r\nCookie: s=a; t=b\r\nPragma:\r\n"
                    "Sec-CH-UA: \"Chromium\";v=\"1\"\r\nX-Empty:   \t \r\n\r\n"),
            "fine");
}

TEST(FramingGuard, NamesTheReason) {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  EXPECT_EQ(verdict(post(chunked + "Content-Length: 3\r\n")), "400 length_and_chunked");
  EXPECT_EQ(verdict(post("Content-Length: 0\r\n" + chunked)), "400 length_and_chunked");
  EXPECT_EQ(verdict(post(chunked + chunked)), "400 transfer_encoding_twice");
  EXPECT_EQ(verdict(post("Transfer-Encoding: chunked, chunked\r\n")), "400 transfer_encoding");
  EXPECT_EQ(verdict(post("Transfer-Encoding: \r\n")), "400 transfer_encoding");
  EXPECT_EQ(verdict(post("Transfer-Encoding: chunked;q=1\r\n")), "400 transfer_encoding");
  EXPECT_EQ(verdict("POST / HTTP/1.0\r\n" + kHost + chunked + "\r\n"), "400 transfer_encoding_1_0");
  EXPECT_EQ(verdict(post("Content-Length: 1\r\nContent-Length: 1\r\n")), "400 length_twice");
  EXPECT_EQ(verdict(post("Content-Length: 0\r\nContent-Length: 0\r\n")), "400 length_twice");
  EXPECT_EQ(verdict(post("Content-Length: 1 1\r\n")), "400 length");
  EXPECT_EQ(verdict(post("Content-Length: 9999999999999999999\r\n")), "400 length");
  EXPECT_EQ(verdict(post("A: b\r\n Content-Length: 1\r\n")), "400 obs_fold");
  EXPECT_EQ(verdict(post("")), "411 length_required");
  EXPECT_EQ(verdict(get("Content-Length: 1\r\n")), "400 body_not_expected");
  EXPECT_EQ(verdict(get("Content-Length: 0\r\n")), "fine");
  EXPECT_EQ(verdict("GET / HTTP/1.1\r\n\r\n"), "400 host_missing");
  EXPECT_EQ(verdict(get(kHost)), "400 host_twice");
  EXPECT_EQ(verdict(get("hOST: care.example.org\r\n")), "400 host_twice");
  EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), "400 host");
  EXPECT_EQ(verdict(get("Upgrade: h2c\r\n")), "400 upgrade");
  EXPECT_EQ(verdict(get("Connection: a, upgrade\r\n")), "400 upgrade");
  EXPECT_EQ(verdict(get("Cookie: a=1\r\ncookie: b=2\r\n")), "400 singleton_twice");
  EXPECT_EQ(verdict(get("A : b\r\n")), "400 field_name");
  EXPECT_EQ(verdict(get("A\xC3\xA4: b\r\n")), "400 field_name");
  EXPECT_EQ(verdict("GET http://care.example.org/ HTTP/1.1\r\n" + kHost + "\r\n"), "400 target_form");
  EXPECT_EQ(verdict("GET /\xC3\xA4 HTTP/1.1\r\n" + kHost + "\r\n"), "400 target_character");
  EXPECT_EQ(verdict("GET / HTTP/1.1 \r\n" + kHost + "\r\n"), "400 version");
  EXPECT_EQ(verdict(""), "400 head_end");
  EXPECT_EQ(verdict("\r\n"), "400 head_end");
  EXPECT_EQ(verdict("GET / HTTP/1.1\r\n" + kHost), "400 head_end");
  EXPECT_EQ(verdict(get("") + "x"), "400 head_end");
}

TEST(FramingGuard, CountsFields) {
  std::string lines;
  for (int i = 0; i < 63; ++i) lines += "X-A: b\r\n";
  EXPECT_EQ(verdict(get(lines)), "fine");
  EXPECT_EQ(verdict(get(lines + "X-A: b\r\n")), "431 fields");
}

// The reader: guard and parser together

struct Reading {
  std::vector<std::string> requests;
  std::string end;

  bool operator==(const Reading&) const = default;
};

std::string describe(const Request& request) {
  std::string text = std::string(method_name(request.method)) + " " + request.path;
  for (const auto& header : request.headers) text += "|" + header.name + "=" + header.value;
  return text + "|" + request.body;
}

/// Feeds the stream cut at the given places, as a connection would.
Reading read_all(const std::string& stream, const std::vector<std::size_t>& cuts) {
  RequestReader reader(own(), {});
  Reading result;
  std::string buffer;
  std::size_t at = 0;
  std::size_t next_cut = 0;
  while (at < stream.size()) {
    const std::size_t size = next_cut < cuts.size() ? cuts[next_cut++] : stream.size() - at;
    buffer += stream.substr(at, size);
    at += std::min(size, stream.size() - at);
    while (true) {
      buffer.erase(0, reader.feed(buffer));
      if (reader.state() == RequestReader::State::kHead) {
        reader.accept_body(100);
        continue;
      }
      if (reader.state() == RequestReader::State::kRefused) {
        result.end = std::to_string(reader.refusal().status);
        return result;
      }
      if (reader.state() != RequestReader::State::kDone) break;
      result.requests.push_back(describe(reader.request()));
      reader.next();
    }
  }
  result.end = buffer.empty() and not reader.has_begun() ? "clean" : "more";
  return result;
}

TEST(RequestReader, ReadsOneAfterTheOther) {
  const auto stream = get("A: b\r\n") + post("Content-Length: 3\r\n") + "abc" +
                      post("Transfer-Encoding: chunked\r\n") + "2\r\nde\r\n1\r\nf\r\n0\r\n\r\n" + get("");
  const auto reading = read_all(stream, {});
  ASSERT_EQ(reading.requests.size(), 4U);
  EXPECT_EQ(reading.requests[0], "GET /|host=care.example.org|a=b|");
  EXPECT_EQ(reading.requests[1], "POST /a|host=care.example.org|content-length=3|abc");
  EXPECT_EQ(reading.requests[2], "POST /a|host=care.example.org|transfer-encoding=chunked|def");
  EXPECT_EQ(reading.end, "clean");
}

TEST(RequestReader, BoundsBodies) {
  const std::string hundred(100, 'x');
  EXPECT_EQ(read_all(post("Content-Length: 100\r\n") + hundred, {}).end, "clean");
  EXPECT_EQ(read_all(post("Content-Length: 101\r\n") + hundred, {}).end, "413");
  const auto chunked = post("Transfer-Encoding: chunked\r\n");
  EXPECT_EQ(read_all(chunked + "64\r\n" + hundred + "\r\n0\r\n\r\n", {}).end, "clean");
  EXPECT_EQ(read_all(chunked + "65\r\n" + hundred, {}).end, "413");
  EXPECT_EQ(read_all(chunked + "64\r\n" + hundred + "\r\n1\r\nx\r\n0\r\n\r\n", {}).end, "413");
}

TEST(RequestReader, RefusesTrailersAndExtensions) {
  const auto chunked = post("Transfer-Encoding: chunked\r\n");
  EXPECT_EQ(read_all(chunked + "1\r\nx\r\n0\r\nA: b\r\n\r\n", {}).end, "400");
  EXPECT_EQ(read_all(chunked + "1;a\r\nx\r\n0\r\n\r\n", {}).end, "400");
  EXPECT_EQ(read_all(chunked + "1\r\nx\r\n0;a\r\n\r\n", {}).end, "400");
}

TEST(RequestReader, ReadsChunksThatComeByteByByte) {
  for (const std::string body : {"0\r\n\r\n", "1\r\nx\r\n0\r\n\r\n", "5\r\nfives\r\n0\r\n\r\n"}) {
    const auto stream = post("Transfer-Encoding: chunked\r\n") + body + get("");
    const auto whole = read_all(stream, {});
    ASSERT_EQ(whole.end, "clean");
    EXPECT_EQ(read_all(stream, std::vector<std::size_t>(stream.size(), 1)), whole);
    for (std::size_t first = 1; first < stream.size(); ++first)
      for (std::size_t second = 1; second <= 6; ++second)
        EXPECT_EQ(read_all(stream, {first, second}), whole) << body << first << " " << second;
  }
}

RC_GTEST_PROP(RequestReaderProperty, DoesNotDependOnHowTheBytesAreCut, ()) {
  static const std::vector<std::string> pieces{
      get("A: b\r\n"),
      post("Content-Length: 3\r\n") + "abc",
      post("Transfer-Encoding: chunked\r\n") + "2\r\nde\r\n1\r\nf\r\n0\r\n\r\n",
      post("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n",
      post("Transfer-Encoding: chunked\r\n") + "2;x\r\nde\r\n0\r\n\r\n",
      get("Content-Length: 4\r\n"),
      post("Content-Length: 0\r\n"),
  };
  const auto picks =
      *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, pieces.size()));
  std::string stream;
  for (const auto pick : picks) stream += pieces[pick];
  const auto cuts = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 40));
  RC_ASSERT(read_all(stream, cuts) == read_all(stream, {}));
}

/// A fine request with a few bytes changed, removed or doubled.
rc::Gen<std::string> mutated() {
  const std::string base =
      post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\nX: y\r\n") + "abc" + get("");
  return rc::gen::exec([base] {
    std::string text = base;
    const auto changes = *rc::gen::inRange(1, 6);
    for (int i = 0; i < changes; ++i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
      switch (*rc::gen::inRange(0, 3)) {
        case 0:
          text[at] = *rc::gen::elementOf(std::string("\r\n\t :;,0a\x7F\x80"));
          break;
        case 1:
          text.erase(at, *rc::gen::inRange<std::size_t>(1, 30));
          break;
        default:
          text.insert(at, text.substr(at, *rc::gen::inRange<std::size_t>(1, 30)));
          break;
      }
      if (text.empty()) text = "G";
    }
    return text;
  });
}

RC_GTEST_PROP(FramingGuardProperty, NeverLetsAmbiguousFramingThrough, ()) {
  const auto text = *mutated();
  const auto scan = scan_head(text);
  if (scan.state != HeadScan::State::kComplete) return;
  const auto head = text.substr(0, scan.size);
  if (verdict(head) != "fine") return;
  std::string lower_head;
  for (const char c : head) lower_head += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto count = [&](const std::string& name) {
    std::size_t n = 0;
    for (auto at = lower_head.find(name); at != std::string::npos; at = lower_head.find(name, at + 1)) ++n;
    return n;
  };
  RC_ASSERT(count("\r\nhost:") == 1U);
  RC_ASSERT(count("\r\ncontent-length:") + count("\r\ntransfer-encoding:") <= 1U);
  RC_ASSERT(count("\n ") == 0U);
  RC_ASSERT(count("\n\t") == 0U);
}

RC_GTEST_PROP(RequestReaderProperty, ReadsMutatedStreamsTheSameHoweverCut, ()) {
  const auto stream = *mutated();
  const auto cuts = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 20));
  RC_ASSERT(read_all(stream, cuts) == read_all(stream, {}));
}

}  // namespace
}  // namespace intersession::http
