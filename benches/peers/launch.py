"""Runs a command several times and says what each run took.

A program of its own, and a small one: the system carries the peak memory of whoever starts a program
over to it, so a large parent would hide what a small child needs. Its own size, about 10 MB, is the
least that can be seen.
"""

import os
import sys
import time


def main() -> int:
    runs, expected, *command = sys.argv[1:]
    nothing = os.open(os.devnull, os.O_RDWR)
    quiet = [(os.POSIX_SPAWN_DUP2, nothing, stream) for stream in (0, 1, 2)]
    for _ in range(int(runs)):
        started = time.perf_counter()
        child = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - started
        code = os.waitstatus_to_exitcode(status)
        if code != int(expected):
            print(f"exit {code} where {expected} was expected: {' '.join(command[:12])}", file=sys.stderr)
            return 1
        print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss)
    return 0


if __name__ == "__main__":
    sys.exit(main())
