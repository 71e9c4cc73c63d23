#!/usr/bin/python3
"""Renders templates with Jinja2, whose words are the standard of harness/base/template.h.

templates.py                  writes templates.jsonl beside it: {template, vars, files?, options?} and expected, or error: true
templates.py --compare FILE   renders every line of FILE again and says what differs; exit code 77 without Jinja2
"""

import json
import os
import sys

try:
    import jinja2
except ImportError:
    sys.exit(77)

from templates_list import CASES


def in_order(value):
    """Maps have their keys in the order of their bytes, as harness has them."""
    if isinstance(value, dict):
        return {key: in_order(value[key]) for key in sorted(value, key=lambda k: k.encode())}
    return [in_order(item) for item in value] if isinstance(value, list) else value


def render(case):
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        loader=jinja2.DictLoader(case.get("files", {})),
        **case.get("options", {}),
    )
    try:
        text = environment.from_string(case["template"]).render(in_order(case["vars"]))
        text.encode()
        return {"expected": text}
    except Exception as error:  # whatever Jinja and Python raise is an error of the template
        return {"error": True, "why": f"{type(error).__name__}: {error}"}


def write():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "templates.jsonl"), "w", encoding="utf-8") as out:
        for case in CASES:
            result = render(case)
            result.pop("why", None)
            out.write(json.dumps({**case, **result}, ensure_ascii=False) + "\n")


def compare(path):
    differences = 0
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            case = json.loads(line)
            result = render(case)
            if case.get("error", False) == result.get("error", False) and case.get("expected") == result.get("expected"):
                continue
            differences += 1
            print(f"line {number}: {case['template']!r}\n  here   {case.get('expected', 'an error')!r}\n  Jinja2 "
                  f"{result.get('expected', result.get('why'))!r}")
    return 1 if differences else 0


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--compare":
        sys.exit(compare(sys.argv[2]))
    write()
