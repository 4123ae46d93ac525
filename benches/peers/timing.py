"""Whole processes in turn: medians, spreads and ratios within one run."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

LAUNCH = Path(__file__).with_name("launch.py")


@dataclass
class Candidate:
    """A command to time."""

    name: str
    command: list[str]
    # The exit code of a run that did its work.
    exit: int = 0
    # Runs of one round, where a run takes only milliseconds.
    repeat: int = 1
    # Seconds from start to exit, seconds of processor time, and peak memory in KiB, a round each.
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)

    @property
    def wall(self) -> float:
        return median(self.walls)

    @property
    def cpu(self) -> float:
        return median(self.cpus)

    @property
    def peak(self) -> int:
        return max(self.peaks)


def compare(candidates: list[Candidate], rounds: int, folder: Path, *, warm: bool) -> None:
    """Times all candidates `rounds` times, every other round backwards; one before to warm the disk."""
    for number in range(0 if warm else 1, rounds + 1):
        turn = candidates if number % 2 else list(reversed(candidates))
        for candidate in turn:
            kept = once(candidate, folder)
            if number:
                candidate.walls.append(kept[0])
                candidate.cpus.append(kept[1])
                candidate.peaks.append(kept[2])
            print(f"  {candidate.name}: {show(kept[0])}", file=sys.stderr)


def once(candidate: Candidate, folder: Path) -> tuple[float, float, int]:
    """The median of one round."""
    launch = [sys.executable, "-S", "-E", str(LAUNCH), str(candidate.repeat), str(candidate.exit)]
    run = subprocess.run(
        [*launch, *candidate.command], cwd=folder, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise SystemExit(f"{candidate.name}: {run.stderr.strip()}")
    rows = [line.split() for line in run.stdout.splitlines()]
    walls, cpus, peaks = zip(*rows, strict=True)
    return median(map(float, walls)), median(map(float, cpus)), max(map(int, peaks))


def show(seconds: float) -> str:
    """`3.1 ms`, `412 ms`, `12.4 s`."""
    if seconds >= 1:
        return f"{seconds:.1f} s" if seconds < 100 else f"{seconds:.0f} s"
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f} ms" if milliseconds < 100 else f"{milliseconds:.0f} ms"


def spread(candidate: Candidate) -> str:
    """From the fastest round to the slowest."""
    return f"{show(min(candidate.walls))} to {show(max(candidate.walls))}"


def memory(kibibytes: int) -> str:
    return f"{kibibytes / 1024:.0f} MB"


def factor(ratio: float) -> str:
    """`0.35`, `4.2`, `217`."""
    if ratio < 1:
        return f"{ratio:.2f}"
    return f"{ratio:.1f}" if ratio < 20 else f"{ratio:,.0f}"


def machine() -> str:
    """What was measured on, and how busy it was."""
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, load {os.getloadavg()[0]:.1f}"
