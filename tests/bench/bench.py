#!/usr/bin/env python3
"""Measures harness against its figures; every ratio is taken in this one run. Usage: bench.py BIN_FOLDER DATA_FOLDER WORK_FOLDER [--no-promptfoo]

Medians of interleaved runs. Prints a table; exits with 1 when a figure is missed.
"""
import csv
import json
import os
import pathlib
import re
import select
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import time

BIN, DATA, WORK = (pathlib.Path(p).resolve() for p in sys.argv[1:4])
HARNESS = str(BIN / "harness")
ROUNDS = 7
MILLION = 1_000_000
SUITE = """suite: replay
cases:
  - file: {cases}
    map: {{ id: id, input: text, expected: group, category: group }}
targets:
  - replay: {outputs}
score:
  - equals
  - not-contains: password
  - regex: "^[A-Z]"
  - not-icontains: error
gates: [pass_rate >= 50%]
"""
rows = []  # (what, measured, bound, holds)


def report(what, measured, bound, holds):
    rows.append((what, measured, bound, holds))
    print(f"{'ok  ' if holds else 'MISS'}  {what}: {measured} (at least / at most: {bound})", flush=True)


def timed(command, env=None):
    """Wall seconds and peak RSS in MB of one command, which must succeed."""
    before = time.monotonic()
    process = subprocess.Popen(command, cwd=WORK, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.monotonic() - before
    if os.waitstatus_to_exitcode(status) not in (0, 100):
        sys.exit(f"{' '.join(map(str, command))} failed: {error.decode()[-2000:]}")
    return took, usage.ru_maxrss / 1024


def fresh(name):
    for path in WORK.glob(name + "*"):
        path.unlink()
    return name


def tickets():
    with open(DATA / "it-tickets" / "tickets.csv", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        return list(reader)


def write_tables(name, records, count):
    """count cases and their recorded outputs; the records are repeated as often as it takes, with ids of their own."""
    with open(WORK / f"{name}-cases.csv", "w", newline="") as cases, open(WORK / f"{name}-outputs.csv", "w", newline="") as outputs:
        case_writer, output_writer = csv.writer(cases), csv.writer(outputs)
        case_writer.writerow(["id", "text", "group"])
        output_writer.writerow(["id", "output"])
        for i in range(count):
            text, group = records[i % len(records)]
            case_writer.writerow([f"t{i}", text, group])
            output_writer.writerow([f"t{i}", group if i % 7 else "Hardware"])
    (WORK / f"{name}.yaml").write_text(SUITE.format(cases=f"{name}-cases.csv", outputs=f"{name}-outputs.csv"))


def run(name):
    return timed([HARNESS, "run", f"{name}.yaml", "--quiet", "--store", fresh("harness.db"), "--jsonl", "out.jsonl"])


def bare_loop(count):
    ours, bare = [], []
    for _ in range(ROUNDS):
        bare.append(timed([str(BIN / "bare_loop"), "real-cases.csv", "real-outputs.csv", fresh("bare.db")])[0])
        ours.append(run("real"))
    mine, loop = statistics.median(o[0] for o in ours), statistics.median(bare)
    print(f"      harness {count / mine:,.0f} cases/s ({mine:.3f} s), bare loop {count / loop:,.0f} ({loop:.3f} s)")
    report("share of a bare loop's rate", f"{loop / mine:.2f}", 0.5, loop / mine >= 0.5)
    return statistics.median(o[1] for o in ours), count / mine


def memory(records, small_mb):
    write_tables("million", records, MILLION)
    _, big_mb = run("million")
    each = (big_mb - small_mb) * 1024 * 1024 / (MILLION - len(records))
    report(f"peak memory at {len(records):,} cases", f"{small_mb:.0f} MB", "100 MB", small_mb <= 100)
    report("peak memory at 1,000,000 cases", f"{big_mb:.0f} MB", "100 MB", big_mb <= 100)
    report("memory for each further case", f"{each:.0f} bytes", "64 bytes", each <= 64)
    for path in list(WORK.glob("million*")) + list(WORK.glob("harness.db*")) + [WORK / "out.jsonl"]:
        path.unlink()


def scoring_again(records):
    """10,000 stored attempts, of whose four rules one changed."""
    write_tables("stored", records, 10_000)
    suite = (WORK / "stored.yaml").read_text()
    (WORK / "changed.yaml").write_text(suite.replace('"^[A-Z]"', '"^[A-Z][a-z]"'))
    took = []
    for _ in range(ROUNDS):
        run("stored")
        took.append(timed([HARNESS, "score", "last", "changed.yaml", "--quiet", "--store", "harness.db"])[0])
    middle = statistics.median(took)
    report("10,000 attempts scored anew, one rule changed", f"{middle:.2f} s", "2 s", middle <= 2)


def sql_pairs():
    """The answers of 13 systems to 52 questions, with the gold query of each."""
    folder = DATA / "superhero"
    gold = {q["id"]: q["gold_sql"] for q in map(json.loads, (folder / "questions_mini_dev.jsonl").open())}
    systems = sorted(folder.glob("predictions/*.jsonl"))
    pairs = [(a["output"], gold[a["id"]]) for s in systems for a in map(json.loads, s.open())]
    targets = "\n".join(f"  - {{ name: {s.stem}, replay: {s} }}" for s in systems)
    (WORK / "superhero.yaml").write_text(f"""suite: superhero
cases:
  - file: {folder}/questions_mini_dev.jsonl
    map: {{ id: id, input: question, expected: gold_sql }}
targets:
{targets}
score: [ {{ sql-result: {{ database: {folder}/superhero.sqlite, rule: bird-ex, extract: none }} }} ]
gates: [ pass_rate >= 1% ]
run: {{ concurrency: 16 }}
""")
    with open(WORK / "queries.jsonl", "w") as file:
        for query in sorted({q for pair in pairs for q in pair}):
            file.write(json.dumps({"sql": query}) + "\n")
    return pairs


def python_loop(pairs):
    """BIRD's rule over Python's sqlite3: both queries of each pair, the sets of their rows compared."""
    path = DATA / "superhero" / "superhero.sqlite"
    before, right = time.monotonic(), 0
    for answer, gold in pairs:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            right += set(connection.execute(answer).fetchall()) == set(connection.execute(gold).fetchall())
        except (sqlite3.Error, sqlite3.Warning):
            pass
        connection.close()
    return time.monotonic() - before, right


def sql():
    pairs = sql_pairs()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        took, right = python_loop(pairs)
        theirs.append(took)
        timed([HARNESS, "run", "superhero.yaml", "--quiet", "--store", fresh("harness.db"), "--json", "out.json"])
        out = json.loads((WORK / "out.json").read_text())
        ours.append(out["run"]["duration_s"])  # without the process's start, as the loop's
        passed = out["summary"]["passed"]
        if passed != right:
            sys.exit(f"harness passes {passed} pairs, the Python loop {right}")
    mine, python = statistics.median(ours), statistics.median(theirs)
    print(f"      harness {len(pairs) / mine:,.0f} pairs/s ({mine:.3f} s), Python loop {len(pairs) / python:,.0f} ({python:.3f} s)")
    report("SQL pairs a second, times a Python loop's", f"{python / mine:.1f}", 4, python / mine >= 4)
    found = json.loads(subprocess.run([str(BIN / "sandbox_overhead"), str(DATA / "superhero" / "superhero.sqlite"), "queries.jsonl"],
                                      cwd=WORK, check=True, capture_output=True).stdout)
    print(f"      {found['queries']} queries, bare {found['bare_us']:.0f} us (median)")
    report("what the sandbox adds to a query (median)", f"{found['added_us']:.0f} us", "100 us", found["added_us"] <= 100)


def startup(records):
    write_tables("ten", records, 10)
    whole = statistics.median(run("ten")[0] for _ in range(31)) * 1000
    report("a suite of 10 cases, whole process", f"{whole:.1f} ms", "30 ms", whole <= 30)
    for flag in ("--version", "--help"):
        took = statistics.median(timed([HARNESS, flag])[0] for _ in range(31)) * 1000
        report(flag, f"{took:.1f} ms", "10 ms", took <= 10)


class ModelServer:
    """The model server of the tests, in a process of its own."""

    def __init__(self, latency_ms):
        script = WORK / f"models-{latency_ms}.json"
        script.write_text(json.dumps({"latency_ms": latency_ms}))
        self.process = subprocess.Popen([str(BIN / "harness-model-server"), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def model_calls(server, count, concurrency):
    """Wall seconds, CPU seconds and peak RSS in MB of a run of `count` cases that each ask the model once."""
    (WORK / "calls.csv").write_text("id,text\n" + "".join(f"c{i},ticket {i}\n" for i in range(count)))
    (WORK / "calls.yaml").write_text(f"""suite: calls
models: {{ m: {{ provider: openai, base_url: "{server.url}/v1", model: echo, concurrency: {concurrency} }} }}
cases: [ {{ file: calls.csv, map: {{ id: id, input: text }} }} ]
targets: [ {{ chat: {{ model: m }} }} ]
run: {{ concurrency: {concurrency} }}
""")
    before = time.monotonic()
    process = subprocess.Popen([HARNESS, "run", "calls.yaml", "--quiet", "--store", fresh("calls.db")], cwd=WORK, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit("harness run calls.yaml failed")
    return time.monotonic() - before, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def bare_calls(server, count, concurrency):
    """Wall seconds of the same calls by sockets alone: what server, kernel and machine take by themselves."""
    host, port = server.url.removeprefix("http://").split(":")
    body = b'{"messages":[{"content":"ticket 1","role":"user"}],"model":"echo"}'
    request = b"POST /v1/chat/completions HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (host.encode(), len(body)) + body
    before, left = time.monotonic(), count
    poll, sockets = select.epoll(), {}
    for _ in range(min(concurrency, count)):
        connection = socket.create_connection((host, int(port)))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sockets[connection.fileno()] = [connection, b""]
        poll.register(connection, select.EPOLLIN)
        connection.sendall(request)
        left -= 1
    answers = 0
    while answers < count:
        for number, _ in poll.poll():
            state = sockets[number]
            state[1] += state[0].recv(1 << 16)
            head, end, rest = state[1].partition(b"\r\n\r\n")
            if not end or len(rest) < int(re.search(rb"Content-Length: (\d+)", head)[1]):
                continue
            state[1] = b""
            answers += 1
            if left > 0:
                state[0].sendall(request)
                left -= 1
    took = time.monotonic() - before
    for connection, _ in sockets.values():
        connection.close()
    return took


def models(with_promptfoo):
    with ModelServer(200) as server:
        runs = [model_calls(server, 10_000, 1000) for _ in range(3)]
        bare = statistics.median(bare_calls(server, 10_000, 1000) for _ in range(3))
        took, memory_mb = statistics.median(r[0] for r in runs), max(r[2] for r in runs)
        print(f"      10,000 calls of 200 ms, 1,000 at once: {took:.2f} s; by sockets alone {bare:.2f} s")
        report("10,000 calls of 200 ms, 1,000 at once: times the ideal 2 s", f"{took / 2:.2f}", 1.15, took / 2 <= 1.15)
        report("the same: peak MB", f"{memory_mb:.0f}", 250, memory_mb <= 250)
    with ModelServer(50) as server:
        def added_ms(calls):
            one = statistics.median(calls(server, 8, 8) for _ in range(5))
            many = statistics.median(calls(server, 808, 8) for _ in range(3))
            return ((many - one) / 100 - 0.05) * 1000
        ours, bare = added_ms(lambda *terms: model_calls(*terms)[0]), added_ms(bare_calls)
        print(f"      8 calls of 50 ms at once: {ours:.2f} ms more than that; by sockets alone {bare:.2f} ms more")
        report("8 calls at once: ms that harness adds to a call by sockets alone", f"{ours - bare:.2f}", 1, ours - bare <= 1)
    if not with_promptfoo:
        return
    with ModelServer(200) as server:
        ours = statistics.median(model_calls(server, 1000, 100)[1] for _ in range(3))
        theirs = promptfoo_calls(server)
        print(f"      1,000 calls, 100 at once: {ours:.2f} s of processor time, promptfoo {theirs:.2f} s")
        report("times less processor time than promptfoo", f"{theirs / ours:.0f}", 10, theirs / ours >= 10)


TEN_COLUMNS = """dataset: people
seed: 1
count: {count}
columns:
  - {{ name: id, uuid: {{}} }}
  - {{ name: name, full_name: {{}} }}
  - {{ name: email, email: {{}} }}
  - {{ name: number, uniform: {{ low: 0, high: 1000000, decimals: 0 }} }}
  - {{ name: city, city: {{}} }}
  - {{ name: street, street_address: {{}} }}
  - {{ name: phone, phone: {{}} }}
  - {{ name: company, company: {{}} }}
  - {{ name: past, datetime: {{ start: 2024-01-01, end: 2025-01-01 }} }}
  - {{ name: sentence, sentence: {{}} }}
output: [ people.csv ]
"""
# The same with @faker-js/faker, seeded, written in pieces of a megabyte.
FAKER = """const { faker } = require('@faker-js/faker');
const fs = require('fs');
faker.seed(1);
const out = fs.openSync('faker.csv', 'w');
const quote = (text) => /[",\\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
let rows = 'id,name,email,number,city,street,phone,company,past,sentence\\n';
for (let i = 0; i < Number(process.argv[2]); ++i) {
  rows += [faker.string.uuid(), quote(faker.person.fullName()), faker.internet.email(), faker.number.int(1000000),
           quote(faker.location.city()), quote(faker.location.streetAddress()), faker.phone.number(), quote(faker.company.name()),
           faker.date.past().toISOString(), quote(faker.lorem.sentence())].join(',') + '\\n';
  if (rows.length > 1 << 20) { fs.writeSync(out, rows); rows = ''; }
}
fs.writeSync(out, rows);
fs.fsyncSync(out);
"""


def generation(with_npm):
    """Ten columns to CSV: rows a second, the share of a plain write of the same bytes, and beside faker-js."""
    def ours(count):
        (WORK / "people.yaml").write_text(TEN_COLUMNS.format(count=count))
        return statistics.median(timed([HARNESS, "generate", "people.yaml"])[0] for _ in range(3))
    few, many = ours(1000), ours(1_000_000)
    rate = 999_000 / (many - few)
    table = (WORK / "people.csv").read_bytes()
    took = []
    for _ in range(3):
        before = time.monotonic()
        with open(WORK / "plain.csv", "wb") as plain:
            plain.write(table)
            plain.flush()
            os.fsync(plain.fileno())
        took.append(time.monotonic() - before)
    print(f"      ten columns to CSV: {rate:,.0f} rows/s, {rate * len(table) / 1e12:.0f} MB/s; a plain write of the same bytes takes {statistics.median(took) / many:.2f} of that time")
    if not with_npm:
        return
    folder = WORK / "faker"
    folder.mkdir(exist_ok=True)
    if not (folder / "node_modules" / "@faker-js").exists():
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "@faker-js/faker"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (folder / "rows.js").write_text(FAKER)

    def theirs(count):
        before = time.monotonic()
        subprocess.run(["node", "rows.js", str(count)], cwd=folder, check=True)
        return time.monotonic() - before
    few, many = (statistics.median(theirs(count) for _ in range(3)) for count in (100, 50_100))
    their_rate = 50_000 / (many - few)
    print(f"      faker-js: {their_rate:,.0f} rows/s")
    report("rows/s of ten columns, times those of faker-js", f"{rate / their_rate:.0f}", 20, rate / their_rate >= 20)


def promptfoo_program():
    folder = WORK / "promptfoo"
    folder.mkdir(exist_ok=True)
    program = folder / "node_modules" / ".bin" / "promptfoo"
    if not program.exists():
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "promptfoo"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    env = dict(os.environ, PROMPTFOO_DISABLE_TELEMETRY="1", PROMPTFOO_DISABLE_UPDATE="1", PROMPTFOO_CONFIG_DIR=str(folder / "home"),
               PROMPTFOO_DISABLE_REMOTE_GENERATION="true", OPENAI_API_KEY="none")
    return program, env


def promptfoo_calls(server):
    """CPU seconds of promptfoo for 1,000 calls, 100 at once."""
    program, env = promptfoo_program()
    config = {"prompts": ["{{text}}"], "providers": [{"id": "openai:chat:echo", "config": {"apiBaseUrl": server.url + "/v1"}}],
              "tests": [{"vars": {"text": f"ticket {i}"}} for i in range(1000)]}
    path = WORK / "promptfoo" / "config-calls.json"
    path.write_text(json.dumps(config))
    command = [str(program), "eval", "-c", str(path), "-j", "100", "--no-cache", "--no-write", "--no-table", "--no-progress-bar",
               "-o", str(WORK / "promptfoo" / "out-calls.jsonl")]
    process = subprocess.Popen(command, cwd=WORK, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 100):
        sys.exit("promptfoo failed on the model server")
    return usage.ru_utime + usage.ru_stime


def promptfoo(records, our_rate):
    program, env = promptfoo_program()
    folder = WORK / "promptfoo"
    took = {}
    for count in (10, 5000):
        # The echo provider answers with the prompt: the ticket's group, as the replayed outputs do.
        tests = [{"vars": {"answer": group if i % 7 else "Hardware"},
                  "assert": [{"type": "equals", "value": group}, {"type": "not-contains", "value": "password"},
                             {"type": "regex", "value": "^[A-Z]"}, {"type": "not-icontains", "value": "error"}]}
                 for i, (_, group) in enumerate(records[:count])]
        config = {"prompts": ["{{answer}}"], "providers": ["echo"], "tests": tests}
        path = folder / f"config-{count}.json"
        path.write_text(json.dumps(config))
        command = [str(program), "eval", "-c", str(path), "--no-cache", "--no-write", "--no-table", "--no-progress-bar", "-o", str(folder / f"out-{count}.jsonl")]
        took[count] = statistics.median(timed(command, env)[0] for _ in range(3 if count == 10 else 1))
    rate = 5000 / took[5000]
    print(f"      promptfoo: 10 cases {took[10]:.2f} s, 5,000 cases {took[5000]:.1f} s ({rate:.0f} cases/s)")
    report("times promptfoo's cases/s", f"{our_rate / rate:.0f}", 100, our_rate / rate >= 100)


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    records = tickets()
    write_tables("real", records, len(records))
    small_mb, our_rate = bare_loop(len(records))
    startup(records)
    scoring_again(records)
    sql()
    memory(records, small_mb)
    with_promptfoo = "--no-promptfoo" not in sys.argv and shutil.which("npm") is not None
    models(with_promptfoo)
    generation(with_promptfoo)
    if with_promptfoo:
        promptfoo(records, our_rate)
    else:
        print("skip  promptfoo: no npm, or not wanted")
    print(f"\n{sum(r[3] for r in rows)} of {len(rows)} figures reached; load average {os.getloadavg()[0]:.1f}")
    return 0 if all(r[3] for r in rows) else 1


sys.exit(main())
