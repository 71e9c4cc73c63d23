#include "harness/targets/genie_failures.h"

#include <string>

#include "harness/base/text.h"
#include "harness/sql/databricks_result.h"
#include "harness/sql/diagnose.h"

namespace harness {
namespace {

constexpr size_t kMaxWords = 500;  // code points of what Genie says

// How a type of error counts.
enum class Meaning : uint8_t {
  kRateLimit,  // plumbing; to be asked again
  kOutage,     // plumbing that may pass; to be asked again
  kRefusal,    // plumbing that stays until somebody sees to it
  kTimeout,    // Genie was too slow
  kSql,        // its SQL does not run; the words tell more
  kMissing,    // its SQL names what is not there
  kNoSql       // it came to no SQL
};

struct Row {
  std::string_view type;  // with * at an end: whatever stands there
  Meaning meaning;
};

// The first that fits. MessageErrorType of the API, with the families that its names form, so that a new one of a
// family is known too.
constexpr Row kRows[] = {
    {"RATE_LIMIT_EXCEEDED_*", Meaning::kRateLimit},
    {"*_TIMEOUT*", Meaning::kTimeout},  // REPLY_PROCESS_…, CHAT_COMPLETION_CLIENT_…, DESCRIBE_QUERY_…

    {"INVALID_SQL_UNKNOWN_TABLE_EXCEPTION", Meaning::kMissing},
    {"INVALID_TABLE_IDENTIFIER_EXCEPTION", Meaning::kMissing},
    {"TABLES_MISSING_EXCEPTION", Meaning::kMissing},
    {"INVALID_SQL_*", Meaning::kSql},  // MULTIPLE_STATEMENTS_…, MULTIPLE_DATASET_REFERENCES_…
    {"SQL_EXECUTION_EXCEPTION", Meaning::kSql},
    {"DESCRIBE_QUERY_INVALID_SQL_ERROR", Meaning::kSql},
    {"GENERATED_SQL_QUERY_TOO_LONG_EXCEPTION", Meaning::kSql},
    {"ILLEGAL_PARAMETER_DEFINITION_EXCEPTION", Meaning::kSql},

    {"MISSING_SQL_QUERY_EXCEPTION", Meaning::kNoSql},
    {"NO_TABLES_TO_QUERY_EXCEPTION", Meaning::kNoSql},
    {"NO_QUERY_TO_VISUALIZE_EXCEPTION", Meaning::kNoSql},
    {"CONTENT_FILTER_EXCEPTION", Meaning::kNoSql},
    {"*CONTEXT_EXCEEDED_EXCEPTION", Meaning::kNoSql},  // and LOCAL_…
    {"EXCEEDED_MAX_TOKEN_LENGTH_EXCEPTION", Meaning::kNoSql},
    {"MESSAGE_ATTACHMENT_TOO_LONG_ERROR", Meaning::kNoSql},
    {"TOO_MANY_TABLES_EXCEPTION", Meaning::kNoSql},
    {"TOO_MANY_CERTIFIED_ANSWERS_EXCEPTION", Meaning::kNoSql},
    {"INVALID_CERTIFIED_ANSWER_*", Meaning::kNoSql},  // FUNCTION_…, IDENTIFIER_…
    {"INVALID_CHAT_COMPLETION_*", Meaning::kNoSql},   // JSON_…, ARGUMENTS_JSON_…: its model wrote nonsense
    {"INVALID_FUNCTION_CALL_EXCEPTION", Meaning::kNoSql},
    {"FUNCTION_ARGUMENTS_INVALID_*", Meaning::kNoSql},  // EXCEPTION, JSON_…, TYPE_…
    {"FUNCTION_CALL_MISSING_PARAMETER_EXCEPTION", Meaning::kNoSql},

    {"RETRYABLE_PROCESSING_EXCEPTION", Meaning::kOutage},
    {"UNEXPECTED_REPLY_PROCESS_EXCEPTION", Meaning::kOutage},
    {"CHAT_COMPLETION_*", Meaning::kOutage},          // NETWORK_…, CLIENT_…
    {"GENERIC_CHAT_COMPLETION_*", Meaning::kOutage},  // EXCEPTION, SERVICE_…
    {"GENERIC_SQL_EXEC_API_CALL_EXCEPTION", Meaning::kOutage},
    {"DESCRIBE_QUERY_UNEXPECTED_FAILURE", Meaning::kOutage},
    {"COULD_NOT_GET_MODEL_DEPLOYMENTS_EXCEPTION", Meaning::kOutage},
    {"BLOCK_MULTIPLE_EXECUTIONS_EXCEPTION", Meaning::kOutage},
    {"STOP_PROCESS_DUE_TO_AUTO_REGENERATE", Meaning::kOutage},
    {"MESSAGE_*_WHILE_EXECUTING_EXCEPTION", Meaning::kOutage},  // CANCELLED, DELETED, UPDATED: by somebody else
    {"INTERNAL_CATALOG_ASSET_CREATION_ONGOING_EXCEPTION", Meaning::kOutage},

    {"WAREHOUSE_*", Meaning::kRefusal},      // ACCESS_MISSING_…, NOT_FOUND_…
    {"COULD_NOT_GET_*", Meaning::kRefusal},  // UC_SCHEMA_…, DASHBOARD_SCHEMA_…
    {"INTERNAL_CATALOG_*", Meaning::kRefusal},
    {"*DEPLOYMENT*", Meaning::kRefusal},  // DEPLOYMENT_NOT_FOUND_…, NO_DEPLOYMENTS_AVAILABLE_TO_WORKSPACE
    {"FUNCTIONS_NOT_AVAILABLE_EXCEPTION", Meaning::kRefusal},
    {"UNKNOWN_AI_MODEL", Meaning::kRefusal},
    {"INVALID_COMPLETION_REQUEST_EXCEPTION", Meaning::kRefusal},
    {"UNSUPPORTED_CONVERSATION_TYPE_EXCEPTION", Meaning::kRefusal},
    {"*PERMISSION*", Meaning::kRefusal},
    {"*UNAUTHORIZED*", Meaning::kRefusal},
    {"*UNAUTHENTICATED*", Meaning::kRefusal},
    {"*ACCESS_MISSING*", Meaning::kRefusal},
};

// Whether the text is the pattern, in which each * stands for any text. Patterns hold two at most.
bool Fits(std::string_view pattern, std::string_view text) {
  const size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (size_t at = star; at <= text.size(); ++at)
    if (Fits(rest, text.substr(at))) return true;
  return false;
}

// What its SQL did wrong, by the class of the engine's error in the words: "[TABLE_OR_VIEW_NOT_FOUND] …".
Failure SqlFailure(std::string message, std::string_view words) {
  const SqlError error = DatabricksError({{"error", {{"message", words}}}});
  if (error.problem == SqlProblem::kRefused) return {FailureKind::kProviderError, std::move(message)};  // a grant lacks
  return {FailureKind::kReported, std::move(message), false, {}, DiagnoseError(error).category};
}

}  // namespace

Failure GenieFailure(std::string_view type, std::string_view words) {
  std::string said(Trim(words));
  std::string message =
      fmt::format("Genie failed: {}{}{}", type.empty() ? "it does not say why" : Abbreviate(type, 100),
                  said.empty() ? "" : ": ", said.empty() ? "" : Abbreviate(said, kMaxWords));
  for (const Row& row : kRows) {
    if (!Fits(row.type, type)) continue;
    switch (row.meaning) {
      case Meaning::kRateLimit:
        return {FailureKind::kRateLimited, std::move(message), true};
      case Meaning::kOutage:
        return {FailureKind::kProviderError, std::move(message), true};
      case Meaning::kRefusal:
        return {FailureKind::kProviderError, std::move(message)};
      case Meaning::kTimeout:
        return {FailureKind::kTimeout, std::move(message)};
      case Meaning::kSql:
        return SqlFailure(std::move(message), said);
      case Meaning::kMissing:
        return {FailureKind::kReported, std::move(message), false, {}, "missing_table_or_column"};
      case Meaning::kNoSql:
        return {FailureKind::kReported, std::move(message), false, {}, "no_sql_generated"};
    }
  }
  return {FailureKind::kReported, std::move(message)};
}

Failure GenieFailure(const DatabricksFault& fault) {
  if (fault.problem == SqlProblem::kStopped) return {FailureKind::kStopped, fault.message};
  if (fault.too_large) return {FailureKind::kTooLarge, fault.message};
  if (fault.status == 429) return {FailureKind::kRateLimited, fault.message, true};
  return {fault.status == 0 ? FailureKind::kUnavailable : FailureKind::kProviderError, fault.message};
}

}  // namespace harness
