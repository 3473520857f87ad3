#include "care/circle.hpp"

namespace intersession::care {

namespace json = core::json;
using core::Decoder;

namespace {

std::vector<core::Id> ids(Decoder& in, std::string_view key) {
  std::vector<core::Id> found;
  const auto texts = in.texts(key, kMostInACircle, 32);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (const auto id = core::Id::parse(texts[i])) {
      found.push_back(*id);
    } else {
      in.problem_at(core::pointer_to(core::pointer_to(in.pointer(), key), i), "This is no id.");
    }
  }
  return found;
}

json::array texts_of(const std::vector<core::Id>& ids) {
  json::array texts;
  for (const auto& id : ids) texts.emplace_back(id.text());
  return texts;
}

CircleSession decode_detail(Decoder& in) {
  CircleSession session;
  session.starts_local = in.local_time("startsAt");
  session.state = in.word<SessionState>("state", kSessionStates);
  session.learning = in.optional_text("learning", 1000).value_or("");
  session.absent = ids(in, "absent");
  return session;
}

json::object detail_of(const CircleSession& session) {
  json::object out{{"startsAt", core::format_local(session.starts_local)},
                   {"state", core::word_for(kSessionStates, session.state)},
                   {"absent", texts_of(session.absent)}};
  if (not session.learning.empty()) out["learning"] = session.learning;
  return out;
}

}  // namespace

CircleInput decode_circle_input(Decoder& in) {
  CircleInput input;
  input.kind = in.word<CircleKind>("kind", kCircleKinds);
  input.name = in.text("name", 120);
  input.clients = ids(in, "clientIds");
  input.leaders = ids(in, "leaderIds");
  if (input.kind == CircleKind::kCouple and input.clients.size() != 2)
    in.problem("clientIds", "A couple is two clients.");
  return input;
}

CircleSession decode_circle_session(Decoder& in) {
  return decode_detail(in);
}

json::object to_json(const CircleSession& session) {
  json::object out = detail_of(session);
  out["circleSessionId"] = session.id.text();
  out["version"] = session.version;
  return out;
}

std::string pack(const Circle& circle) {
  return core::to_json(json::object{{"name", circle.name}});
}

core::Result<void> unpack(std::string_view text, Circle& circle) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  circle.name = in.text("name", 120);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return {};
}

std::string pack(const CircleSession& session) {
  return core::to_json(detail_of(session));
}

core::Result<void> unpack(std::string_view text, CircleSession& session) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  CircleSession found = decode_detail(in);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  found.id = session.id;
  found.version = session.version;
  session = std::move(found);
  return {};
}

}  // namespace intersession::care
