#include "insight/report_page.hpp"

#include "insight/picture_parts.hpp"
#include "insight/result_text.hpp"

namespace intersession::insight {

namespace {

constexpr const char* kStyle = R"CSS(
:root{color-scheme:light dark;--ink:#22302f;--soft:#56635f;--paper:#fffdf9;--line:#d7dedb;--accent:#1b6b63;--tint:#eef3f1}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebe8;--soft:#aab5b1;--paper:#1a2120;--line:#3a4643;--accent:#7cc7bc;--tint:#232c2a}}
body{margin:0 auto;max-width:48rem;padding:1.5rem 1rem 4rem;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,sans-serif}
p{overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2.5rem 0 .5rem}h3{font-size:1rem;margin:1.5rem 0 .25rem}
.soft{color:var(--soft)}.said{border-left:4px solid var(--accent);background:var(--tint);padding:1rem 1.25rem;margin:1.25rem 0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{text-align:right;padding:.3rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}
th:first-child,td:first-child{text-align:left}.wide{overflow-x:auto}figure{margin:1.5rem 0}figure svg{display:block;width:100%;min-width:34rem;max-width:45rem;height:auto;border:1px solid var(--line);border-radius:6px}
figcaption{color:var(--soft);font-size:.9rem}details{border-top:1px solid var(--line);padding:.5rem 0}summary{cursor:pointer;min-height:1.75rem}
@media print{details{break-inside:avoid}figure{break-inside:avoid}figure svg{min-width:0}}
)CSS";

std::string tag(std::string_view name, std::string_view text) {
  return "<" + std::string(name) + ">" + escaped(text) + "</" + std::string(name.substr(0, name.find(' '))) +
         ">\n";
}

/// Opens what scrolls on its own in a narrow window; the keyboard reaches it by its name.
std::string wide(const std::string& name) {
  return "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"" + escaped(name) + "\">";
}

std::string cells(std::string_view kind, const std::vector<std::string>& row) {
  std::string out = "<tr>";
  for (const auto& text : row) {
    const std::string name(text.empty() ? "td" : kind);  // an empty heading would be read out as one
    out += "<" + name + ">" + escaped(text) + "</" + name + ">";
  }
  return out + "</tr>\n";
}

/// SVG text inside a page: ids must differ where a picture stands more than once.
std::string figure(const Picture& p, const std::string& number) {
  std::string svg = p.svg;
  for (const std::string& id : {"ev-" + p.name + "-t", "ev-" + p.name + "-d"})
    for (std::size_t at = 0; (at = svg.find(id, at)) != std::string::npos; at += id.size() + number.size())
      svg.insert(at + id.size(), number);
  return "<figure>" + wide(p.title) + svg + "</div><figcaption>" + escaped(p.description) +
         "</figcaption></figure>\n";
}

std::string effect_row(const std::string& label, const json::object& e) {
  return cells("td",
               {label, fixed(value(e, "estimate")), fixed(value(e, "ci95_lo")), fixed(value(e, "ci95_hi"))});
}

std::string effects_table(const json::object& study) {
  std::string out = wide("Figures") + "<table><thead>" + cells("th", {"", "estimate", "95 % from", "to"}) +
                    "</thead><tbody>";
  if (const auto* e = part(study, "headline"))
    out += effect_row("More homework than usual, then the next score", *e);
  if (const auto* checks = part(study, "checks"))
    for (const auto& [id, label] :
         {std::pair("M1r", "Reversed: a worse score than usual, then homework"),
          std::pair("A1", "Check: with carry-over between sessions"),
          std::pair("M1d", "Check: homework without its trend"), std::pair("M1c", "Check: the same interval"),
          std::pair("predetermined", "Check: without looking ahead"),
          std::pair("predetermined_reversed", "Reversed, without looking ahead"),
          std::pair("M2", "Check: therapists told apart"),
          std::pair("M1ri", "Beside it: one effect for all")})
      if (const auto* e = part(*checks, id)) out += effect_row(label, *e);
  if (const auto* effects = part(study, "effects")) {
    if (const auto* e = part(*effects, "between"))
      out += effect_row("Between clients: more homework on average", *e);
    if (const auto* e = part(*effects, "contextual")) out += effect_row("Within minus between", *e);
  }
  return out + "</tbody></table></div>\n";
}

std::string counts(const json::object& study) {
  const auto* c = part(study, "counts");
  if (c == nullptr or not c->contains("rows_used")) return "";
  std::string out = "<p>" + fixed(value(*c, "clients_used"), 0) + " of " + fixed(value(*c, "clients"), 0) +
                    " clients and " + fixed(value(*c, "rows_used"), 0) + " of " +
                    fixed(value(*c, "rows"), 0) + " sessions could be used; sessions per client: median " +
                    fixed(value(*c, "sessions_median"), 0) + ", from " + fixed(value(*c, "sessions_min"), 0) +
                    " to " + fixed(value(*c, "sessions_max"), 0) + ". ";
  for (const auto& item : *list(*c, "missing"))
    out += std::string(words(item.as_object(), "variable") == "hw_qty" ? "Amount of homework" : "Outcome") +
           " missing: " + fixed(100 * value(item.as_object(), "share"), 0) + " %. ";
  return out + "</p>\n";
}

/// How those who left early differ, and how much it would matter.
std::string drop_out(const json::object& study) {
  const auto* d = part(study, "drop_out");
  if (d == nullptr) return "";
  return "<h2>Those who left early</h2>\n" +
         tag("p", fixed(value(*d, "left"), 0) + " clients ended before session " +
                      fixed(value(*d, "complete_from"), 0) + ", " + fixed(value(*d, "completers"), 0) +
                      " went on. " + words(*d, "text")) +
         wide("Those who left early") + "<table><thead>" +
         cells("th", {"those who left minus the others", "difference", "95 % from", "to"}) +
         "</thead><tbody>" + effect_row("first score", *part(*d, "baseline")) +
         effect_row("change of the score over log sessions", *part(*d, "slope")) + "</tbody></table></div>\n";
}

std::string one_client(const json::object& study, const json::object& one, std::size_t number) {
  const auto name = words(one, "client");
  std::string out = "<details><summary>" + escaped(name) + "</summary>\n";
  if (const auto sentence = words(one, "sentence"); not sentence.empty()) out += tag("p", sentence);
  const auto *own = part(one, "own_slope"), *shrunken = part(one, "shrunken_slope");
  if (own != nullptr or shrunken != nullptr) {
    out += "<table><thead>" + cells("th", {"slope", "estimate", "95 % from", "to"}) + "</thead><tbody>";
    if (own != nullptr) out += effect_row("own, from this client's sessions alone", *own);
    if (shrunken != nullptr) out += effect_row("drawn towards the other clients", *shrunken);
    out += "</tbody></table>\n";
  } else {
    out +=
        tag("p", "Too few sessions that follow each other for a slope of this client; the course is shown.");
  }
  return out + figure(trajectory_picture(study, name), "-" + std::to_string(number)) + "</details>\n";
}

std::string limits() {
  std::string out = "<h2>Limits</h2><ul>\n";
  for (const char* each :
       {"Comparing a client with himself or herself removes what stays the same about that client. It does "
        "not remove what "
        "changes at the same time: life events, medication, the therapy itself.",
        "Good weeks may make homework easier. The reversed direction stands beside the main figure for that "
        "reason.",
        "Clients who left early have fewer sessions here. Rows are used as they are; nothing is filled in.",
        "Nothing here says what will happen for one client."})
    out += tag("li", each);
  return out + "</ul>\n";
}

}  // namespace

std::string report_page(const json::object& study, const ReportHead& head) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><title>" +
      escaped(head.title) + "</title><style>" + kStyle + "</style></head><body><main>\n<h1>" +
      escaped(head.title) + "</h1>\n<p class=\"soft\">Homework and change, " + escaped(head.made_on) + ". " +
      escaped(head.source) + "</p>\n";
  out += "<div class=\"said\">" + tag("p", words(study, "verdict_text"));
  if (const auto between = words(study, "between_text"); not between.empty()) out += tag("p", between);
  out += "</div>\n";
  const bool refused = study.contains("refused");
  if (refused) {
    out += tag("p",
               "There is not enough to answer the question, so no figure is given. Pictures that need the "
               "answer say so.");
  } else {
    out += "<h2>Figures</h2>\n" + counts(study) + effects_table(study) +
           tag("p",
               "Estimates are outcome points per unit of homework; a lower score is better unless said "
               "otherwise.");
  }
  if (const auto* notes = list(study, "warnings"); notes != nullptr and not notes->empty()) {
    out += "<h2>To know</h2><ul>\n";
    for (const auto& note : *notes) out += tag("li", words(note.as_object(), "text"));
    out += "</ul>\n";
  }
  out += drop_out(study) + "<h2>Pictures</h2>\n";
  for (const auto& p : all_pictures(study)) out += figure(p, "");
  if (const auto* clients = list(study, "clients"); clients != nullptr and not clients->empty()) {
    out += "<h2>Single clients</h2>\n" + tag("p",
                                             "A client's own slope rests on that client's sessions alone. "
                                             "The other one is drawn towards the rest, because "
                                             "few sessions say little. Neither is a test.");
    std::size_t shown = 0;
    for (const auto& item : *clients)
      if (shown < most_clients_shown) out += one_client(study, item.as_object(), ++shown);
    if (clients->size() > shown)
      out += tag("p", std::to_string(clients->size() - shown) + " further clients are not shown here.");
  }
  out += limits() + "<h2>How this was made</h2>\n";
  std::string how = words(study, "engine");
  if (const auto* main = part(study, "main"))
    how += "; main model " + words(*main, "formula") + ", degrees of freedom " + words(study, "df_method");
  if (const auto hash = words(study, "input_sha256"); not hash.empty())
    how += "; SHA-256 of the input " + hash;
  return out + "<p class=\"soft\">" + escaped(how) + ".</p>\n</main></body></html>\n";
}

}  // namespace intersession::insight
