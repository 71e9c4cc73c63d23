// harness init --target KIND | --spec
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
  const char* next = "run";  // the command to go on with, of the first file
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

constexpr const char* kSpec = R"(# A starter data set, made without a model. Make it:  harness generate spec.yaml
# Look at some records, and write nothing:           harness generate spec.yaml --preview 3
# One record with what is said of it:                harness try spec.yaml 2
# Find mistakes without making it:                   harness check spec.yaml
dataset: tickets
seed: 1               # the same seed gives the same records, on any machine
count: 10
per: urgency          # so many of each value

columns:
  - name: number
    sequence: { prefix: INC, width: 7, start: 10001 }
  - name: urgency
    category: [high, low]
  - name: kind
    category: { values: [access, hardware, network], weights: [5, 3, 2] }   # exact shares
  - name: requester
    full_name: {}
  - name: opened_at
    datetime: { start: 2025-01-01, end: 2026-01-01, unit: m }
  - name: description
    phrase:           # texts without a model: slots in braces, columns among them
      rules:
        start: "{opening}{problem}. {effect}{closing}"
        opening: ["", "Hello, ", "Hi team, ", "Since {3..45} minutes ago "]
        problem:
          - { text: "{account} says {refusal}", when: "kind == 'access'" }
          - { text: "{device|a} in {place} {fault}", when: "kind == 'hardware'" }
          - { text: "{connection} in {place} {weakness}", when: "kind == 'network'" }
        account: ["my account", "the VPN login", "the payroll portal", "single sign-on", "my mailbox"]
        refusal: ["that my password has expired", "access denied", "error {/0x8007[0-9A-F]{4}/}", "I am locked out"]
        device: [laptop, docking station, printer, monitor, headset]
        fault: ["does not start", "makes a loud noise", "shows {/E-[0-9]{3}/}", "is dead since {1..30} days"]
        connection: ["the Wi-Fi", "the network", "the VPN", "the phone line"]
        weakness: ["drops every {2..30} minutes", "is slow", "is gone since {1..12} hours", "loses {5..60} % of packets"]
        place: ["room {100..599}", "building {/[A-F]/}", "the warehouse", "my home office", "the {2..9}th floor"]
        effect:
          - { text: "{2..90} people can't work. ", when: "urgency == 'high'" }
          - { text: "It must work before {8..18}:00 today. ", when: "urgency == 'high'" }
          - { text: "It is no hurry. ", when: "urgency == 'low'" }
          - { text: "I can work from {place} meanwhile. ", when: "urgency == 'low'" }
        closing: ["Thanks, {requester}", "{requester}", "Please call extension {1000..9999}"]
  # A model can write a column as well; give it a key and take the marks away:
  # - name: resolution
  #   text: { model: writer, prompt: "Write how this was solved, in two sentences: {{ description }}" }
# models:
#   writer: { provider: openai, model: gpt-4o-mini-2024-07-18, max_tokens: 200 }   # the key: OPENAI_API_KEY

validate:             # scorers, as in suites; a record that fails is left out of the files
  - not-contains: { at: /description, value: "{" }
    name: no-open-slots

quality:              # gates on all records together
  - near_twins(description) <= 5%

case: { id: number, input: description, expected: { kind: kind }, category: urgency }   # as a test case of a suite
output: [ tickets.jsonl, tickets.csv ]
)";

const std::vector<Starter>& Starters() {
  static const std::vector<Starter> starters = {
      {"command", {{"suite.yaml", kCommandSuite}, {"adapter.sh", kCommandAdapter, true}}},
      {"lines", {{"suite.yaml", kLinesSuite}, {"adapter.sh", kLinesAdapter, true}}},
      {"http", {{"suite.yaml", kHttpSuite}, {"service.py", kHttpService}}},
      {"replay", {{"suite.yaml", kReplaySuite}, {"outputs.jsonl", kReplayOutputs}}},
      {"spec", {{"spec.yaml", kSpec}}, "generate"},
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
  world.out << "Next: harness " << starter.next << " " << folder << "/" << starter.files.front().path << "\n";
  return {};
}

}  // namespace

int RunInit(World& world, const std::vector<std::string>& arguments) {
  Options options("init --target command|lines|http|replay [FOLDER], or init --spec [FOLDER]", "folder");
  options.Add()("target", TextOption()->value_name("KIND"),
                "a suite: command: a program, once a case; lines: a long-lived program; http: a service; replay: "
                "recorded outputs")("spec", FlagOption(), "the spec of a data set, to be made without a model");
  if (const auto code = options.Parse(world, arguments)) return *code;
  if (options.Flag("spec") && options.Has("target")) {
    Complain(world, Error("--target begins a suite and --spec a data set: one of them"));
    return kExitMistake;
  }
  const std::string kind = options.Flag("spec") ? "spec" : options.Text("target");
  const auto starter =
      std::find_if(Starters().begin(), Starters().end(), [&](const Starter& s) { return s.kind == kind; });
  if (starter == Starters().end() || (kind == "spec" && !options.Flag("spec"))) {
    world.err << "harness: --target: command, lines, http or replay is expected, or --spec for a data set"
              << (kind.empty() ? "" : "; found '" + kind + "'") << "\n";
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
