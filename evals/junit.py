"""Reports in JUnit's XML form, which every CI system shows: a test per case, and one per gate."""

import re
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_BARRED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML file may hold, and that leads send all the same."""


def junit(reports: Mapping[str, Mapping[str, Any]]) -> str:
    """The document. A gate that does not hold is an error of its own: a suite may pass with failing cases."""
    suites = "".join(_suite(name, report) for name, report in reports.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="bantam eval">\n{suites}</testsuites>\n'


def _suite(name: str, report: Mapping[str, Any]) -> str:
    gates = [_gate(name, gate) for gate in report["gates"]]
    cases = [_case(name, case) for case in report["cases"]]
    failed = sum(not case["passed"] for case in report["cases"])
    broken = sum(not gate["held"] for gate in report["gates"])
    head = (
        f"<testsuite name={_quoted(name)} tests={_quoted(len(cases) + len(gates))} failures={_quoted(failed + broken)}>"
    )
    return f" {head}\n{''.join(gates)}{''.join(cases)} </testsuite>\n"


def _gate(suite: str, gate: Mapping[str, Any]) -> str:
    fault = None if gate["held"] else f"{gate['gate']} does not hold: it is {gate['value']}"
    return _test(f"{suite}.gates", gate["gate"], fault, "")


def _case(suite: str, case: Mapping[str, Any]) -> str:
    repeat = f" #{case['repeat'] + 1}" if case["repeat"] else ""
    faults = [*case["wrong"], *case["also"]]
    return _test(suite, f"{case['id']}{repeat}", "; ".join(faults) if faults else None, _told(case))


def _told(case: Mapping[str, Any]) -> str:
    if case["kind"] == "message":
        return str(case["text"])
    return "\n".join(f"{m['from']}: {m['text']}" for m in case["got"].get("transcript", []))


def _test(group: str, name: str, fault: str | None, told: str) -> str:
    head = f"  <testcase classname={_quoted(group)} name={_quoted(name)}"
    if fault is None:
        return f"{head}/>\n"
    return f"{head}><failure message={_quoted(fault[:500])}>{escape(_BARRED.sub('?', told))}</failure></testcase>\n"


def _quoted(value: object) -> str:
    return quoteattr(_BARRED.sub("?", str(value)))
