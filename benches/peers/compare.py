"""Makes the corpus, times crisplint beside its floors and its peers, and writes tables as Markdown.

Progress goes to standard error, the tables to standard output.
"""

import argparse
import datetime
import sys
from collections.abc import Iterator
from pathlib import Path

import corpus
from peers import PEERS, SHAPE, SYNTAX, TWICE, Peer, verify, version, write_ruleset
from timing import Candidate, compare, factor, machine, memory, show, spread

HERE = Path(__file__).parent
TODAY = "2026-11-23"
# Manifests for what is fast, and for what takes a minute for so many.
MANY, SOME = 10_000, 1_000
# Manifests to try a tool on.
FEW = 5
# How many times as fast as each of these crisplint wants to be.
GOALS = {"check-jsonschema": 200, "jsonschema-cli": 6, "ajv-cli": 4, "ryl": 2.5}


class Bench:
    """What is measured with, and where."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.clean = (HERE.parent / "manifest.yaml").read_text(encoding="utf-8")
        self.broken = (HERE.parent / "broken.yaml").read_text(encoding="utf-8")
        # Broken as most are, in one place; the other template is broken in every third line.
        self.stale = self.clean.replace('reviewed: "2026-', 'reviewed: "2024-')
        corpus.prepare(folder, self.clean, self.broken, self.stale)

    def crisplint(self, name: str, *arguments: str, **more: int) -> Candidate:
        return Candidate(name, [str(self.options.crisplint), "check", "--today", TODAY, *arguments], **more)

    def floor(self, name: str, work: str, path: str) -> Candidate:
        return Candidate(name, [str(self.options.floors), work, path])

    def make(self, name: str, template: str, count: int, ending: str = "yaml") -> None:
        corpus.make(self.folder, name, template, count, ending)

    def make_mixed(self, name: str, overlooked: str) -> None:
        corpus.make_mixed(self.folder, name, self.clean, MANY, overlooked)

    def time(self, title: str, candidates: list[Candidate], rounds: int, *, warm: bool = True) -> None:
        print(f"{title}, {rounds} rounds, {machine()}", file=sys.stderr)
        compare(candidates, rounds, self.folder, warm=warm)

    def files(self, name: str) -> list[str]:
        below = (self.folder / name).rglob("*.crisp.*")
        return sorted(str(file.relative_to(self.folder)) for file in below)


def main() -> None:
    options = arguments()
    started = machine()
    bench = Bench(options, options.tools / "corpus")
    parts = [itself, one] if options.quick else [itself, one, beside]
    goals = {}
    for part in parts:
        goals |= part(bench)
        print(flush=True)
    today = datetime.datetime.now(datetime.UTC).date()
    print(f"Measured on {today}: at the start {started}, at the end {machine()}.\n")
    table_of_goals(goals)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benches/peers/run", description=__doc__)
    for name in ("--tools", "--crisplint", "--floors"):
        # Given by `run`.
        parser.add_argument(name, type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="crisplint, its floors and ruff alone")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of what takes seconds")
    parser.add_argument("--slow-rounds", type=int, default=3, help="rounds of what takes a minute")
    parser.add_argument("--only", default="", help="peers whose name begins so")
    return parser.parse_args()


def itself(bench: Bench) -> Iterator[tuple[str, float]]:
    """crisplint beside its floors, over each corpus."""
    bench.make("clean", bench.clean, MANY)
    bench.make("stale", bench.stale, MANY)
    bench.make("broken", bench.broken, MANY)
    bench.make("vast", bench.clean, 10 * MANY)
    bench.make_mixed("mixed", "warning")
    bench.make_mixed("mixed-off", "off")
    large = corpus.make_large(bench.folder, bench.clean).name
    events, bytes_ = "the YAML event parser alone", "reading the files alone"
    clean = bench.crisplint("crisplint check", "clean")
    scan = bench.floor(events, "scan", "clean")
    json = "crisplint check --format json"
    single = bench.crisplint(json, "stale", "--format", "json", exit=1)
    many = bench.crisplint(json, "broken", "--format", "json", exit=1)
    mixed = bench.crisplint("crisplint check", "mixed")
    unread = bench.crisplint("crisplint check, CRISP007 off", "mixed-off")
    rows = [
        ("10,000 clean manifests", clean),
        ("10,000 clean manifests", scan),
        ("10,000 clean manifests", bench.floor(bytes_, "read", "clean")),
        ("10,000 manifests, one fault each", single),
        ("10,000 manifests, 24 faults each", many),
        ("10,000 manifests, 24 faults each", bench.crisplint("crisplint check", "broken", exit=1)),
        ("10,000 manifests, 10,000 other YAML files", mixed),
        ("10,000 manifests, 10,000 other YAML files", unread),
        ("one file of 20 MB, many documents", bench.crisplint("crisplint check", large)),
        ("one file of 20 MB, many documents", bench.floor(events, "scan", large)),
    ]
    again = bench.crisplint("crisplint check", "clean")
    vast = bench.crisplint("crisplint check", "vast")
    slow_rows = [
        ("100,000 clean manifests", vast),
        ("100,000 clean manifests", bench.floor(events, "scan", "vast")),
    ]
    bench.time("itself", [candidate for _, candidate in rows], bench.options.rounds)
    slow = [candidate for _, candidate in slow_rows]
    bench.time("100,000 manifests", [again, *slow], bench.options.slow_rounds)
    head("crisplint and its floors", "over")
    for base, part in ((clean, rows), (again, slow_rows)):
        for over, candidate in part:
            row(candidate, base, over)
    yield "10,000 clean manifests: times the event parser, at most 1.3", clean.wall / scan.wall
    broken = "10,000 manifests, every one broken: times clean ones as json, at most 2"
    yield broken, single.wall / clean.wall
    overlooked = "10,000 manifests, 10,000 other YAML files: times CRISP007 off, at most 1.25"
    yield overlooked, mixed.wall / unread.wall
    yield "100,000 manifests: times 10,000, at most 10.5", vast.wall / again.wall
    yield "10,000 clean manifests: MB of peak memory, at most 32", clean.peak / 1024


def one(bench: Bench) -> Iterator[tuple[str, float]]:
    """Start to exit, beside ruff on a file of as many lines."""
    lines = len(bench.clean.splitlines())
    python = corpus.make_python(bench.folder, lines).name
    bench.make("one", bench.clean, 1)
    crisplint = bench.crisplint("crisplint check", *bench.files("one"), repeat=20)
    program = str(bench.options.tools / "python" / "bin" / "ruff")
    command = [program, "check", "--no-cache", "--isolated", python]
    ruff = Candidate("ruff check --no-cache", command, repeat=20)
    bench.time("start to exit", [crisplint, ruff], 3 * bench.options.rounds)
    head("start to exit", "over")
    row(crisplint, crisplint, f"one manifest of {lines} lines")
    row(ruff, crisplint, f"one Python file of {lines} lines")
    yield "one manifest: part of what ruff takes, at most 0.5", crisplint.wall / ruff.wall


def beside(bench: Bench) -> Iterator[tuple[str, float]]:
    """crisplint beside its peers: those that are fast over 10,000 manifests, the others over 1,000."""
    options = bench.options
    write_ruleset(bench.folder)
    tools = [peer for peer in PEERS if peer.name.startswith(options.only)]
    alone = {}
    for peer in tools:
        right, wrong = ((name, bench.files(name)) for name in samples(bench, peer))
        verify(peer, options.tools, bench.folder, right, wrong)
        first = right[1][0]
        alone[peer] = Candidate(peer.name, peer.command(options.tools, first, [first]), repeat=3)
    own = bench.crisplint("crisplint check", *bench.files("one"), repeat=20)
    bench.time("one manifest", [own, *alone.values()], options.rounds)
    head("tool", "checks", "manifests", last="one manifest")
    for count, fast, rounds in ((MANY, True, options.rounds), (SOME, False, options.slow_rounds)):
        chosen = [peer for peer in tools if peer.fast == fast]
        bench.make(f"yaml-{count}", bench.clean, count)
        crisplint = bench.crisplint("crisplint check", f"yaml-{count}", repeat=3)
        rows = [("JSON Schema, every rule", crisplint, own)]
        rows += [(peer.checks, over(bench, peer, count), alone[peer]) for peer in chosen]
        bench.time(f"{count:,} manifests", [candidate for _, candidate, _ in rows], rounds, warm=fast)
        for checks, candidate, single in rows:
            row(candidate, crisplint, checks, f"{count:,}", last=show(single.wall))
            for name, goal in GOALS.items():
                if candidate.name.startswith(name):
                    times = candidate.wall / crisplint.wall
                    yield f"{count:,} clean manifests: times as fast as {name}, at least {goal}", times


def over(bench: Bench, peer: Peer, count: int) -> Candidate:
    """A peer over a corpus."""
    name, tools = f"{peer.reads}-{count}", bench.options.tools
    bench.make(name, bench.clean, count, peer.reads)
    title = f"{peer.name} {version(peer, tools)}"
    return Candidate(title, peer.command(tools, name, bench.files(name)))


def samples(bench: Bench, peer: Peer) -> tuple[str, str]:
    """A folder of clean manifests, and one in which the last has the fault that the tool looks for."""
    clean, kind = bench.clean, "kind: ControlOwnership\n"
    broken = {SHAPE: bench.broken, TWICE: clean.replace(kind, 2 * kind), SYNTAX: clean + "]\n"}
    right, wrong = f"right-{peer.reads}", f"{peer.refuses}-{peer.reads}"
    bench.make(right, clean, FEW, peer.reads)
    bench.make(wrong, clean, FEW, peer.reads)
    if peer.reads == "json":
        # Who reads JSON looks for a key twice, and what turns YAML into JSON keeps one of the two.
        text = (bench.folder / bench.files(right)[-1]).read_text(encoding="utf-8")
        text = text.replace("{", '{"kind": "ControlOwnership",', 1)
    else:
        text = broken[peer.refuses]
    (bench.folder / bench.files(wrong)[-1]).write_text(text, encoding="utf-8")
    return right, wrong


def head(*titles: str, last: str = "") -> None:
    """The head of a table: what is measured, then the figures."""
    figures = ["median", "fastest to slowest", "ratio", "processor", "ratio", "peak memory"]
    figures += [last] if last else []
    print("|", " | ".join([*titles, *figures]), "|")
    print("|", " | ".join(["---"] * len(titles) + ["---:"] * len(figures)), "|")


def row(candidate: Candidate, base: Candidate, *about: str, last: str = "") -> None:
    """A row of a table; the ratios are to `base`."""
    words = [candidate.name, *about, show(candidate.wall), spread(candidate)]
    words += [factor(candidate.wall / base.wall), show(candidate.cpu)]
    words += [factor(candidate.cpu / base.cpu), memory(candidate.peak)]
    words += [last] if last else []
    print("|", " | ".join(words), "|")


def table_of_goals(goals: dict[str, float]) -> None:
    print("| goal | measured | |\n| --- | ---: | --- |")
    for goal, value in goals.items():
        words = goal.split()
        bound = float(words[-1])
        met = value >= bound if "least" in words else value <= bound
        print(f"| {goal} | {value:.2f} | {'met' if met else 'missed'} |")


if __name__ == "__main__":
    main()
