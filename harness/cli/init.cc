// harness init --target KIND
#include <sys/stat.h>

#include <algorithm>
#include <ostream>
#include <string_view>
#include <vector>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/options.h"

namespace harness {
namespace {

struct StarterFile {
  const char* path;
  const char* text;
  bool executable = false;
};

struct Starter {
  const char* kind;
  std::vector<StarterFile> files;
};

constexpr const char* kCommandSuite = R"(# A starter suite. Run it:            harness run suite.yaml
# Look at one case in detail:        harness try suite.yaml printer
# Find mistakes without running it:  harness check suite.yaml
suite: starter

cases:
  - inline:
      - { id: vpn, input: "VPN drops every hour", expected: Network }
      - { id: password, input: "I forgot my password", expected: Access }
      # This one is red at first: the adapter does not know printers yet. Teach it, and run again.
      - { id: printer, input: "The printer is on fire", expected: Hardware }
  # Real cases come from files:
  # - file: tickets.csv
  #   map: { id: number, input: description, expected: team }

targets:
  - name: adapter
    command: [./adapter.sh]   # started once a case: the case as JSON on standard input, the answer on standard output
    timeout: 10s

score:
  - equals          # the answer is what the case expects
  - latency: 5s
    weight: 0       # reported, not decisive

gates:
  - pass_rate >= 90%
)";

constexpr const char* kCommandAdapter = R"sh(#!/bin/sh
# Gets one case as a JSON object on standard input: {"id", "input", "vars", "category", "tags", "repeat"}.
# Call your system here. What it prints is the answer.
case="$(cat)"
case "$case" in
  *VPN*) echo Network ;;
  *password*) echo Access ;;
  *) echo Other ;;
esac
)sh";

constexpr const char* kLinesSuite = R"(# A starter suite with long-lived workers. Run it:  harness run suite.yaml
# Look at one case in detail:                       harness try suite.yaml printer
# Find mistakes without running it:                 harness check suite.yaml
suite: starter

cases:
  - inline:
      - { id: vpn, input: "VPN drops every hour", expected: { group: Network } }
      - { id: password, input: "I forgot my password", expected: { group: Access } }
      # This one is red at first: the adapter does not know printers yet. Teach it, and run again.
      - { id: printer, input: "The printer is on fire", expected: { group: Hardware } }

targets:
  - name: adapter
    command: [./adapter.sh]
    lines: true       # started once: a case a line in, an answer a line out
    workers: 2
    format: json      # the output is JSON, so that scorers can point into it
    timeout: 10s      # for each case

score:
  - equals: { at: /group, expected: /group }
  - latency: 5s
    weight: 0         # reported, not decisive

gates:
  - pass_rate >= 90%
)";

constexpr const char* kLinesAdapter = R"sh(#!/bin/sh
# Gets one case a line: {"id", "input", "vars", "category", "tags", "repeat"}; answers {"id", "output"} a line.
# A program in any language can do this: read a line, parse it, answer, flush.
while IFS= read -r line; do
  id="$(printf '%s\n' "$line" | sed -n 's/.*"id": *"\(\([^"\\]\|\\.\)*\)".*/\1/p')"
  case "$line" in
    *VPN*) group=Network ;;
    *password*) group=Access ;;
    *) group=Other ;;
  esac
  printf '{"id":"%s","output":{"group":"%s"}}\n' "$id" "$group"
done
)sh";

constexpr const char* kHttpSuite = R"(# A starter suite for a service. Run it:  harness run suite.yaml
# Look at one case in detail:            harness try suite.yaml printer
# Find mistakes without running it:      harness check suite.yaml
suite: starter

cases:
  - inline:
      - { id: vpn, input: "VPN drops every hour", expected: Network }
      - { id: password, input: "I forgot my password", expected: Access }
      # This one is red at first: the service does not know printers yet. Teach it, and run again.
      - { id: printer, input: "The printer is on fire", expected: Hardware }

targets:
  - name: service
    http:
      url: "http://127.0.0.1:${PORT:-9000}/ask"
      # headers: { Authorization: "Bearer ${SERVICE_KEY}" }
      body: { id: "{{ id }}", text: "{{ input }}" }
      at: /group      # where the answer stands in what comes back
    # Started before the first case, stopped with the run. Leave both away for a service that runs already.
    start: [python3, service.py, "${PORT:-9000}"]
    ready: "http://127.0.0.1:${PORT:-9000}/health"
    timeout: 10s

score:
  - equals
  - latency: 5s
    weight: 0         # reported, not decisive

gates:
  - pass_rate >= 90%
)";

constexpr const char* kHttpService =
    R"py(# A service to begin with: POST /ask {"id", "text"} gives {"group"}. Put your own in its place.
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Service(BaseHTTPRequestHandler):
    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def do_GET(self):  # /health
        self.answer("up")

    def do_POST(self):
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"]
        group = "Network" if "VPN" in text else "Access" if "password" in text else "Other"
        self.answer({"group": group})


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Service).serve_forever()
)py";

constexpr const char* kReplaySuite =
    R"(# A starter suite over recorded outputs: nothing is called. Run it:  harness run suite.yaml
# Look at one case in detail:                                        harness try suite.yaml printer
# Find mistakes without running it:                                  harness check suite.yaml
suite: starter

cases:
  - inline:
      - { id: vpn, input: "VPN drops every hour", expected: Network }
      - { id: password, input: "I forgot my password", expected: Access }
      # This one is red: what was recorded for it is wrong.
      - { id: printer, input: "The printer is on fire", expected: Hardware }

targets:
  - name: recorded
    replay: outputs.jsonl   # one {"id", "output"} a line, a csv with these columns, or a file that --jsonl wrote

score:
  - equals

gates:
  - pass_rate >= 90%
)";

constexpr const char* kReplayOutputs = R"({"id": "vpn", "output": "Network", "latency_ms": 120}
{"id": "password", "output": "Access", "latency_ms": 95}
{"id": "printer", "output": "Other", "latency_ms": 101}
)";

const std::vector<Starter>& Starters() {
  static const std::vector<Starter> starters = {
      {"command", {{"suite.yaml", kCommandSuite}, {"adapter.sh", kCommandAdapter, true}}},
      {"lines", {{"suite.yaml", kLinesSuite}, {"adapter.sh", kLinesAdapter, true}}},
      {"http", {{"suite.yaml", kHttpSuite}, {"service.py", kHttpService}}},
      {"replay", {{"suite.yaml", kReplaySuite}, {"outputs.jsonl", kReplayOutputs}}},
  };
  return starters;
}

Result<> WriteStarter(const Starter& starter, const std::string& folder, World& world) {
  for (const StarterFile& file : starter.files)
    if (FileExists(world.files, folder + "/" + file.path))
      return Fail("{}/{} is there already; nothing was written", folder, file.path);
  for (const StarterFile& file : starter.files) {
    const std::string path = folder + "/" + file.path;
    auto out = world.files.Create(path);
    if (!out) return Unexpected(out.error());
    if (auto written = (*out)->Write(file.text); !written) return written;
    if (auto committed = (*out)->Commit(); !committed) return committed;
    if (file.executable && chmod(path.c_str(), 0755) != 0) return Fail("{}: it can't be made executable", path);
    world.out << "wrote " << path << "\n";
  }
  world.out << "Next: harness run " << folder << "/suite.yaml\n";
  return {};
}

}  // namespace

int RunInit(World& world, const std::vector<std::string>& arguments) {
  Options options("init --target command|lines|http|replay [FOLDER]", "folder");
  options.Add()(
      "target", TextOption()->value_name("KIND"),
      "command: a program, once a case; lines: a long-lived program; http: a service; replay: recorded outputs");
  if (const auto code = options.Parse(world, arguments)) return *code;
  const std::string kind = options.Text("target");
  const auto starter =
      std::find_if(Starters().begin(), Starters().end(), [&](const Starter& s) { return s.kind == kind; });
  if (starter == Starters().end()) {
    world.err << "harness: --target: command, lines, http or replay is expected"
              << (kind.empty() ? "" : ", found '" + kind + "'") << "\n";
    return kExitMistake;
  }
  const std::vector<std::string> folders = options.Texts("folder");
  if (auto written = WriteStarter(*starter, folders.empty() ? "." : folders[0], world); !written) {
    Complain(world, written.error());
    return kExitMistake;
  }
  return kExitHolds;
}

}  // namespace harness
