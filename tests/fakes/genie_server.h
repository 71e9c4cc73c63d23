// A Databricks workspace with one Genie space on the loopback interface: its conversation API, the results of its
// queries and its own definition, as the public API has them; and the faults that a test asks for.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "tests/fakes/http_server.h"

namespace harness {

// What becomes of a question.
struct GenieScript {
  std::vector<std::string> statuses = {"SUBMITTED", "COMPLETED"};  // one a look; the last one stays
  Json attachments = Json::array();
  Json error = Json();  // of FAILED: {"type", "error"}
  // Of the query's result:
  std::vector<std::string> result_states = {"SUCCEEDED"};  // one a look; the last one stays
  Json columns = Json::array();                            // {"name", "type_name"}
  std::vector<Json> chunks = {Json::array()};              // of rows
  bool truncated = false;
  bool gone = false;  // until the query is executed again
};

class GenieServer {
 public:
  static constexpr const char* kSpace = "01ef0000000000000000000000000001";

  GenieServer() : server_([this](const ServerRequest& request) { return Answer(request); }) {}

  std::string url() const { return server_.url(); }
  std::vector<ServerRequest> requests() const { return server_.requests(); }

  // How many requests had this method and a path with this part.
  int Count(const std::string& method, const std::string& part) const {
    const auto all = server_.requests();
    return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const ServerRequest& request) {
      return request.method == method && request.path.find(part) != std::string::npos;
    }));
  }
  // The questions that came, in order.
  std::vector<std::string> Questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
  }

  // Of questions that have no script of their own.
  void Script(GenieScript script) {
    const std::lock_guard lock(mutex_);
    script_ = std::move(script);
  }
  // Of a question; of several scripts each is used once, in order, and the last one stays.
  void ScriptFor(const std::string& question, GenieScript script) {
    const std::lock_guard lock(mutex_);
    scripts_[question].push_back(std::move(script));
  }
  // Answers the next request with this part in its path in this way.
  void Misbehave(const std::string& part, ServerReply reply) {
    const std::lock_guard lock(mutex_);
    faults_.emplace_back(part, std::move(reply));
  }
  void SetToken(const std::string& token) {
    const std::lock_guard lock(mutex_);
    token_ = token;
  }
  // What the space is, as its definition has it; sent as a text.
  void SetSpace(Json serialized) {
    const std::lock_guard lock(mutex_);
    serialized_ = std::move(serialized);
  }

  static Json Query(const std::string& sql, int64_t rows = 1) {
    return {{"attachment_id", "a1"},
            {"query",
             {{"query", sql},
              {"title", "A title"},
              {"description", "What it does."},
              {"statement_id", "01f0-s1"},
              {"query_result_metadata", {{"row_count", rows}}}}}};
  }
  static Json Text(const std::string& content, const std::string& purpose = "") {
    Json text = {{"content", content}};
    if (!purpose.empty()) text["purpose"] = purpose;
    return {{"attachment_id", "t1"}, {"text", text}};
  }
  static GenieScript Answering(const std::string& sql, Json columns = Json::array(), Json rows = Json::array()) {
    GenieScript script;
    script.attachments = {Query(sql, static_cast<int64_t>(rows.size()))};
    script.columns = std::move(columns);
    script.chunks = {std::move(rows)};
    return script;
  }
  static GenieScript Failing(const std::string& type, const std::string& error) {
    GenieScript script;
    script.statuses = {"ASKING_AI", "FAILED"};
    script.error = {{"type", type}, {"error", error}};
    return script;
  }

 private:
  struct Message {
    GenieScript script;
    size_t looks = 0;
    size_t result_looks = 0;
  };

  static ServerReply JsonReply(const Json& json, int status = 200) { return {status, json.dump()}; }
  static ServerReply Problem(int status, const std::string& code, const std::string& message) {
    return JsonReply({{"error_code", code}, {"message", message}}, status);
  }

  ServerReply Answer(const ServerRequest& request) {
    const std::lock_guard lock(mutex_);
    const auto fault = std::find_if(faults_.begin(), faults_.end(),
                                    [&](const auto& one) { return request.path.find(one.first) != std::string::npos; });
    if (fault != faults_.end()) {
      ServerReply reply = fault->second;
      faults_.erase(fault);
      return reply;
    }
    const auto sent = request.headers.find("authorization");
    if (sent == request.headers.end() || sent->second != "Bearer " + token_)
      return Problem(401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type");
    if (request.path.starts_with("/api/2.0/sql/statements/")) return Chunk(request.path);
    const std::string space = std::string("/api/2.0/genie/spaces/") + kSpace;
    if (!request.path.starts_with(space)) return Problem(404, "NOT_FOUND", "The space does not exist");
    return InSpace(request, request.path.substr(space.size()));
  }

  ServerReply InSpace(const ServerRequest& request, const std::string& path) {
    if (request.method == "GET" && path == "?include_serialized_space=true") return Space();
    if (request.method == "GET" && path.empty()) return JsonReply({{"space_id", kSpace}, {"title", "Shop"}});
    if (request.method == "POST" && path == "/start-conversation") return Start(request, "");
    const std::vector<std::string> parts = PartsOf(path);  // conversations, ID, messages, ID, attachments, ID, verb
    if (parts.size() < 3 || parts[0] != "conversations" || parts[2] != "messages")
      return Problem(404, "ENDPOINT_NOT_FOUND", "No API found");
    if (!conversations_.contains(parts[1])) return Problem(404, "NOT_FOUND", "The conversation does not exist");
    if (request.method == "POST" && parts.size() == 3) return Start(request, parts[1]);
    const auto message = parts.size() > 3 ? messages_.find(parts[3]) : messages_.end();
    if (message == messages_.end()) return Problem(404, "NOT_FOUND", "The message does not exist");
    if (request.method == "GET" && parts.size() == 4) return Look(parts[1], parts[3], message->second);
    if (parts.size() != 7 || parts[4] != "attachments") return Problem(404, "ENDPOINT_NOT_FOUND", "No API found");
    if (request.method == "GET" && parts[6] == "query-result") return QueryResult(message->second);
    if (request.method == "POST" && parts[6] == "execute-query") return Execute(message->second);
    return Problem(404, "ENDPOINT_NOT_FOUND", "No API found");
  }

  static std::vector<std::string> PartsOf(const std::string& path) {
    std::vector<std::string> parts;
    for (size_t at = 1; at <= path.size();) {
      const size_t end = std::min(path.find('/', at), path.size());
      parts.push_back(path.substr(at, end - at));
      at = end + 1;
    }
    return parts;
  }

  ServerReply Space() const {
    return JsonReply({{"space_id", kSpace},
                      {"title", "Shop"},
                      {"warehouse_id", "w1"},
                      {"etag", "1"},
                      {"serialized_space", serialized_.is_string() ? serialized_ : Json(serialized_.dump())}});
  }

  ServerReply Start(const ServerRequest& request, std::string conversation) {
    const Result<Json> body = ParseJson(request.body);
    if (!body || !body->is_object() || !body->contains("content") || !body->at("content").is_string())
      return Problem(400, "INVALID_PARAMETER_VALUE", "content is missing");
    const std::string question = body->at("content").get<std::string>();
    questions_.push_back(question);
    const bool fresh = conversation.empty();
    if (fresh) conversation = "c" + std::to_string(questions_.size());
    conversations_[conversation].push_back(question);
    const std::string id = "m" + std::to_string(questions_.size());
    messages_[id] = {ScriptOf(question)};
    const Json message = {{"id", id},           {"message_id", id},    {"conversation_id", conversation},
                          {"space_id", kSpace}, {"content", question}, {"status", "SUBMITTED"}};
    if (!fresh) return JsonReply(message);
    return JsonReply({{"conversation_id", conversation},
                      {"message_id", id},
                      {"conversation", {{"id", conversation}, {"conversation_id", conversation}, {"title", question}}},
                      {"message", message}});
  }

  GenieScript ScriptOf(const std::string& question) {
    const auto own = scripts_.find(question);
    if (own == scripts_.end()) return script_;
    GenieScript script = own->second.front();
    if (own->second.size() > 1) own->second.pop_front();
    return script;
  }

  static ServerReply Look(const std::string& conversation, const std::string& id, Message& message) {
    const GenieScript& script = message.script;
    const std::string& status = script.statuses[std::min(message.looks++, script.statuses.size() - 1)];
    Json answer = {{"id", id},           {"message_id", id}, {"conversation_id", conversation},
                   {"space_id", kSpace}, {"status", status}, {"attachments", nullptr},
                   {"error", nullptr}};
    const bool over = status == "COMPLETED" || status == "QUERY_RESULT_EXPIRED" || status == "FAILED";
    if (over && !script.attachments.empty()) answer["attachments"] = script.attachments;
    if (status == "FAILED") answer["error"] = script.error;
    return JsonReply(answer);
  }

  static ServerReply QueryResult(Message& message) {
    const GenieScript& script = message.script;
    Json statement = {{"statement_id", "01f0-s1"}};
    const std::string state =
        script.gone ? "CLOSED"
                    : script.result_states[std::min(message.result_looks++, script.result_states.size() - 1)];
    statement["status"] = {{"state", state}};
    if (state == "FAILED") statement["status"]["error"] = script.error;
    if (state == "SUCCEEDED") {
      statement["manifest"] = {{"format", "JSON_ARRAY"},
                               {"schema", {{"column_count", script.columns.size()}, {"columns", script.columns}}},
                               {"truncated", script.truncated}};
      statement["result"] = ChunkOf(script, 0);
    }
    return JsonReply({{"statement_response", statement}});
  }

  static ServerReply Execute(Message& message) {
    message.script.gone = false;
    message.result_looks = 0;
    return JsonReply({{"statement_response", {{"statement_id", "01f0-s1"}, {"status", {{"state", "PENDING"}}}}}});
  }

  // Of the last question that came.
  ServerReply Chunk(const std::string& path) {
    const size_t number = std::stoul(path.substr(path.rfind('/') + 1));
    const GenieScript& script = messages_["m" + std::to_string(questions_.size())].script;
    if (number >= script.chunks.size()) return Problem(404, "NOT_FOUND", "no such chunk");
    return JsonReply(ChunkOf(script, number));
  }

  static Json ChunkOf(const GenieScript& script, size_t number) {
    Json chunk = {{"chunk_index", number}, {"data_array", script.chunks.at(number)}};
    if (number + 1 < script.chunks.size()) chunk["next_chunk_index"] = number + 1;
    return chunk;
  }

  mutable std::mutex mutex_;
  GenieScript script_;
  std::map<std::string, std::deque<GenieScript>> scripts_;
  std::vector<std::pair<std::string, ServerReply>> faults_;
  std::string token_ = "good";
  Json serialized_ = Json::object();
  std::vector<std::string> questions_;
  std::map<std::string, std::vector<std::string>> conversations_;
  std::map<std::string, Message> messages_;
  HttpServer server_;
};

}  // namespace harness
