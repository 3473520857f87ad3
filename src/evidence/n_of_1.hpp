// One client's own series: does more homework than usual go with the next outcome, for this client.
//
// outcome ~ xw1 + t0 by generalised least squares with AR(1) residuals over session numbers, REML, t with n -
// p degrees of freedom. At least 12 usable rows and some variation of homework; 8 to 11 rows give graph and
// Tau only; fewer give the graph. Below 25 rows phi is very imprecise and biased low: the group's phi is then
// used when given. Never a red or green claim on one client from p < .05. Source: Pinheiro & Bates 2000,
// chapter 5 (gls); shrunken slope see random_effects.hpp. Thread safety: pure function.
#pragma once

#include "evidence/linear_fit.hpp"
#include "evidence/prepared.hpp"

namespace intersession::evidence {

enum class Depth { graph, graph_and_tau, model };

struct NOfOne {
  std::string client;
  std::size_t rows = 0;
  Depth depth = Depth::graph;
  std::optional<Effect> slope;  // own slope, t with n - p
  std::optional<Effect> trend;  // of t0
  double phi = 0, sigma = 0;
  bool phi_from_group = false;
  double tau = 0;  // Kendall's tau of homework with the next outcome; from 8 rows
  std::optional<LinearFit> fit;
  std::vector<Note> notes;
};

struct NOfOneOptions {
  std::optional<double> group_phi;  // used below 25 rows
};

// Refuses an unknown client.
Outcome<NOfOne> n_of_one(const Prepared& data, std::string_view client, const NOfOneOptions& options = {});

}  // namespace intersession::evidence
