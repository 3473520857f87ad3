// What a worksheet keeps to, so that every screen can ask it and no field can be hidden for ever.
#pragma once

#include "platform/core/json.hpp"

namespace intersession::catalogue {

/// Looks at the items of a Questionnaire beyond what decode_worksheet() needs for the server: names, texts,
/// options, conditions and extensions (catalogue/README.md; catalogue/schemas/worksheet.schema.json says the
/// same in JSON Schema). Problems join `in`, which reads the Questionnaire. A condition may only ask about a
/// field further up that is asked in the same row or outside of rows, so that conditions never run in a
/// circle. Members of a wrong JSON type are decode_worksheet()'s to name; here they count as absent.
void check_form(core::Decoder& in, const core::json::value& questionnaire);

}  // namespace intersession::catalogue
