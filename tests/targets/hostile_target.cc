// A program under test that misbehaves on demand: hostile_target MODE.
//
// It reads questions {"id", "input", …}, one a line, and echoes each input in lines mode, except for what its mode
// says. Whatever happens, it and every process it starts are ended by an alarm after ten minutes, so that a test that
// fails to kill them leaves nothing behind for good.
#include <poll.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

namespace {

constexpr unsigned kLifetimeSeconds = 600;
constexpr std::size_t kFloodBytes = std::size_t{1} << 30;
constexpr std::size_t kStderrFloodBytes = std::size_t{8} << 20;
constexpr int kPauseMs = 100;  // no further line for so long: out-of-order answers what it has

constexpr const char* kUsage =
    "hostile_target MODE\n"
    "  ok              echoes every input\n"
    "  slow:MS         waits before each answer\n"
    "  out-of-order:N  collects up to N questions (2 if not said), then answers them last first\n"
    "  twice           answers every question twice, the second time with \"second\"\n"
    "  wrong-id        answers to an id that nobody asked, then rightly\n"
    "  garbage         answers with a line that is no JSON\n"
    "  bad-utf8        answers with bytes that are no UTF-8\n"
    "  error           answers {\"id\", \"error\"}\n"
    "  retryable       answers {\"id\", \"error\", \"retryable\": true}\n"
    "  half-line       writes half an answer and exits with 0\n"
    "  die             exits with 3 before it reads anything, with a message on standard error\n"
    "  die-on:ID       aborts when ID is asked\n"
    "  exit-after:N    answers N questions, then exits with 0\n"
    "  hang            reads, never answers\n"
    "  hang-on:ID      hangs when ID is asked\n"
    "  deaf            never reads, never answers\n"
    "  ignore-term     ignores SIGTERM and hangs\n"
    "  grandchild      starts a child that holds standard output open, then is ok\n"
    "  setsid          the same, in a session of its own\n"
    "  flood           answers the first question with 1 GiB without a newline\n"
    "  stderr-flood    writes 8 MiB to standard error before each answer\n";

void Write(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written <= 0) _exit(4);  // the reader is gone
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void WriteMany(int file, std::size_t count) {
  const std::string block(std::size_t{1} << 16, 'x');
  for (std::size_t written = 0; written < count; written += block.size()) Write(file, block);
}

[[noreturn]] void Hang() {
  while (true) pause();
}

// Lines of standard input, read without stdio so that poll() knows whether more is waiting.
class Lines {
 public:
  // Waits for a line, at most `timeout_ms` (-1: for ever); nothing at the end or when the time is over.
  std::optional<std::string> Next(int timeout_ms) {
    while (true) {
      const std::size_t end = buffer_.find('\n');
      if (end != std::string::npos) return Take(end, 1);
      if (at_end_) return buffer_.empty() ? std::nullopt : Take(buffer_.size(), 0);
      pollfd input{STDIN_FILENO, POLLIN, 0};
      if (poll(&input, 1, timeout_ms) <= 0) return std::nullopt;
      std::array<char, 65536> block;
      const ssize_t count = read(STDIN_FILENO, block.data(), block.size());
      at_end_ = count <= 0;
      if (count > 0) buffer_.append(block.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  std::optional<std::string> Take(std::size_t length, std::size_t separator) {
    std::string line = buffer_.substr(0, length);
    buffer_.erase(0, length + separator);
    return line;
  }

  std::string buffer_;
  bool at_end_ = false;
};

struct Question {
  nlohmann::json id;
  nlohmann::json input;

  bool Is(std::string_view wanted) const { return id.is_string() && id.get_ref<const std::string&>() == wanted; }
};

Question Parse(const std::string& line) {
  const auto object = nlohmann::json::parse(line, nullptr, false);
  if (!object.is_object()) return {};
  return {object.value("id", nlohmann::json()), object.value("input", nlohmann::json())};
}

std::string AnswerWith(const Question& question, const nlohmann::json& output) {
  return nlohmann::json{{"id", question.id}, {"output", output}}.dump() + "\n";
}

void Answer(const Question& question) {
  Write(STDOUT_FILENO, AnswerWith(question, question.input));
}

void AnswerError(const Question& question, bool retryable) {
  nlohmann::json answer = {{"id", question.id}, {"error", "the hostile target refuses"}};
  if (retryable) answer["retryable"] = true;
  Write(STDOUT_FILENO, answer.dump() + "\n");
}

// A child that inherits standard output and sleeps.
void StartChild(bool own_session) {
  if (fork() != 0) return;
  if (own_session) setsid();
  alarm(kLifetimeSeconds);
  Hang();
}

int Number(const std::string& text, int otherwise) {
  int number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// What a mode does with each question. `argument` stands behind the mode's colon.
using OnQuestion = std::function<void(const Question&)>;

std::map<std::string, OnQuestion> LivelyModes(const std::string& argument) {
  const int number = Number(argument, 1);
  return {
      {"ok", Answer},
      {"grandchild", Answer},
      {"setsid", Answer},
      {"slow",
       [number](const Question& question) {
         std::this_thread::sleep_for(std::chrono::milliseconds(number));
         Answer(question);
       }},
      {"twice",
       [](const Question& question) {
         Answer(question);
         Write(STDOUT_FILENO, AnswerWith(question, "second"));
       }},
      {"wrong-id",
       [](const Question& question) {
         Write(STDOUT_FILENO, AnswerWith({"nobody-asked", nullptr}, "wrong"));
         Answer(question);
       }},
      {"garbage", [](const Question&) { Write(STDOUT_FILENO, "this is no JSON {\n"); }},
      {"bad-utf8",
       [](const Question& question) {
         Write(STDOUT_FILENO, "{\"id\": " + question.id.dump() + ", \"output\": \"\xC3\x28\xFF\"}\n");
       }},
      {"error", [](const Question& question) { AnswerError(question, false); }},
      {"retryable", [](const Question& question) { AnswerError(question, true); }},
      {"stderr-flood",
       [](const Question& question) {
         WriteMany(STDERR_FILENO, kStderrFloodBytes);
         Answer(question);
       }},
  };
}

std::map<std::string, OnQuestion> DeadlyModes(const std::string& argument) {
  return {
      {"hang", [](const Question&) { Hang(); }},
      {"ignore-term", [](const Question&) { Hang(); }},
      {"hang-on",
       [argument](const Question& question) {
         if (question.Is(argument)) Hang();
         Answer(question);
       }},
      {"die-on",
       [argument](const Question& question) {
         if (question.Is(argument)) std::abort();
         Answer(question);
       }},
      {"exit-after",
       [left = Number(argument, 1)](const Question& question) mutable {
         Answer(question);
         if (--left <= 0) std::exit(0);
       }},
      {"half-line",
       [](const Question& question) {
         const std::string answer = AnswerWith(question, question.input);
         Write(STDOUT_FILENO, std::string_view(answer).substr(0, answer.size() / 2));
         std::exit(0);
       }},
      {"flood",
       [](const Question&) {
         WriteMany(STDOUT_FILENO, kFloodBytes);
         std::exit(0);
       }},
  };
}

void AnswerEach(const OnQuestion& answer) {
  Lines lines;
  while (true) {
    const std::optional<std::string> line = lines.Next(-1);
    if (!line.has_value()) return;
    answer(Parse(line.value()));
  }
}

void AnswerOutOfOrder(std::size_t in_flight) {
  Lines lines;
  std::vector<Question> waiting;
  while (true) {
    const auto line = lines.Next(waiting.empty() ? -1 : kPauseMs);
    if (line) waiting.push_back(Parse(*line));
    if (line && waiting.size() < in_flight) continue;
    if (waiting.empty()) return;  // the end of standard input
    std::for_each(waiting.rbegin(), waiting.rend(), Answer);
    waiting.clear();
  }
}

int Refuse() {
  std::fputs(kUsage, stderr);
  return 2;
}

int Run(const std::string& mode, const std::string& argument) {
  if (mode == "die") {
    std::fputs("hostile_target: I am not going to work today\n", stderr);
    return 3;
  }
  if (mode == "deaf") Hang();
  if (mode == "ignore-term") std::signal(SIGTERM, SIG_IGN);
  if (mode == "grandchild" || mode == "setsid") StartChild(mode == "setsid");
  if (mode == "out-of-order") {
    AnswerOutOfOrder(static_cast<std::size_t>(std::max(1, Number(argument, 2))));
    return 0;
  }
  auto modes = LivelyModes(argument);
  modes.merge(DeadlyModes(argument));
  const auto found = modes.find(mode);
  if (found == modes.end()) return Refuse();
  AnswerEach(found->second);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return Refuse();
  std::signal(SIGPIPE, SIG_IGN);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  alarm(kLifetimeSeconds);
  const std::string_view request = arguments[1];
  const std::size_t colon = request.find(':');
  const bool has_argument = colon != std::string_view::npos;
  return Run(std::string(request.substr(0, colon)), has_argument ? std::string(request.substr(colon + 1)) : "");
}
