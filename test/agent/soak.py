"""Many snapshots by fork of a busy target: `python soak.py [captures] [threads]`. Prints what it found; exit code 1
when the target died, hung, or kept a child, a file or memory. `node test/agent/bench.mjs` runs it on several Pythons."""

import os
import random
import sys
import tempfile
import threading
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(HERE, "..", "..", "assets", "agent"), HERE]

import backref  # noqa: E402
from read_backref import Malformed, Snapshot, read_blocks  # noqa: E402

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
THREADS = int(sys.argv[2]) if len(sys.argv) > 2 else 8
HANG_SECONDS = 600


class Item:
    def __init__(self, number):
        self.number = number
        self.text = "item %d" % number
        self.more = {"list": [number], "tuple": (number, self.text)}


def work(stop, beats, index):
    """Allocates and frees without end; beats tell that it is alive."""
    kept, chance = [], random.Random(index)
    while not stop.is_set():
        kept.append(Item(chance.randrange(1 << 30)))
        if len(kept) > 300:
            del kept[: chance.randrange(300)]
        beats[index] += 1
        if beats[index] % 50 == 0:
            time.sleep(0.001)


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def children():
    found = []
    for task in os.listdir("/proc/self/task"):
        with open("/proc/self/task/%s/children" % task) as file:
            found += file.read().split()
    return found


def fault_of(path, summary, every_object):
    """What is wrong with the file, or None: every block of it is read, and on request every object."""
    try:
        with open(path, "rb") as file:
            tags = [tag for tag, _ in read_blocks(file)]
        if os.path.getsize(path) != summary["bytes"] or "OBJS" not in tags:
            return "the file is not whole"
        if every_object and len(Snapshot(path).objects) != summary["objects"]:
            return "objects are missing"
    except (Malformed, zlib.error, ValueError) as error:
        return "unreadable: %r" % error
    return None


def main():
    stop, beats = threading.Event(), [0] * THREADS
    threads = [threading.Thread(target=work, args=(stop, beats, i), daemon=True) for i in range(THREADS)]
    for thread in threads:
        thread.start()
    failures, pauses, slowest = [], [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "soak.backref")
        for _ in range(min(20, COUNT)):
            backref.dump(path, method="fork")
        # The reader's own memory is freed, not always given back: what its first use takes is not the captures'.
        Snapshot(path)
        files, size = sorted(os.listdir("/proc/self/fd")), resident()
        halfway = size
        for number in range(COUNT):
            if number % 100 == 99:
                sys.stderr.write("%d of %d, %+.1f MB\n" % (number + 1, COUNT, (resident() - size) / 1e6))
            if number == COUNT // 2:
                halfway = resident()
            before = list(beats)
            started = time.perf_counter()
            try:
                summary = backref.dump(path, method="fork", timeout=HANG_SECONDS)
            except Exception as error:
                failures.append("%d: %r" % (number, error))
                continue
            slowest = max(slowest, time.perf_counter() - started)
            pauses.append(summary["pauseSeconds"])
            fault = fault_of(path, summary, every_object=number % 50 == 0)
            if fault is not None:
                failures.append("%d: %s" % (number, fault))
            if any(b == a for a, b in zip(before, beats)) and summary["seconds"] > 2:
                failures.append("%d: a thread stood still" % number)
        left = [n for n in os.listdir("/proc/self/fd") if n not in files]
        grown = resident() - size
        if not all(thread.is_alive() for thread in threads):
            failures.append("a thread died")
        if children():
            failures.append("children: %s" % children())
        if os.listdir(folder) != ["soak.backref"]:
            failures.append("files: %s" % os.listdir(folder))
    stop.set()
    pauses.sort()
    print(
        "CPython %s: %d snapshots by fork, %d threads: %d failures, %d files left open, %+.1f MB (%+.1f in the second "
        "half); calling thread held up %.1f ms (median), %.1f ms (worst); slowest snapshot %.1f s"
        % (sys.version.split()[0], COUNT, THREADS, len(failures), len(left), grown / 1e6, (grown + size - halfway) / 1e6,
           1e3 * pauses[len(pauses) // 2], 1e3 * pauses[-1], slowest)
    )  # fmt: skip
    for failure in failures[:20]:
        print("  " + failure)
    # Growth that goes on would be megabytes per hundred.
    return 1 if failures or len(left) > 0 or grown > (64 << 20) else 0


if __name__ == "__main__":
    sys.exit(main())
