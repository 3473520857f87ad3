#include "platform/core/json.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace intersession::core {
namespace {

std::vector<std::string> pointers(const Error& error) {
  std::vector<std::string> result;
  for (const auto& field : error.fields) result.push_back(field.pointer);
  return result;
}

TEST(ParseJson, AcceptsWhatRfc8259Allows) {
  for (const char* text : {"{}", "[]", "null", "\"\"", " [1, -2.5e3, true, {\"a\":[null]}] ",
                           "9007199254740992", "\"\\ud83d\\ude00\"", "\"ü\"", "0.1"}) {
    EXPECT_TRUE(parse_json(text).has_value()) << text;
  }
}

TEST(ParseJson, RefusesWhatIsAmbiguousOrLossy) {
  for (const char* text :
       {"", "{", "[1,]", "{\"a\":1,\"a\":2}", "{\"role\":1,\"r\\u006fle\":2}", "1e999", "-1e999",
        "18446744073709551616", "9007199254740993", "\"\\u0000\"", "\"\\ud800\"", "\xEF\xBB\xBF{}", "{} {}",
        "NaN", "'a'", "[1 2]", "\"\xC0\x80\"", "01", "/*c*/1"}) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value.has_value()) << text;
    EXPECT_EQ(value.error().code, ErrorCode::kMalformed) << text;
  }
}

TEST(ParseJson, DuplicateKeysCountPerObject) {
  EXPECT_TRUE(parse_json(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})").has_value());
  EXPECT_FALSE(parse_json(R"({"b":{"a":1,"a":2}})").has_value());
}

TEST(ParseJson, KeepsItsLimits) {
  EXPECT_TRUE(parse_json(std::string(16, '[') + std::string(16, ']')).has_value());
  EXPECT_FALSE(parse_json(std::string(17, '[') + std::string(17, ']')).has_value());
  EXPECT_FALSE(parse_json(std::string(256 * 1024, '[')).has_value());
  EXPECT_TRUE(parse_json("\"" + std::string(20'000, 'a') + "\"").has_value());
  EXPECT_FALSE(parse_json("\"" + std::string(20'001, 'a') + "\"").has_value());
  std::string many = "[0";
  for (int i = 0; i < 20'000; ++i) many += ",0";
  EXPECT_FALSE(parse_json(many + "]").has_value());
}

TEST(ParseJson, LengthIsCountedInCodePoints) {
  std::string text = "\"";
  for (int i = 0; i < 20'000; ++i) text += "ü";
  EXPECT_TRUE(parse_json(text + "\"").has_value());
}

TEST(Decoder, NamesEveryWrongPlaceAtOnce) {
  const auto value = parse_json(R"({"where":7,"minutes":"ten","steps":[{"if":""},5],"more":true})");
  Decoder in(*value);
  (void)in.text("what", 100);
  (void)in.optional_text("where", 100);
  (void)in.integer("minutes", 1, 600);
  in.objects("steps", 5, [](Decoder& step) { (void)step.text("if", 50); });
  const auto error = in.finish();
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, ErrorCode::kInvalid);
  EXPECT_EQ(pointers(*error),
            (std::vector<std::string>{"/what", "/where", "/minutes", "/steps/0/if", "/steps/1", "/more"}));
}

TEST(Decoder, NamesUnknownMembersOfNestedObjects) {
  const auto value = parse_json(R"({"plan":{"a/b":1}})");
  Decoder in(*value);
  in.object("plan", [](Decoder&) {});
  EXPECT_EQ(pointers(*in.finish()), (std::vector<std::string>{"/plan/a~1b"}));
}

TEST(Decoder, ReadsEveryKind) {
  const auto value = parse_json(
      R"({"t":"  x ","n":3,"d":2.5,"b":true,"i":"000000000000000000000000000000ab","at":"2026-11-24T10:00:00+01:00",
          "l":"2026-11-24T10:00","z":"Europe/Oslo","o":null,"list":["a","b"]})");
  Decoder in(*value);
  EXPECT_EQ(in.text("t", 5), "x");
  EXPECT_EQ(in.integer("n", 0, 10), 3);
  EXPECT_EQ(in.number("d", 0, 10), 2.5);
  EXPECT_TRUE(in.boolean("b"));
  EXPECT_EQ(in.id("i").text(), "000000000000000000000000000000ab");
  EXPECT_EQ(format_instant(in.instant("at")), "2026-11-24T09:00:00.000000Z");
  EXPECT_EQ(format_local(in.local_time("l")), "2026-11-24T10:00:00");
  EXPECT_EQ(in.zone("z"), "Europe/Oslo");
  EXPECT_EQ(in.optional_text("o", 5), std::nullopt);
  EXPECT_EQ(in.texts("list", 3, 5), (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(in.finish().has_value());
}

TEST(Decoder, WordsAndRanges) {
  static constexpr Word<int> kWords[] = {{"yes", 1}, {"no", 0}};
  const auto value = parse_json(R"({"a":"yes","b":"maybe","n":11})");
  Decoder in(*value);
  EXPECT_EQ(in.word<int>("a", kWords), 1);
  (void)in.word<int>("b", kWords);
  (void)in.word<int>("c", kWords);
  (void)in.integer("n", 0, 10);
  const auto error = in.finish();
  EXPECT_EQ(pointers(*error), (std::vector<std::string>{"/b", "/c", "/n"}));
}

TEST(Decoder, NotAnObject) {
  Decoder in(json::value(5));
  (void)in.text("a", 5);
  EXPECT_EQ(pointers(*in.finish()), (std::vector<std::string>{""}));
}

}  // namespace
}  // namespace intersession::core
