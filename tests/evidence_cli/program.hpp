// Runs the real binary and reads what it says.
#pragma once

#include <boost/json.hpp>
#include <string>

namespace intersession::evidence_cli {

struct Output {
  int code = -1;
  std::string out, err;
  /// stdout as one JSON object; throws where it is none.
  boost::json::object json() const;
};

/// `intersession evidence ARGUMENTS`, run by the shell.
Output evidence(const std::string& arguments);

/// Path of a file below tests/fixtures/evidence.
std::string fixture(const std::string& name);

/// A file of its own with this text, removed at the end of the program.
std::string file_with(const std::string& text, const std::string& suffix = ".csv");
/// An empty folder of its own, removed at the end of the program.
std::string folder();
std::string read(const std::string& path);

}  // namespace intersession::evidence_cli
