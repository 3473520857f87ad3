// What the pictures share: reading a study, the frame around a drawing, refusals. Internal to the pictures.
#pragma once

#include "insight/drawing.hpp"
#include "insight/pictures.hpp"

namespace intersession::insight {

inline constexpr int kWide = 720, kHigh = 440;
inline constexpr double kLeft = 72, kRight = 690, kTop = 84, kBottom = 380;

/// A part of the study as an object, or nullptr.
[[nodiscard]] const json::object* part(const json::object& from, std::string_view key);
[[nodiscard]] const json::array* list(const json::object& from, std::string_view key);
[[nodiscard]] double value(const json::object& from, std::string_view key);
[[nodiscard]] std::string words(const json::object& from, std::string_view key);
/// The sentence of a refusal in this part of the study, or of the study itself; empty where there is none.
[[nodiscard]] std::string refusal_of(const json::object& study, std::string_view key);

/// "120 clients, 1008 sessions" of the fit that the study rests on.
[[nodiscard]] std::string n_of(const json::object& study);

/// A drawing with name, title and the line of n below it.
[[nodiscard]] Drawing begin(std::string name, std::string title, std::string n, std::string description,
                            int height = kHigh);
[[nodiscard]] Picture end(std::string name, std::string title, std::string description,
                          const Drawing& drawing);
/// The picture that says why there is none.
[[nodiscard]] Picture not_drawn(std::string name, std::string title, const std::string& why);

[[nodiscard]] Picture trajectory_picture(const json::object& study, std::string_view client);
[[nodiscard]] Picture forest_picture(const json::object& study);
[[nodiscard]] Picture clients_picture(const json::object& study);
[[nodiscard]] Picture within_between_picture(const json::object& study);
[[nodiscard]] Picture change_picture(const json::object& study);
[[nodiscard]] Picture phases_picture(const json::object& study);
[[nodiscard]] Picture expected_picture(const json::object& study);
[[nodiscard]] Picture paths_picture(const json::object& study);
[[nodiscard]] Picture adherence_picture(const json::object& study);
[[nodiscard]] Picture diagnostics_picture(const json::object& study);

}  // namespace intersession::insight
