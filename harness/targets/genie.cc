#include "harness/targets/genie.h"

#include <memory>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/core/chat.h"
#include "harness/core/conversation.h"
#include "harness/sql/genie_space.h"
#include "harness/targets/genie_call.h"

namespace harness {
namespace {

using std::chrono::microseconds;

constexpr std::chrono::minutes kTimeout{10};  // a cold warehouse alone takes minutes
constexpr int64_t kMaxRows = 5000;            // as many as Genie itself shows
constexpr std::chrono::minutes kMaxPoll{1};
constexpr size_t kMaxTitle = 80;  // code points of a space's title that are shown

class GenieTarget final : public Target {
 public:
  GenieTarget(const GenieSpace& space, GenieOptions options, const Services& services)
      : login_(
            MakeDatabricksLogin(space.workspace, services.http, services.clock, services.processes, services.secrets)),
        space_(space.workspace.host, GenieService(space, "CAN RUN"), login_, services.http, services.clock),
        statements_(space.workspace.host, StatementService(), login_, services.http, services.clock),
        client_{space_, statements_, services.http, options} {}

  Output Call(const Case& test, const CallContext& context) override {
    const Result<std::string> question = QuestionOf(test.input, context.conversation);
    if (!question) return Output::Failed(FailureKind::kUnavailable, question.error().Message());
    return GenieCall(client_, context).Ask(*question);
  }

  std::vector<Finding> Probe(bool offline, const CallContext& context) override {
    using State = Finding::State;
    if (offline) return {{State::kSkipped, "space", space_.host() + " was not asked"}};
    DatabricksRequest request;
    request.method = "GET";
    SqlLimits limits;
    limits.deadline = context.deadline;
    limits.stop = context.stop;
    const auto answer = space_.Call(request, limits);
    if (!answer) return {{State::kFailed, "space", answer.error().message, "see docs/genie.md for what it needs"}};
    const auto title = answer->find("title");
    const std::string name = title != answer->end() && title->is_string() ? title->get<std::string>() : "it answers";
    return {{State::kOk, "space", Abbreviate(name, kMaxTitle)}};
  }

 private:
  static Result<std::string> QuestionOf(const Json& input, const ConversationTurn* conversation) {
    const bool told = conversation && conversation->state.empty() && !conversation->history.empty();
    if (told || (input.is_array() && input.size() != 1))
      return Fail(
          "Genie keeps a conversation itself and can't be told what was said before, and the case's input is a list of "
          "{} messages; write them as turns",
          told ? conversation->history.size() + 1 : input.size());
    if (!input.is_array()) return JsonText(input);
    auto message = ChatMessageFromJson(input[0]);
    if (!message) return Fail("the case's input is a list, but not of messages: {}", message.error().Message());
    return std::move(message->text);
  }

  const std::shared_ptr<DatabricksLogin> login_;
  DatabricksApi space_, statements_;
  const GenieClient client_;
};

// All mistakes at once.
Result<std::unique_ptr<Target>> MakeGenieTarget(const Node& config, const Services& services) {
  Diagnostics mistakes;
  const Node& genie = *config.Find("genie");
  GenieSpace space;
  GenieOptions options;
  mistakes.Take(ReadGenieSpace(genie, services.files, services.environment), space);
  if (const Node* result = genie.Find("result")) options.result = result->AsBool();
  if (const Node* rows = genie.Find("max_rows")) {
    options.max_rows = rows->AsInteger();
    if (options.max_rows < 1 || options.max_rows > kMaxRows)
      mistakes.Add(rows->MakeDiagnostic(fmt::format("'max_rows' must be from 1 to {}", kMaxRows)));
    if (!options.result) mistakes.Add(rows->MakeDiagnostic("'max_rows' says nothing where 'result' is false"));
  }
  if (const Node* poll = genie.Find("poll")) {
    const bool read = mistakes.Take(ReadDuration(*poll), options.poll);
    if (read && (options.poll < std::chrono::milliseconds(1) || options.poll > kMaxPoll))
      mistakes.Add(poll->MakeDiagnostic("'poll' must be from 1ms to 1m"));
  }
  if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
  return std::make_unique<GenieTarget>(space, options, services);
}

Shape GenieShape() {
  Shape shape{GenieSpaceFields()};
  shape.fields.push_back({"result", kBool, "Whether the rows of the answer's query are fetched; by default true."});
  shape.fields.push_back({"max_rows", kInteger, "How many of them at most; by default 100."});
  shape.fields.push_back(
      {"poll", kDuration,
       "The pause before Genie is first asked whether it is done, which then grows; by default 1s."});
  return shape;
}

}  // namespace

TargetType GenieTargetType() {
  TargetType type;
  type.name = "genie";
  type.doc = "A Genie space of a Databricks workspace.";
  type.shape.fields = {{.name = "genie",
                        .types = kText | kMap,
                        .doc = "The id of the space, or which space and how it is asked.",
                        .required = true,
                        .choices = {},
                        .shape = std::make_shared<const Shape>(GenieShape())}};
  type.timeout = kTimeout;
  type.make = MakeGenieTarget;
  return type;
}

}  // namespace harness
