// The within effect where outcomes feed back into later homework.
//
// Person means look ahead: the mean of a client holds homework that came after the outcome it is used to
// explain. Where a bad week is followed by less homework, that alone gives M1 an effect in the direction
// opposite to the feedback, of size 1 / (number of sessions), although homework does nothing (the same
// mechanism as Nickell 1981). This estimate uses no value that was not yet known: client differences are
// removed by forward orthogonal deviations (each value minus the mean of the client's LATER ones, Arellano &
// Bover 1995), and the homework so transformed is replaced by its best guess from earlier homework only (each
// value minus the running mean of the client's earlier ones, Hayakawa 2009), drawn to the mean of all where a
// client has few. Standard error clustered by client, t with clients - 1 degrees of freedom. It holds under
// feedback of any size, but not when the outcome's noise itself carries over (phi > 0) and feeds back. It is
// less precise than M1 and serves as a check of it. Thread safety: pure functions.
#pragma once

#include "evidence/linear_fit.hpp"
#include "evidence/prepared.hpp"

namespace intersession::evidence {

struct PredeterminedNames {
  std::string outcome = "outcome", x = "hw_qty", trend = "lt";
};

struct PredeterminedEffect {
  Effect effect;  // of x at t-1, one unit more, on the outcome at t
  std::size_t clients = 0, rows = 0;
};

// Refuses fewer than 5 clients with two usable sessions, and homework that earlier homework says nothing of.
Outcome<PredeterminedEffect> predetermined_effect(const Prepared& data, const PredeterminedNames& names = {});

}  // namespace intersession::evidence
