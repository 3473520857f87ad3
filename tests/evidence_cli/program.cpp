#include "evidence_cli/program.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace intersession::evidence_cli {

namespace {

namespace fs = std::filesystem;

/// The folder of this run of the tests.
class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "intersession-evidence-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path next(const std::string& suffix) { return path_ / (std::to_string(count_++) + suffix); }

 private:
  fs::path path_;
  int count_ = 0;
};

Scratch& scratch() {
  static Scratch one;
  return one;
}

}  // namespace

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (not in) throw std::runtime_error("no file " + path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

boost::json::object Output::json() const {
  return boost::json::parse(out).as_object();
}

Output evidence(const std::string& arguments) {
  const auto out = scratch().next(".out"), err = scratch().next(".err");
  const std::string command = std::string("'" INTERSESSION_BUILD_DIR "/intersession' evidence ") + arguments +
                              " >'" + out.string() + "' 2>'" + err.string() + "'";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read(out.string()), read(err.string())};
}

std::string fixture(const std::string& name) {
  return std::string(INTERSESSION_SOURCE_DIR "/tests/fixtures/evidence/").append(name);
}

std::string file_with(const std::string& text, const std::string& suffix) {
  const auto path = scratch().next(suffix);
  std::ofstream(path, std::ios::binary) << text;
  return path.string();
}

std::string folder() {
  const auto path = scratch().next("");
  fs::create_directory(path);
  return path.string();
}

}  // namespace intersession::evidence_cli
