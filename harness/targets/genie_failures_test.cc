#include "harness/targets/genie_failures.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

// "kind", "kind category", with " again" where it may be tried again.
std::string Meaning(const Failure& failure) {
  std::string text(ToString(failure.kind));
  if (!failure.category.empty()) text += " " + failure.category;
  return failure.retryable ? text + " again" : text;
}
std::string Meaning(std::string_view type, std::string_view words = "") {
  return Meaning(GenieFailure(type, words));
}

TEST(GenieFailure, OfGenieItselfFailsTheCaseWithItsCategory) {
  EXPECT_EQ(Meaning("INVALID_SQL_UNKNOWN_TABLE_EXCEPTION"), "reported missing_table_or_column");
  EXPECT_EQ(Meaning("INVALID_TABLE_IDENTIFIER_EXCEPTION"), "reported missing_table_or_column");
  EXPECT_EQ(Meaning("INVALID_SQL_MULTIPLE_STATEMENTS_EXCEPTION"), "reported sql_syntax_error");
  EXPECT_EQ(Meaning("DESCRIBE_QUERY_INVALID_SQL_ERROR"), "reported sql_syntax_error");
  EXPECT_EQ(Meaning("GENERATED_SQL_QUERY_TOO_LONG_EXCEPTION"), "reported sql_syntax_error");
  EXPECT_EQ(Meaning("NO_TABLES_TO_QUERY_EXCEPTION"), "reported no_sql_generated");
  EXPECT_EQ(Meaning("LOCAL_CONTEXT_EXCEEDED_EXCEPTION"), "reported no_sql_generated");
  EXPECT_EQ(Meaning("FUNCTION_ARGUMENTS_INVALID_JSON_EXCEPTION"), "reported no_sql_generated");
}

TEST(GenieFailure, OfItsSqlIsToldByTheErrorOfTheEngine) {
  EXPECT_EQ(Meaning("SQL_EXECUTION_EXCEPTION", "[TABLE_OR_VIEW_NOT_FOUND] The table `t` cannot be found"),
            "reported missing_table_or_column");
  EXPECT_EQ(Meaning("SQL_EXECUTION_EXCEPTION", "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column `a`"),
            "reported missing_table_or_column");
  EXPECT_EQ(Meaning("SQL_EXECUTION_EXCEPTION", "[DIVIDE_BY_ZERO] Division by zero"), "reported sql_syntax_error");
  EXPECT_EQ(Meaning("SQL_EXECUTION_EXCEPTION", "[INSUFFICIENT_PERMISSIONS] no SELECT on t"), "provider_error");
}

TEST(GenieFailure, OfTimeIsATimeout) {
  EXPECT_EQ(Meaning("REPLY_PROCESS_TIMEOUT_EXCEPTION"), "timeout");
  EXPECT_EQ(Meaning("CHAT_COMPLETION_CLIENT_TIMEOUT_EXCEPTION"), "timeout");
  EXPECT_EQ(Meaning("DESCRIBE_QUERY_TIMEOUT"), "timeout");
}

TEST(GenieFailure, AroundItIsPlumbing) {
  EXPECT_EQ(Meaning("RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION"), "rate_limited again");
  EXPECT_EQ(Meaning("RATE_LIMIT_EXCEEDED_SPECIFIED_WAIT_EXCEPTION"), "rate_limited again");
  EXPECT_EQ(Meaning("CHAT_COMPLETION_NETWORK_EXCEPTION"), "provider_error again");
  EXPECT_EQ(Meaning("MESSAGE_DELETED_WHILE_EXECUTING_EXCEPTION"), "provider_error again");
  EXPECT_EQ(Meaning("INTERNAL_CATALOG_ASSET_CREATION_ONGOING_EXCEPTION"), "provider_error again");
  EXPECT_EQ(Meaning("INTERNAL_CATALOG_ASSET_CREATION_FAILED_EXCEPTION"), "provider_error");
  EXPECT_EQ(Meaning("WAREHOUSE_ACCESS_MISSING_EXCEPTION"), "provider_error");
  EXPECT_EQ(Meaning("NO_DEPLOYMENTS_AVAILABLE_TO_WORKSPACE"), "provider_error");
}

TEST(GenieFailure, OfAnUnknownTypeIsReportedByName) {
  const Failure failure = GenieFailure("NEVER_SEEN_EXCEPTION", " Oh no. ");
  EXPECT_EQ(Meaning(failure), "reported");
  EXPECT_EQ(failure.message, "Genie failed: NEVER_SEEN_EXCEPTION: Oh no.");
  EXPECT_EQ(GenieFailure("", "").message, "Genie failed: it does not say why");
  EXPECT_LT(GenieFailure(std::string(100'000, 'X'), std::string(100'000, 'y')).message.size(), 1000u);
}

// Every type that the public API names in MessageErrorType.
TEST(GenieFailure, KnowsEveryTypeOfThePublicApi) {
  for (const char* type : {"BLOCK_MULTIPLE_EXECUTIONS_EXCEPTION",
                           "CHAT_COMPLETION_CLIENT_EXCEPTION",
                           "CHAT_COMPLETION_CLIENT_TIMEOUT_EXCEPTION",
                           "CHAT_COMPLETION_NETWORK_EXCEPTION",
                           "CONTENT_FILTER_EXCEPTION",
                           "CONTEXT_EXCEEDED_EXCEPTION",
                           "COULD_NOT_GET_DASHBOARD_SCHEMA_EXCEPTION",
                           "COULD_NOT_GET_MODEL_DEPLOYMENTS_EXCEPTION",
                           "COULD_NOT_GET_UC_SCHEMA_EXCEPTION",
                           "DEPLOYMENT_NOT_FOUND_EXCEPTION",
                           "DESCRIBE_QUERY_INVALID_SQL_ERROR",
                           "DESCRIBE_QUERY_TIMEOUT",
                           "DESCRIBE_QUERY_UNEXPECTED_FAILURE",
                           "EXCEEDED_MAX_TOKEN_LENGTH_EXCEPTION",
                           "FUNCTIONS_NOT_AVAILABLE_EXCEPTION",
                           "FUNCTION_ARGUMENTS_INVALID_EXCEPTION",
                           "FUNCTION_ARGUMENTS_INVALID_JSON_EXCEPTION",
                           "FUNCTION_ARGUMENTS_INVALID_TYPE_EXCEPTION",
                           "FUNCTION_CALL_MISSING_PARAMETER_EXCEPTION",
                           "GENERATED_SQL_QUERY_TOO_LONG_EXCEPTION",
                           "GENERIC_CHAT_COMPLETION_EXCEPTION",
                           "GENERIC_CHAT_COMPLETION_SERVICE_EXCEPTION",
                           "GENERIC_SQL_EXEC_API_CALL_EXCEPTION",
                           "ILLEGAL_PARAMETER_DEFINITION_EXCEPTION",
                           "INTERNAL_CATALOG_ASSET_CREATION_FAILED_EXCEPTION",
                           "INTERNAL_CATALOG_ASSET_CREATION_ONGOING_EXCEPTION",
                           "INTERNAL_CATALOG_ASSET_CREATION_UNSUPPORTED_EXCEPTION",
                           "INTERNAL_CATALOG_MISSING_UC_PATH_EXCEPTION",
                           "INTERNAL_CATALOG_PATH_OVERLAP_EXCEPTION",
                           "INVALID_CERTIFIED_ANSWER_FUNCTION_EXCEPTION",
                           "INVALID_CERTIFIED_ANSWER_IDENTIFIER_EXCEPTION",
                           "INVALID_CHAT_COMPLETION_ARGUMENTS_JSON_EXCEPTION",
                           "INVALID_CHAT_COMPLETION_JSON_EXCEPTION",
                           "INVALID_COMPLETION_REQUEST_EXCEPTION",
                           "INVALID_FUNCTION_CALL_EXCEPTION",
                           "INVALID_SQL_MULTIPLE_DATASET_REFERENCES_EXCEPTION",
                           "INVALID_SQL_MULTIPLE_STATEMENTS_EXCEPTION",
                           "INVALID_SQL_UNKNOWN_TABLE_EXCEPTION",
                           "INVALID_TABLE_IDENTIFIER_EXCEPTION",
                           "LOCAL_CONTEXT_EXCEEDED_EXCEPTION",
                           "MESSAGE_ATTACHMENT_TOO_LONG_ERROR",
                           "MESSAGE_CANCELLED_WHILE_EXECUTING_EXCEPTION",
                           "MESSAGE_DELETED_WHILE_EXECUTING_EXCEPTION",
                           "MESSAGE_UPDATED_WHILE_EXECUTING_EXCEPTION",
                           "MISSING_SQL_QUERY_EXCEPTION",
                           "NO_DEPLOYMENTS_AVAILABLE_TO_WORKSPACE",
                           "NO_QUERY_TO_VISUALIZE_EXCEPTION",
                           "NO_TABLES_TO_QUERY_EXCEPTION",
                           "RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION",
                           "RATE_LIMIT_EXCEEDED_SPECIFIED_WAIT_EXCEPTION",
                           "REPLY_PROCESS_TIMEOUT_EXCEPTION",
                           "RETRYABLE_PROCESSING_EXCEPTION",
                           "SQL_EXECUTION_EXCEPTION",
                           "STOP_PROCESS_DUE_TO_AUTO_REGENERATE",
                           "TABLES_MISSING_EXCEPTION",
                           "TOO_MANY_CERTIFIED_ANSWERS_EXCEPTION",
                           "TOO_MANY_TABLES_EXCEPTION",
                           "UNEXPECTED_REPLY_PROCESS_EXCEPTION",
                           "UNKNOWN_AI_MODEL",
                           "UNSUPPORTED_CONVERSATION_TYPE_EXCEPTION",
                           "WAREHOUSE_ACCESS_MISSING_EXCEPTION",
                           "WAREHOUSE_NOT_FOUND_EXCEPTION"})
    EXPECT_NE(Meaning(type), "reported") << type;
}

TEST(GenieFailure, OfACallGoesByItsStatus) {
  const auto of = [](int status) {
    return Meaning(GenieFailure(DatabricksFault{{SqlProblem::kUnavailable, "x"}, status}));
  };
  EXPECT_EQ(of(0), "unavailable");
  EXPECT_EQ(of(400), "provider_error");
  EXPECT_EQ(of(401), "provider_error");
  EXPECT_EQ(of(403), "provider_error");
  EXPECT_EQ(of(404), "provider_error");
  EXPECT_EQ(of(429), "rate_limited again");
  EXPECT_EQ(of(503), "provider_error");
  EXPECT_EQ(Meaning(GenieFailure(DatabricksFault{{SqlProblem::kStopped, "x"}})), "stopped");
}

}  // namespace
}  // namespace harness
