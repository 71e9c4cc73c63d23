// A Genie space's own benchmark questions.
//
// They stand in the space's definition, `serialized_space`, which is a text of JSON in an answer of JSON:
//   {"benchmarks": {"questions": [{"id", "question": […], "answer": [{"format": "SQL", "content": […]}]}]}}
// Lists of texts are one text in pieces, put together without anything between them.
#pragma once

#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/error.h"
#include "harness/base/http.h"
#include "harness/base/json.h"
#include "harness/base/process.h"
#include "harness/base/secrets.h"
#include "harness/core/case.h"
#include "harness/sql/genie_space.h"

namespace harness {

struct GenieQuestions {
  std::vector<Case> cases;  // as those of a Markdown benchmark; a question without SQL expects nothing
  size_t repeated_ids = 0;  // of them got ~2, ~3, …
  size_t without_sql = 0;
};

// `answer` is that of the API to GET ?include_serialized_space=true. `space` is the id, which becomes vars.source. An
// Error says what of it can't be read.
Result<GenieQuestions> ReadGenieQuestions(const Json& answer, const std::string& space);

// Asks the workspace. Ends within two minutes, or when it is stopped. Its Error is an outage where it may pass.
Result<GenieQuestions> FetchGenieQuestions(const GenieSpace& space, Http& http, Clock& clock, Processes& processes,
                                           Secrets* secrets);

}  // namespace harness
