// The data contract: one row per client and attended session.
//
// Timing is part of it: homework in the row of session t was practised between t-1 and t and is reviewed at
// t; the outcome in the row of session t was measured at the START of session t; higher outcome is worse
// unless declared otherwise. A system that stores homework at the session where it was agreed converts first:
// "agreed at t-1" is row t here.
// Thread safety: plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "evidence/problem.hpp"

namespace intersession::evidence {

// A text column stored as level numbers; -1 is missing.
struct Labels {
  std::vector<std::string> levels;
  std::vector<std::int32_t> code;
  bool empty() const { return code.empty(); }
};

struct NumberColumn {
  std::string name;
  std::vector<double> values;  // NaN is missing
};
struct LabelColumn {
  std::string name;
  Labels values;
};

struct SessionTable {
  Labels client;
  std::vector<std::int32_t> session;  // >= 1
  std::vector<LabelColumn> labels;    // therapist, clinic, hw_type, stage, rater ... as present
  std::vector<NumberColumn>
      numbers;                    // outcome, hw_qty, hw_quality, hw_done, mech, covariates; day (since 1970)
  std::vector<std::size_t> line;  // input line of each row; empty when not read from text

  std::size_t rows() const { return session.size(); }
  const Labels* label(std::string_view name) const;
  const std::vector<double>* number(std::string_view name) const;
};

// What a CSV table may hold. `client`, `session` and `outcome` are required. Every other column must be one
// of the known names or declared here; an undeclared column is refused rather than ignored.
struct SessionSchema {
  std::vector<std::string> covariates = {};  // further numeric columns
  std::vector<std::string> groupings = {};   // further text columns
  std::vector<std::string> ignored = {};     // columns that may hold anything and are not read
  // Name of the data contract, name in the file. The other fields here use the names of the contract.
  std::vector<std::pair<std::string, std::string>> renamed = {};
  // Columns to store beside client and session ("date" for day); empty = all. The others are checked all the
  // same. Large files need less memory this way.
  std::vector<std::string> keep = {};
};

// All problems of the input, at most 100; each sentence names line and column.
using ReadProblems = std::vector<Refusal>;
std::expected<SessionTable, ReadProblems> read_sessions(std::string_view text,
                                                        const SessionSchema& schema = {});

// Fills the buffer from where it ended before; less than asked for only at the end, or why it cannot.
using ReadPiece = std::function<Outcome<std::size_t>(std::span<char>)>;

// The same `piece` bytes at a time, so that the text is never in memory as a whole. `size` is how long it
// will be, where that is known: it only spares growing.
std::expected<SessionTable, ReadProblems> read_sessions(const ReadPiece& read, std::size_t size,
                                                        const SessionSchema& schema = {},
                                                        std::size_t piece = 1 << 20);

}  // namespace intersession::evidence
