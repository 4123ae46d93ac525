"""Runs crisplint in every format and hands the output to readers of that format.

The JSON report is the measure: every other format must tell of as many findings. One line for each
check; exit 1 if one failed.
"""

import glob
import json
import pathlib
import re
import shutil
import subprocess
import sys

import jsonschema
import junitparser

TOOLS, BINARY = (pathlib.Path(argument) for argument in sys.argv[1:])
ROOT = pathlib.Path.cwd()
FORMATS = ["json", "sarif", "github", "gitlab", "junit", "markdown"]
# Reading, shape, roles and matrix: what is judged of every document, manifest or matrix.
FAMILIES = 4
ROWS = 200
count = {True: 0, False: 0}


def check(name, holds, why=""):
    count[bool(holds)] += 1
    print(f"{'ok' if holds else 'FAILED'}  {name}" + ("" if holds else f": {why}"), flush=True)


def crisplint(folder, format, *arguments):
    command = [BINARY, "check", "--today", "2026-11-23", "--format", format, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=120)


def multitool(file):
    """What the validator calls an error. Its exit code is 0 either way."""
    out = file.with_suffix(".validated")
    tool = TOOLS / "node_modules/.bin/sarif-multitool"
    command = [tool, "validate", file, "--log", "ForceOverwrite", "--output", out]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode != 0 or not out.exists():
        return [f"the validator ended with {done.returncode}: {done.stdout}{done.stderr}"]
    results = json.loads(out.read_text(encoding="utf-8-sig"))["runs"][0]["results"]
    errors = [result for result in results if result.get("level") == "error"]
    return [f"{error['ruleId']} {error['message'].get('arguments')}" for error in errors]


def schema_errors(log):
    path = glob.glob(f"{TOOLS}/node_modules/@microsoft/sarif-multitool-*/sarif-2.1.0.json")[0]
    schema = json.loads(pathlib.Path(path).read_text(encoding="utf-8-sig"))
    kind = jsonschema.validators.validator_for(schema)
    validator = kind(schema, format_checker=kind.FORMAT_CHECKER)
    return [error.message[:200] for error in validator.iter_errors(log)]


def check_sarif(name, text, findings, errors):
    file = TOOLS / f"{name}.sarif"
    file.write_bytes(text)
    log = json.loads(text)
    faults = multitool(file)
    check(f"{name}: SARIF passes the validator", not faults, faults[:3])
    faults = schema_errors(log)
    check(f"{name}: SARIF fits its schema", not faults, faults[:3])
    invocation = log["runs"][0]["invocations"][0]
    kinds = ["toolConfigurationNotifications", "toolExecutionNotifications"]
    told = [one["message"]["text"].split("\n")[0] for kind in kinds for one in invocation.get(kind, [])]
    check(f"{name}: SARIF tells every error", told == [error["message"] for error in errors], told)
    check(f"{name}: SARIF calls the run what it was", invocation["executionSuccessful"] == (not errors))
    results = log["runs"][0]["results"]

    def place(result):
        region = result["locations"][0]["physicalLocation"]["region"]
        return (result["ruleId"], region["startLine"], region["startColumn"], bool(result["suppressions"]))

    expected = [(f["code"], f["line"], f["column"], f["status"] != "open") for f in findings]
    check(f"{name}: SARIF holds every finding", [place(r) for r in results] == expected)


def check_junit(name, text, report, open_findings, told):
    file = TOOLS / f"{name}.xml"
    file.write_bytes(text)
    suites = junitparser.JUnitXml.fromfile(str(file))
    written = (suites.tests, suites.failures, suites.errors, suites.skipped)
    suites.update_statistics()
    counted = (suites.tests, suites.failures, suites.errors, suites.skipped)
    check(f"{name}: JUnit counts right", written == counted, f"{written} {counted}")
    check(f"{name}: JUnit has a case in error for each error", suites.errors == len(told), suites.errors)
    least = report["summary"]["documents"] * FAMILIES
    check(f"{name}: JUnit has the cases of every document", suites.tests >= least, suites.tests)
    failures = []
    for suite in suites:
        for case in suite:
            failures += [entry for entry in case.result if isinstance(entry, junitparser.Failure)]
    lines = [line for failure in failures for line in failure.text.splitlines() if not line.startswith("  ")]
    failing = [f for f in open_findings if f["severity"] != "info"]
    check(f"{name}: JUnit fails for every open fault", len(lines) == len(failing), f"{len(lines)} {len(failing)}")


def check_run(name, folder, exit, expected, *arguments):
    done = {format: crisplint(folder, format, *arguments) for format in FORMATS}
    codes = {run.returncode for run in done.values()}
    check(f"{name}: every format ends with {exit}", codes == {exit}, codes)
    text = {format: run.stdout for format, run in done.items()}
    report = json.loads(text["json"])
    findings = report["findings"]
    open_findings = [finding for finding in findings if finding["status"] == "open"]
    # What is a finding, too, is shown as one.
    shown = {finding["message"] for finding in findings}
    told = [error for error in report["errors"] if error["message"] not in shown]
    check(f"{name}: JSON tells the exit and why", report["exit"] == exit and bool(told) == (exit == 2), told)
    statuses = {finding["status"] for finding in findings}
    check(f"{name}: the run holds {expected or 'nothing'}", statuses == expected, statuses)
    check_sarif(name, text["sarif"], findings, report["errors"])
    check_junit(name, text["junit"], report, open_findings, told)
    issues = json.loads(text["gitlab"])
    check(f"{name}: GitLab has every open finding", len(issues) == len(open_findings) + len(told))
    blockers = [issue["description"] for issue in issues if issue["severity"] == "blocker"]
    check(f"{name}: GitLab is blocked by each error", blockers == [error["message"] for error in told], blockers)
    unique = {issue["fingerprint"] for issue in issues}
    check(f"{name}: GitLab's fingerprints are unique", len(unique) == len(issues))
    commands = text["github"].decode().splitlines()
    title = re.compile(r"::error (file=[^:,]+,line=1,)?title=crisplint could not complete the run::")
    stopped, commands = commands[: len(told)], commands[len(told) :]
    check(f"{name}: GitHub has every error", all(title.match(command) for command in stopped), stopped)
    formed = all(re.match(r"::(error|warning|notice) file=[^:,]+,line=\d+,endLine=\d+,col=\d+,", c) for c in commands)
    check(f"{name}: GitHub has every open finding", formed and len(commands) == len(open_findings))
    opened = text["markdown"].decode().split("\n### Waived\n")[0]
    rows = [line for line in opened.splitlines() if re.match(r"\| (error|warning|info) \|", line)]
    check(f"{name}: Markdown has a row for each", len(rows) == min(len(open_findings), ROWS), len(rows))
    files = [f"--report={format}={TOOLS}/{name}.report.{format}" for format in FORMATS]
    crisplint(folder, "concise", *files, *arguments)
    same = [f for f in FORMATS if (TOOLS / f"{name}.report.{f}").read_bytes() == text[f]]
    check(f"{name}: a report in a file is the same", same == FORMATS, same)


def check_controls():
    """What is wrong must be refused, or a pass means nothing."""
    log = json.loads((TOOLS / "broken.sarif").read_bytes())
    log["runs"][0]["results"][0]["ruleIndex"] = 999
    file = TOOLS / "control.sarif"
    file.write_text(json.dumps(log))
    check("control: the validator refuses an index beyond the rules", "SARIF1009" in str(multitool(file)))
    log["runs"][0]["results"][0]["level"] = "fatal"
    check("control: the schema refuses an unknown level", "fatal" in str(schema_errors(log)))


empty = TOOLS / "empty"
empty.mkdir()
check_run("clean", ROOT, 0, set(), "fixtures/clean")
check_run("broken", ROOT, 1, {"open", "waived"}, "fixtures/broken")
check_run("hostile", ROOT, 1, {"open"}, "fixtures/hostile")
check_run("empty", empty, 0, set(), "--allow-empty")
baselined = TOOLS / "baselined"
shutil.copytree(ROOT / "fixtures/broken/CRISP309", baselined)
crisplint(baselined, "concise", "--write-baseline", "baseline.json")
(baselined / ".crisplint.yaml").write_text("baseline: baseline.json\n")
check_run("baselined", baselined, 0, {"baselined"})
check_run("missing", ROOT, 2, set(), "fixtures/clean", "./no where.yaml")
misconfigured = TOOLS / "misconfigured"
misconfigured.mkdir()
(misconfigured / ".crisplint.yaml").write_text("exlude: [x]\nrules: {CRISP202: off}\n")
check_run("misconfigured", misconfigured, 2, {"open"}, ".")
(baselined / "baseline.json").write_text("{")
check_run("damaged", baselined, 2, {"open"})
check_controls()
print(f"{count[True]} passed, {count[False]} failed")
sys.exit(1 if count[False] else 0)
