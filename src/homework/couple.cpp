#include "homework/couple.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

namespace intersession::homework {

namespace json = core::json;

namespace {

JointCheck decode_answers(core::Decoder& in) {
  JointCheck check;
  check.afraid = in.boolean("afraid");
  check.hurt = in.boolean("hurt");
  check.free = in.boolean("free");
  check.note = in.optional_text("note", 1000).value_or("");
  return check;
}

json::object answers_of(const JointCheck& check) {
  json::object out{{"afraid", check.afraid}, {"hurt", check.hurt}, {"free", check.free}};
  if (not check.note.empty()) out["note"] = check.note;
  return out;
}

}  // namespace

JointCheck decode_joint_check(core::Decoder& in) {
  JointCheck check = decode_answers(in);
  check.client = in.id("clientId");
  const bool alone = in.boolean("alone");
  if (not alone and in.has("alone")) in.problem("alone", "These questions are asked with nobody else there.");
  return check;
}

json::object to_json(const JointCheck& check) {
  json::object out = answers_of(check);
  out["clientId"] = check.client.text();
  out["askedAt"] = core::format_instant(check.asked_at);
  out["concern"] = check.concern();
  return out;
}

std::string pack(const JointCheck& check) {
  return core::to_json(answers_of(check));
}

core::Result<void> unpack(std::string_view text, JointCheck& check) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  JointCheck found = decode_answers(in);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  found.id = check.id;
  found.client = check.client;
  found.asked_at = check.asked_at;
  check = std::move(found);
  return {};
}

bool may_offer(const std::vector<JointCheck>& newest, const std::vector<core::Id>& partners) {
  return std::ranges::all_of(partners, [&](const core::Id& partner) {
    const auto found = std::ranges::find(newest, partner, &JointCheck::client);
    return found != newest.end() and not found->concern();
  });
}

core::Result<PartnerNote> note_of(const Entry& entry, const catalogue::Activity& activity,
                                  const std::vector<std::string>& fields) {
  const auto picked = [&](const json::value& item) {
    return std::ranges::find(fields, std::string_view(item.at("linkId").get_string())) != fields.end();
  };
  PartnerNote note{.entry = entry.id,
                   .from = {},
                   .revision = entry.revision,
                   .name = activity.client_name,
                   .occurred_at = entry.content.occurred_at,
                   .worksheet = json::parse(activity.worksheet_json)};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const bool answered = std::ranges::any_of(entry.content.answers, [&](const json::value& item) {
      return std::string_view(item.at("linkId").get_string()) == fields[i];
    });
    if (not answered)
      return core::fail_field(core::pointer_to("/fields", i), "This entry has no answer to this field.");
  }
  std::ranges::copy_if(entry.content.answers, std::back_inserter(note.answers), picked);
  json::array items;
  for (auto& item : note.worksheet.get_object().at("item").get_array()) {
    if (picked(item)) items.push_back(std::move(item));
  }
  note.worksheet.get_object()["item"] = std::move(items);
  return note;
}

json::object to_json(const PartnerNote& note) {
  return {{"from", note.from_name},
          {"name", note.name},
          {"occurredAt", core::format_local(note.occurred_at)},
          {"worksheet", note.worksheet},
          {"answers", note.answers}};
}

std::string pack(const PartnerNote& note) {
  return core::to_json(to_json(note));
}

core::Result<void> unpack(std::string_view text, PartnerNote& note) {
  const auto value = core::parse_json(text, {.depth = 24, .nodes = 100'000});
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  note.from_name = in.text("from", 120);
  note.name = in.text("name", 200);
  note.occurred_at = in.local_time("occurredAt");
  if (const auto* worksheet = in.raw("worksheet")) note.worksheet = *worksheet;
  if (const auto* answers = in.raw("answers"); answers != nullptr and answers->is_array())
    note.answers = answers->get_array();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return {};
}

}  // namespace intersession::homework
