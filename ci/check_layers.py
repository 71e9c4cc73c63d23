#!/usr/bin/env python3
"""Checks the floors: a file includes only from lower floors, never from a sibling folder on its own floor; and the injected world.

The table is the one in docs/architecture.md. Exit 1 with one line a breach.
"""
import pathlib
import re
import sys

FLOORS = {
    "harness/base": 0,
    "harness/core": 1, "harness/stats": 1, "harness/sql": 1,
    "harness/suite": 2, "harness/models": 2, "harness/store": 2, "harness/results": 2,
    "harness/targets": 3, "harness/runner": 3, "scorers": 3, "generators": 3, "reports": 3,
    "harness/improve": 4, "harness/serve": 4,
    "harness/cli": 5,
}
# What the world lends; taking it directly is for those who make the world.
WORLD = re.compile(r"::now\(|random_device|\bgetenv\(|std::cout\b|std::cerr\b|std::cin\b")
WORLD_MAY = ("harness/base", "harness/cli", "harness/main.cc", "harness/sql/sqlite_worker_main.cc")
# Third-party libraries that one place wraps.
WRAPPED = {
    "sqlite3.h": ("harness/base/sqlite", "harness/sql/sqlite_reader.cc"), "yaml.h": "harness/suite/yaml", "curl/curl.h": "harness/base/http",
    "libpq-fe.h": "harness/sql/", "pg_query.h": "harness/sql/parse_tree", "httplib.h": "harness/serve/", "xlsxwriter.h": "generators/excel_table", "pugixml.hpp": "generators/xml_table", "spdlog/": "harness/cli/log",
    "boost/program_options.hpp": "harness/cli/", "expat.h": "scorers/xml", "Eigen/": "harness/results/quality/diversity",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)


def folder_of(path):
    return next((f for f in sorted(FLOORS, key=len, reverse=True) if path.startswith(f + "/")), None)


def breaches(path, text):
    own = folder_of(path)
    is_test = path.endswith("_test.cc")
    for included in INCLUDE.findall(text):
        line = text[: text.find(included)].count("\n") + 1
        for header, home in WRAPPED.items():
            wrapped = included.startswith(header) if header.endswith("/") else included == header
            if wrapped and not path.startswith(home) and not is_test:
                yield f"{path}:{line}: <{included}> belongs to {' and '.join([home] if isinstance(home, str) else home)} alone"
        other = folder_of(included)
        if own and included.startswith("tests/") and not is_test:
            yield f"{path}:{line}: product code includes {included}"
        if not own or not other or own == other:
            continue
        if FLOORS[other] >= FLOORS[own] and not is_test:
            yield f"{path}:{line}: floor {FLOORS[own]} ({own}) includes floor {FLOORS[other]} ({other})"
    if own and not path.startswith(WORLD_MAY) and not is_test:
        for found in WORLD.finditer(text):
            line = text[: found.start()].count("\n") + 1
            yield f"{path}:{line}: '{found.group()}' takes the world directly; it comes through a constructor"


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    files = [p for top in ("harness", "scorers", "generators", "reports") for p in sorted((root / top).rglob("*"))
             if p.suffix in (".cc", ".h")]
    found = [b for p in files for b in breaches(str(p.relative_to(root)), p.read_text())]
    print("\n".join(found) if found else f"layers: {len(files)} files, no breach")
    return 1 if found else 0


sys.exit(main())
