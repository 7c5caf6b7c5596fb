"""What a snapshot costs: `python bench_capture.py [million objects] [GB of plain memory]`. Prints a table: the pause
that a heartbeat thread in the same process sees, extra memory of the process, seconds and bytes per object. Beside it,
in the same process, what objgraph and guppy cost, where they can be imported; BACKREF_BENCH_PEERS names a folder with
them. A machine that does other things makes pauses longer and never shorter: the least of RUNS is what it costs, and
the median stands beside it."""

import os
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "..", "assets", "agent"))

import backref  # noqa: E402

RUNS = 7


class Order:
    def __init__(self, number):
        self.number = number
        self.customer = "customer %d" % (number % 1000)
        self.lines = [("sku-%d" % (number % 500), number + 1000)]


class Heartbeat:
    """The longest time between two beats of a thread that does nothing else."""

    def __init__(self):
        self.worst = 0.0
        self.stopped = False
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        last = time.perf_counter()
        while not self.stopped:
            time.sleep(0.0005)
            now = time.perf_counter()
            self.worst = max(self.worst, now - last)
            last = now

    def during(self, call):
        """Result of `call`, and the worst gap while it ran."""
        time.sleep(0.05)
        self.worst = 0.0
        result = call()
        time.sleep(0.02)
        return result, self.worst


def status(name):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(name + ":"))


def reset_peak():
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def least_and_median(values):
    ordered = sorted(values)
    return "%.2f / %.2f" % (ordered[0], ordered[len(ordered) // 2])


def measure_peers(beat):
    """Tools that must be imported in the process and work there: all of their time is a pause."""
    if "BACKREF_BENCH_PEERS" in os.environ:
        sys.path.insert(0, os.environ["BACKREF_BENCH_PEERS"])
    for name, prepare in (
        ("objgraph.typestats()", lambda: __import__("objgraph").typestats),
        ("guppy.hpy().heap()", lambda: __import__("guppy").hpy().heap),
    ):
        try:
            call = prepare()
        except ImportError:
            print("  %-21s not installed for this Python" % name)
            continue
        gaps, seconds = [], []
        reset_peak()
        before = status("VmRSS")
        for _ in range(3):
            started = time.perf_counter()
            _, gap = beat.during(call)
            seconds.append(time.perf_counter() - started - 0.07)
            gaps.append(gap)
        extra = (status("VmHWM") - before) / 1e6
        print(
            "  %-21s %s s, worst gap %s s, peak of the process %.0f MB more (least / median of 3)"
            % (name, least_and_median(seconds), least_and_median(gaps), extra)
        )


def main():
    millions = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    gigabytes = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    kept = [Order(i) for i in range(int(millions * 1e6 / 6.2))]
    plain = bytearray(b"x") * int(gigabytes * (1 << 30))
    beat = Heartbeat()
    print("CPython %s, %.0f MB resident" % (sys.version.split()[0], status("VmRSS") / 1e6))
    _, idle = beat.during(lambda: time.sleep(1))
    print("  worst gap without a snapshot          %7.1f ms" % (1e3 * idle))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bench.backref")
        gaps, holds, extras, speeds = [], [], [], []
        for _ in range(RUNS):
            reset_peak()
            before = status("VmRSS")
            handle, gap = beat.during(lambda: backref.dump(path, method="fork", wait=False))
            summary = handle.wait()
            gaps.append(1e3 * gap)
            holds.append(1e3 * summary["pauseSeconds"])
            extras.append((status("VmHWM") - before) / 1e6)
            speeds.append(1e6 * summary["seconds"] / summary["objects"])
        print("  fork, %d runs of %d objects, least and median:" % (RUNS, summary["objects"]))
        print("    worst gap %s ms, caller held up %s ms" % (least_and_median(gaps), least_and_median(holds)))
        print("    peak of the process %s MB more, %s s/M" % (least_and_median(extras), least_and_median(speeds)))
        for preview, packed in (("none", True), ("short", True), ("short", False), ("full", True)):
            zlib = backref.zlib
            compress = zlib.compress
            if not packed:
                zlib.compress = lambda data, level: data
            try:
                reset_peak()
                before = status("VmRSS")
                cpu = time.process_time()
                summary, gap = beat.during(lambda: backref.dump(path, method="inline", preview=preview))
                cpu = time.process_time() - cpu
            finally:
                zlib.compress = compress
            print(
                "  inline, previews %-5s %-12s %.2f s/M (%.2f s/M of processor), %5.1f bytes of file and %5.1f of memory per object, worst gap %.2f s"
                % (preview, "zlib 1" if packed else "uncompressed", 1e6 * summary["seconds"] / summary["objects"],
                   1e6 * cpu / summary["objects"], summary["bytes"] / summary["objects"], (status("VmHWM") - before) / summary["objects"], gap)
            )  # fmt: skip
    measure_peers(beat)
    beat.stopped = True
    del kept, plain


if __name__ == "__main__":
    main()
