// Session rows in canonical order, and the variables derived from them.
//
// Rows are ordered by client name (bytes) and session number, so that no result depends on the order of the
// input. A lag is by session NUMBER: the value at t-1, missing when session t-1 is not there, never the
// previous row.
//
// Names of variables, with x = hw_qty, q = hw_quality, m = mech, y = outcome, df = difficulty; a covariate c
// writes c_ in place of the letter (c_w0, c_b):
//   x_pm  person mean over ALL observed sessions of the client
//   xb    x_pm minus the unweighted mean of all clients' x_pm
//   xw0   x at t minus x_pm        xw1  x at t-1 minus x_pm
//   xd1   lag 1 of the residual of x on session, least squares per client (>= 3 values, else missing)
//   lt    log(session)             t0   session - 1           weeks  (date - client's first date) / 7
//   lw    log(1 + weeks)           base_c  outcome at session 1 minus the clients' mean of it
// Sources: person-mean centring Curran & Bauer 2011; detrending Wang & Maxwell 2015.
// Thread safety: const members may be called from several threads.
#pragma once

#include <span>

#include "evidence/sessions.hpp"

namespace intersession::evidence {

// The raw column that a variable of the list above is made of: "hw_qty" for "xw1", "session" for "lt".
std::string raw_column(std::string_view variable);

class Prepared {
 public:
  // Refuses duplicate client + session (lists the lines) and a table without rows.
  static Outcome<Prepared> from(SessionTable table);

  std::size_t rows() const { return table_.rows(); }
  std::size_t clients() const { return first_row_.size() - 1; }
  // Row range of client c is [first_row(c), first_row(c + 1)).
  std::size_t first_row(std::size_t c) const { return first_row_[c]; }
  const std::string& client_name(std::size_t c) const { return table_.client.levels[c]; }
  std::span<const std::int32_t> session() const { return table_.session; }
  const SessionTable& table() const { return table_; }

  // A raw or derived variable by name, one value per row, NaN = missing.
  Outcome<std::vector<double>> column(std::string_view name) const;

  // Level numbers of a text column at session t-1; -1 = missing.
  Outcome<std::vector<std::int32_t>> lagged_label(std::string_view name) const;

  // Person means of a raw column, one per client; NaN when never observed.
  Outcome<std::vector<double>> person_means(std::string_view raw) const;

  // The group (for example therapist) of most rows of each client, ties to the first seen; -1 when never
  // given. `changed` counts clients with more than one.
  Outcome<std::vector<std::int32_t>> main_group(std::string_view label, std::size_t& changed) const;

  // Mean over clients of the outcome at session 1 (the centre of base_c); NaN when nobody has one.
  double baseline_mean() const;

  // Subtracts this instead of the mean of the clients' person means from xb (federation with a shared
  // centre).
  void share_grand_mean(std::string raw, double mean) { shared_means_.emplace_back(std::move(raw), mean); }

 private:
  explicit Prepared(SessionTable table) : table_(std::move(table)) {}
  std::vector<double> lag(const std::vector<double>& v) const;
  std::vector<double> detrended(const std::vector<double>& v) const;
  double grand_mean(std::string_view raw, const std::vector<double>& means) const;
  std::vector<double> baselines() const;
  std::vector<double> spread(const std::vector<double>& per_client) const;

  SessionTable table_;
  std::vector<std::size_t> first_row_;
  std::vector<std::pair<std::string, double>> shared_means_;
};

}  // namespace intersession::evidence
