#include "platform/http/assets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "platform/http/running_server.hpp"

namespace intersession::http {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class AssetsTest : public ::testing::Test {
 protected:
  AssetsTest() {
    std::string name = (fs::temp_directory_path() / "assets-XXXXXX").string();
    root_ = mkdtemp(name.data());
    write("app/index.html", "<meta nonce=\"__CSP_NONCE__\"><style nonce=\"__CSP_NONCE__\">");
    write("app/sw.js", "self");
    write("app/manifest.webmanifest", "{}");
    write("app/icon.svg", "<svg/>");
    write("app/assets/index-CaR2--wk.js", "plain javascript");
    write("app/assets/index-CaR2--wk.js.br", "brotli");
    write("app/assets/index-CaR2--wk.js.gz", "gzip");
    write("app/assets/plain.css", "a{}");
    write("app/empty.json", "");
    write("clinic/index.html", "clinic");
    write("secret.txt", "outside");
    fs::create_symlink(root_ / "secret.txt", root_ / "app/link.txt");
  }
  ~AssetsTest() override { fs::remove_all(root_); }

  void write(const std::string& path, std::string_view content) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << content;
  }
  [[nodiscard]] Assets load() const {
    const std::vector<AssetApp> apps{{"/app/", root_ / "app"}, {"/clinic/", root_ / "clinic"}};
    return Assets::load(apps).value();
  }
  [[nodiscard]] std::optional<Assets::Answer> get(std::string_view target, std::string_view name = "",
                                                  std::string_view value = "") const {
    auto request = Request::make(Method::kGet, target);
    if (not name.empty()) request.set_header(name, value);
    return assets_.answer(request, "NONCE");
  }
  [[nodiscard]] std::string content(std::string_view target, std::string_view name = "",
                                    std::string_view value = "") const {
    return std::string(get(target, name, value).value().response.content());
  }

  fs::path root_;
  Assets assets_;
};

TEST_F(AssetsTest, ServesPagesWithTheNonce) {
  assets_ = load();
  for (const auto* target : {"/app/", "/app/today", "/app/assignments/7f/entry", "/app/index.html"}) {
    const auto answer = get(target).value();
    EXPECT_TRUE(answer.page);
    EXPECT_EQ(answer.response.status, 200);
    EXPECT_EQ(answer.response.body, "<meta nonce=\"NONCE\"><style nonce=\"NONCE\">") << target;
    EXPECT_EQ(answer.response.header("cache-control"), "no-cache");
    EXPECT_EQ(answer.response.header("content-type"), "text/html; charset=utf-8");
    EXPECT_FALSE(answer.response.header("etag"));
  }
  EXPECT_EQ(content("/clinic/clients/1"), "clinic");
}

TEST_F(AssetsTest, ServesFilesWithTheirTypes) {
  assets_ = load();
  const std::vector<std::pair<std::string, std::string>> types{
      {"/app/sw.js", "text/javascript; charset=utf-8"},
      {"/app/manifest.webmanifest", "application/manifest+json"},
      {"/app/icon.svg", "image/svg+xml"},
      {"/app/assets/plain.css", "text/css; charset=utf-8"},
      {"/app/empty.json", "application/json"}};
  for (const auto& [target, type] : types) {
    EXPECT_EQ(get(target).value().response.header("content-type"), type) << target;
    EXPECT_EQ(get(target).value().response.header("cache-control"), "no-cache") << target;
  }
  EXPECT_EQ(get("/app/sw.js").value().response.header("service-worker-allowed"), "/app/");
  EXPECT_FALSE(get("/app/icon.svg").value().response.header("service-worker-allowed"));
}

TEST_F(AssetsTest, LetsHashedFilesBeKept) {
  assets_ = load();
  const auto answer = get("/app/assets/index-CaR2--wk.js").value().response;
  EXPECT_EQ(answer.header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(answer.header("vary"), "Accept-Encoding");
}

TEST_F(AssetsTest, ChoosesTheCoding) {
  assets_ = load();
  const std::string target = "/app/assets/index-CaR2--wk.js";
  EXPECT_EQ(content(target), "plain javascript");
  EXPECT_EQ(content(target, "Accept-Encoding", "gzip, deflate, br"), "brotli");
  EXPECT_EQ(content(target, "Accept-Encoding", "gzip, deflate"), "gzip");
  EXPECT_EQ(content(target, "Accept-Encoding", "br;q=0, gzip;q=0.5"), "gzip");
  EXPECT_EQ(content(target, "Accept-Encoding", "br;q=0.0, gzip; q=0.000"), "plain javascript");
  EXPECT_EQ(content(target, "Accept-Encoding", "zstd"), "plain javascript");
  const auto answer = get(target, "Accept-Encoding", "br").value().response;
  EXPECT_EQ(answer.header("content-encoding"), "br");
  EXPECT_EQ(answer.header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(get("/app/icon.svg", "Accept-Encoding", "br").value().response.header("content-encoding"),
            std::nullopt);
}

TEST_F(AssetsTest, AnswersNotModified) {
  assets_ = load();
  const std::string etag(get("/app/icon.svg").value().response.header("etag").value());
  for (const auto& sent : {etag, "W/" + etag, "\"x\", " + etag, std::string("*")}) {
    const auto answer = get("/app/icon.svg", "If-None-Match", sent).value().response;
    EXPECT_EQ(answer.status, 304) << sent;
    EXPECT_EQ(answer.header("etag"), etag);
    EXPECT_TRUE(answer.content().empty());
  }
  EXPECT_EQ(get("/app/icon.svg", "If-None-Match", "\"x\"").value().response.status, 200);
  EXPECT_NE(get("/app/assets/index-CaR2--wk.js", "Accept-Encoding", "br").value().response.header("etag"),
            get("/app/assets/index-CaR2--wk.js").value().response.header("etag"));
}

TEST_F(AssetsTest, StaysInsideItsFolders) {
  assets_ = load();
  for (const auto* target : {"/app/../secret.txt", "/app/..%2fsecret.txt", "/app/%2e%2e/secret.txt",
                             "/app/..", "/app/../clinic/index.html", "/app/link.txt", "/app//etc/passwd.txt",
                             "/app/assets/../../secret.txt", "/app/assets/index-CaR2--wk.js.br",
                             "/app/missing.js", "/app/.env", "/app/icon.svg%00.png", "/app/..\\secret.txt"}) {
    const auto answer = get(target);
    ASSERT_TRUE(answer) << target;
    EXPECT_EQ(answer->response.status, 404) << target;
    EXPECT_THAT(std::string(answer->response.content()), Not(HasSubstr("outside"))) << target;
  }
  EXPECT_FALSE(get("/secret.txt"));
  EXPECT_FALSE(get("/application/"));
  EXPECT_FALSE(get("/"));
}

TEST_F(AssetsTest, CompletesTheAppsAddress) {
  assets_ = load();
  const auto answer = get("/app").value().response;
  EXPECT_EQ(answer.status, 308);
  EXPECT_EQ(answer.header("location"), "/app/");
}

TEST_F(AssetsTest, OnlyGives) {
  assets_ = load();
  const auto answer = assets_.answer(Request::make(Method::kPost, "/app/"), "N").value().response;
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.header("allow"), "GET, HEAD");
}

TEST_F(AssetsTest, NamesAFolderWithoutAnApp) {
  const std::vector<AssetApp> absent{{"/app/", root_ / "nowhere"}};
  EXPECT_THAT(Assets::load(absent).error().message, HasSubstr("nowhere has no index.html"));
  const std::vector<AssetApp> empty{{"/app/", root_ / "app/assets"}};
  EXPECT_THAT(Assets::load(empty).error().message, HasSubstr("has no index.html"));
}

TEST_F(AssetsTest, IsServedWithAFreshNonceInBothPlaces) {
  testing::RunningServer running({}, testing::sample_router(), load());
  auto client = running.connect();
  std::string last;
  for (int i = 0; i < 2; ++i) {
    client.send(running.get("/app/today"));
    const auto page = client.receive().value();
    EXPECT_EQ(page.status, 200);
    const auto at = page.body.find("nonce=\"") + 7;
    const auto nonce = page.body.substr(at, page.body.find('"', at) - at);
    EXPECT_EQ(nonce.size(), 22U);
    EXPECT_NE(nonce, last);
    EXPECT_THAT(page.header("content-security-policy"), HasSubstr("style-src 'self' 'nonce-" + nonce + "'"));
    EXPECT_EQ(page.header("cache-control"), "no-cache");
    last = nonce;
  }
  client.send(running.get("/app/assets/index-CaR2--wk.js", "Accept-Encoding: br\r\n"));
  const auto script = client.receive().value();
  EXPECT_EQ(script.body, "brotli");
  EXPECT_THAT(script.header("content-security-policy"), HasSubstr("connect-src 'self'"));
  client.send("HEAD /app/icon.svg HTTP/1.1\r\nHost: " + running.host() + "\r\n\r\n");
  EXPECT_EQ(client.receive(true).value().header("content-length"), "6");
  client.send(running.get("/nowhere"));
  EXPECT_EQ(client.receive().value().status, 404);
}

}  // namespace
}  // namespace intersession::http
