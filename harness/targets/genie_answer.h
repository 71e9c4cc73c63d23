// What a message of Genie says, read, and the output that it becomes.
//
// Pure functions, any thread. Messages are read as if they came from a stranger: what is not of its type is not there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/sql/table.h"

namespace harness {

struct GenieAnswer {
  std::string sql;                       // of the last query, with its parameters put in where that is safe
  std::string sql_template;              // with markers; empty: it is the same
  std::string unbound;                   // why the parameters are not put in; empty: they are, or there are none
  std::vector<std::string> earlier_sql;  // of the other queries, in order
  std::string attachment_id;             // of the query
  std::string statement_id;
  std::string title, description;      // of the query
  std::string text;                    // what Genie says beside it, or else the description
  std::string question;                // what it asks back
  std::vector<std::string> suggested;  // questions to go on with
  Json parameters = Json::array();     // as they came
  Json thoughts = Json::array();
  std::optional<int64_t> row_count;
  bool truncated = false;  // by Genie

  // It asks back instead of answering.
  bool clarification() const { return sql.empty() && !question.empty(); }
  bool empty() const { return sql.empty() && text.empty() && question.empty(); }
};

// Of the attachments of a message. Of several queries the last is the answer: steps come first and the whole last, and
// a query that corrects another stands behind it.
GenieAnswer ReadGenieAnswer(const Json& message);

// The result of the query, or why there is none.
struct GenieResult {
  std::optional<SqlTable> table;
  std::string error;  // empty: it was fetched, or not wanted
};

// docs/genie.md lists the members.
Json OutputOf(const GenieAnswer& answer, const GenieResult& result);

}  // namespace harness
