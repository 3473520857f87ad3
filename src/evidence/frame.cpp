#include "evidence/frame.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace intersession::evidence {
namespace {

template <class T>
void reorder(std::vector<T>& values, const std::vector<std::size_t>& order) {
  if (values.empty()) return;
  std::vector<T> moved(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) moved[i] = values[order[i]];
  values = std::move(moved);
}

}  // namespace

void group_rows(Frame& frame, const std::vector<std::string>& group, const std::vector<std::string>& outer) {
  std::map<std::string, std::size_t> index;
  for (const auto& g : group) index.emplace(g, 0);
  frame.group_names.clear();
  for (auto& [name, number] : index) {
    number = frame.group_names.size();
    frame.group_names.push_back(name);
  }
  std::vector<std::size_t> order(group.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return group[a] < group[b]; });
  frame.offsets.assign(index.size() + 1, 0);
  for (const auto& g : group) ++frame.offsets[index[g] + 1];
  std::partial_sum(frame.offsets.begin(), frame.offsets.end(), frame.offsets.begin());
  if (not outer.empty()) {
    std::map<std::string, std::int32_t> outer_index;
    for (const auto& o : outer) outer_index.emplace(o, 0);
    frame.outer_names.clear();
    for (auto& [name, number] : outer_index) {
      number = static_cast<std::int32_t>(frame.outer_names.size());
      frame.outer_names.push_back(name);
    }
    frame.outer.assign(index.size(), -1);
    for (std::size_t r = 0; r < group.size(); ++r) frame.outer[index[group[r]]] = outer_index[outer[r]];
  }
  reorder(frame.y, order);
  reorder(frame.time, order);
  reorder(frame.row, order);
  for (auto& c : frame.fixed) reorder(c.values, order);
  for (auto& c : frame.random) reorder(c.own, order);
  frame.rows_available = group.size();
  frame.clients_available = index.size();
}

std::string describe(const Frame& frame, const std::string& outcome) {
  std::string text = outcome + " ~ ";
  const bool constant = not frame.fixed.empty() and frame.fixed.front().name == "(Intercept)";
  std::string terms = constant ? "" : "0";
  for (const auto& c : frame.fixed)
    if (c.name != "(Intercept)") terms += (terms.empty() ? "" : " + ") + c.name;
  text += terms.empty() ? "1" : terms;
  text += " + (";
  bool first = true;
  for (const auto& c : frame.random) {
    text += (first ? "" : " + ") + (c.name == "(Intercept)" ? std::string("1") : c.name);
    first = false;
  }
  text += (frame.correlated or frame.q() < 2 ? " | " : " || ") + frame.group_label + ")";
  if (not frame.outer.empty()) text += " + (1 | " + frame.outer_label + ")";
  return text;
}

}  // namespace intersession::evidence
