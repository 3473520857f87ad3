#include "command_line.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

namespace bench {

namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "evidence_bench: %s\n", why.c_str());
  std::exit(2);
}

/// Runs the binary of this build with its standard output thrown away.
rusage run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {INTERSESSION_BUILD_DIR "/intersession", "evidence"});
  std::vector<char*> argv;
  for (auto& each : arguments) argv.push_back(each.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) give_up("cannot start " + arguments.front());
  int status = 0;
  rusage used{};
  if (wait4(child, &status, 0, &used) != child or status != 0) give_up(arguments[2] + " did not end well");
  return used;
}

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
}

}  // namespace

Folder::Folder() {
  path_ = (std::filesystem::temp_directory_path() / "evidence-bench-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) give_up("no temporary folder");
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Run command_line(const std::string& csv, std::size_t rows) {
  const double per_client = 10.6;  // sessions of the simulation's clients
  const auto clients = static_cast<std::size_t>(static_cast<double>(rows) / per_client) + 1;
  run({"simulate", "--clients", std::to_string(clients), "--therapists", std::to_string(clients / 20 + 1),
       "--seed", "7", "--out", csv});
  Run best{.seconds = 1e300};
  for (int k = 0; k < 3; ++k) {
    const auto used = run({"fit", "--model", "M1", "--checks", "no", "--json", csv});
    best.seconds = std::min(best.seconds, seconds(used.ru_utime) + seconds(used.ru_stime));
    best.mebibytes = std::max(best.mebibytes, static_cast<double>(used.ru_maxrss) / 1024);
  }
  std::ifstream in(csv, std::ios::binary);
  best.rows = static_cast<std::size_t>(
      std::count(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>(), '\n') - 1);
  return best;
}

}  // namespace bench
