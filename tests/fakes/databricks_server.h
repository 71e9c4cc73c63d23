// A Databricks workspace on the loopback interface: OAuth, the Statement Execution API and the store of files behind
// its links, as their documentation has them; and the faults that a test asks for.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "harness/base/base64.h"
#include "harness/base/json.h"
#include "tests/fakes/http_server.h"

namespace harness {

// What becomes of the next statement.
struct StatementScript {
  std::vector<std::string> states = {"SUCCEEDED"};  // one an answer; the last one stays
  Json columns = Json::array();                     // {"name", "type_name"}
  std::vector<Json> chunks = {Json::array()};       // of rows
  bool truncated = false;
  bool too_large_for_inline = false;
  Json error = Json();  // of FAILED
  std::string sql_state = {};
  int cancels_missed = 0;  // before one is heeded
  int links_expired = 0;   // of those that are handed out first
};

class DatabricksServer {
 public:
  DatabricksServer() : server_([this](const ServerRequest& request) { return Answer(request); }) {}

  std::string url() const { return server_.url(); }
  std::vector<ServerRequest> requests() const { return server_.requests(); }

  // How many requests had this method and a path that begins so.
  int Count(const std::string& method, const std::string& path) const {
    const auto all = server_.requests();
    return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const ServerRequest& request) {
      return request.method == method && request.path.starts_with(path);
    }));
  }
  Json Submitted(size_t which = 0) const {
    for (const ServerRequest& request : server_.requests())
      if (request.method == "POST" && request.path == kStatements && which-- == 0) return *ParseJson(request.body);
    return {};
  }

  void Script(StatementScript script) {
    const std::lock_guard lock(mutex_);
    script_ = std::move(script);
  }
  // Answers the next request to the API in this way.
  void Misbehave(ServerReply reply) {
    const std::lock_guard lock(mutex_);
    faults_.push_back(std::move(reply));
  }
  // Only this token is good; OAuth hands it out.
  void SetToken(const std::string& token, int expires_in = 3600) {
    const std::lock_guard lock(mutex_);
    token_ = token;
    expires_in_ = expires_in;
  }
  std::string state() const {
    const std::lock_guard lock(mutex_);
    return last_state_;
  }

 private:
  static constexpr const char* kStatements = "/api/2.0/sql/statements";

  static ServerReply JsonReply(const Json& json, int status = 200) { return {status, json.dump()}; }
  static ServerReply Problem(int status, const std::string& code, const std::string& message) {
    return JsonReply({{"error_code", code}, {"message", message}}, status);
  }

  ServerReply Answer(const ServerRequest& request) {
    const std::lock_guard lock(mutex_);
    if (request.path == "/oidc/v1/token") return Grant(request);
    if (request.path.starts_with("/store/")) return Stored(request);
    if (!faults_.empty()) {
      ServerReply fault = faults_.front();
      faults_.erase(faults_.begin());
      return fault;
    }
    if (Header(request, "authorization") != "Bearer " + token_)
      return Problem(401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type");
    const std::string statement = std::string(kStatements) + "/" + kId;
    if (request.method == "POST" && request.path == kStatements) return Submit(*ParseJson(request.body));
    if (request.method == "POST" && request.path == statement + "/cancel") return Cancel();
    if (request.method == "GET" && request.path == statement) return JsonReply(Status());
    if (request.method == "GET" && request.path.starts_with(statement + "/result/chunks/"))
      return JsonReply(Chunk(std::stoul(request.path.substr(statement.size() + 15))));
    return Problem(404, "NOT_FOUND", "The statement was not found");
  }

  static std::string Header(const ServerRequest& request, const std::string& name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? "" : found->second;
  }

  ServerReply Grant(const ServerRequest& request) const {
    const bool good = Header(request, "authorization") == "Basic " + ToBase64("id:secret") &&
                      request.body == "grant_type=client_credentials&scope=all-apis";
    if (!good) return JsonReply({{"error", "invalid_client"}}, 401);
    return JsonReply({{"access_token", token_}, {"token_type", "Bearer"}, {"expires_in", expires_in_}});
  }

  // As a store of files: a foreign token is an error, its own headers are needed.
  ServerReply Stored(const ServerRequest& request) {
    if (!Header(request, "authorization").empty()) return {400, "InvalidAuthenticationInfo"};
    if (Header(request, "x-store-key") != "k") return {403, "AuthenticationFailed"};
    if (script_.links_expired > 0) {
      --script_.links_expired;
      return {403, "AuthenticationFailed: Signature not valid in the specified time frame"};
    }
    return {200, script_.chunks.at(std::stoul(request.path.substr(7))).dump()};
  }

  ServerReply Submit(const Json& body) {
    answers_ = 0;
    cancelled_ = 0;
    inline_ = body.at("disposition") == "INLINE";
    return JsonReply(Status());
  }

  ServerReply Cancel() {
    ++cancelled_;
    return {200, "{}"};
  }

  Json Status() {
    const size_t last = script_.states.size() - 1;
    std::string state = script_.states[std::min(answers_++, last)];
    if (cancelled_ > script_.cancels_missed) state = "CANCELED";
    if (state == "SUCCEEDED" && inline_ && script_.too_large_for_inline) return TooLarge();
    last_state_ = state;
    Json answer = {{"statement_id", kId}, {"status", {{"state", state}}}};
    if (state == "FAILED") {
      answer["status"]["error"] = script_.error;
      if (!script_.sql_state.empty()) answer["status"]["sql_state"] = script_.sql_state;
    }
    if (state != "SUCCEEDED") return answer;
    answer["manifest"] = {{"format", "JSON_ARRAY"},
                          {"schema", {{"column_count", script_.columns.size()}, {"columns", script_.columns}}},
                          {"total_chunk_count", script_.chunks.size()},
                          {"truncated", script_.truncated}};
    answer["result"] = Chunk(0);
    return answer;
  }

  Json TooLarge() {
    last_state_ = "FAILED";
    return {{"statement_id", kId},
            {"status",
             {{"state", "FAILED"},
              {"error",
               {{"error_code", "BAD_REQUEST"},
                {"message",
                 "Inline byte limit exceeded. Statements executed with disposition=INLINE can have a result size of at "
                 "most 26214400 bytes. Please execute the statement with disposition=EXTERNAL_LINKS"}}}}}};
  }

  Json Chunk(size_t number) const {
    Json chunk = {{"chunk_index", number}};
    const bool more = number + 1 < script_.chunks.size();
    if (inline_) {
      chunk["data_array"] = script_.chunks.at(number);
      if (more) chunk["next_chunk_index"] = number + 1;
      return chunk;
    }
    Json link = {{"chunk_index", number},
                 {"external_link", server_.url() + "/store/" + std::to_string(number)},
                 {"expiration", "2099-01-01T00:00:00Z"},
                 {"http_headers", {{"x-store-key", "k"}}}};
    if (more) link["next_chunk_index"] = number + 1;
    return {{"external_links", {link}}};
  }

  static constexpr const char* kId = "01ee-abc";

  mutable std::mutex mutex_;
  StatementScript script_;
  std::vector<ServerReply> faults_;
  std::string token_ = "good";
  int expires_in_ = 3600;
  size_t answers_ = 0;
  int cancelled_ = 0;
  bool inline_ = true;
  std::string last_state_;
  HttpServer server_;
};

}  // namespace harness
