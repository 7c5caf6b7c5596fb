"""The agent changes nothing in the process it looks at, and runs none of its code."""

import os
import unittest

from support import HERE, LINUX, run


METHODS = ("inline", "fork") if LINUX else ("inline",)


class IntactTest(unittest.TestCase):
    def test_no_code_of_the_program_runs(self):
        for method in METHODS:
            out = run(
                """
import sys; sys.path.insert(0, %r)
import torture, backref, os, threading
kept = torture.build()
class Node:
    __slots__ = ("next", "evil")
head = None
for _ in range(100000):
    node = Node(); node.next = head; head = node
del node
huge = dict.fromkeys(range(100000))
stop = threading.Event()
threads = [threading.Thread(target=torture.disturb, args=(stop,)) for _ in range(2)]
for preview in ("none", "short", "full"):
    torture.ARMED[0] = True
    summary = backref.dump(sys.argv[1], preview=preview, method=%r)
    torture.ARMED[0] = False
    if preview == "none":
        del huge, head
        for thread in threads: thread.start()
    print(summary["method"], summary["objects"] > 200000 or preview != "none")
print("CALLS", sorted(set(torture.CALLS)), torture.counted())
# The trap works, also in a copy: what other tools do is noticed.
if os.fork() == 0:
    torture.ARMED[0] = True
    try:
        isinstance(kept[0], dict)
    except RuntimeError:
        pass
    os._exit(0)
os.wait()
print("TRAP", torture.counted() > 0)
sys.stdout.flush()
os._exit(0)
"""
                % (HERE, method),
                self.scratch(),
            )
            self.assertEqual(out.splitlines()[:3], [method + " True"] * 3)
            self.assertIn("CALLS [] 0\n", out)
            self.assertIn("TRAP True", out)

    def test_the_same_program_without_memory_to_read_runs_no_code_either(self):
        out = run(
            """
import sys; sys.path.insert(0, %r)
import torture, backref, tempfile, os
backref._PROC = "/nowhere"
print("WORKS", backref._Memory().works)
kept = torture.build()
torture.ARMED[0] = True
path = os.path.join(tempfile.gettempdir(), "torture-%%d.backref" %% os.getpid())
backref.dump(path)
torture.ARMED[0] = False
os.unlink(path)
print("CALLS", sorted(set(torture.CALLS)))
sys.stdout.flush()
os._exit(0)
"""
            % HERE
        )
        self.assertIn("WORKS False\n", out)
        self.assertIn("CALLS []\n", out)

    def test_instances_get_no_dict_and_the_process_does_not_grow(self):
        out = run(
            """
import gc, os, sys, tempfile, backref
class A:
    def __init__(self, i):
        self.x = i; self.y = str(i); self.z = None
class B(A):
    pass
objects = [A(i) for i in range(50000)] + [B(i) for i in range(50000)]
for o in objects[::7]:
    del o.y
path = os.path.join(tempfile.gettempdir(), "intact-%d.backref" % os.getpid())
def rss():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
def dicts():
    return sum(type(o) is dict for o in gc.get_objects())
def shape():
    return [[type(r) for r in gc.get_referents(o)] for o in objects[:200]]
before = shape()
growth = []
for _ in range(4):  # the first one also warms the allocator up
    gc.collect()
    rss_before, dicts_before, count, blocks = rss(), dicts(), len(gc.get_objects()), sys.getallocatedblocks()
    backref.dump(path)
    blocks_after, dicts_after = sys.getallocatedblocks(), dicts()
    gc.collect()
    growth.append(rss() - rss_before)
print("SAME", shape() == before)
print("DICTS", dicts_after - dicts_before)
print("OBJECTS", len(gc.get_objects()) - count)
print("BLOCKS", blocks_after - blocks)
print("GROWTH", min(growth))
os.unlink(path)
"""
        )
        self.assertIn("SAME True", out)
        self.assertIn("DICTS 0\n", out)
        self.assertLessEqual(int(out.split("OBJECTS ")[1].split()[0]), 1, out)
        # Some thousand tuples and lists wait in the interpreter's free lists; a dict each would be 200,000 blocks.
        self.assertLess(int(out.split("BLOCKS ")[1].split()[0]), 10000, out)
        if LINUX:
            self.assertLess(int(out.split("GROWTH ")[1].split()[0]), 2 << 20)

    def test_nothing_is_different_after_some_snapshots(self):
        for method in METHODS:
            out = run(
                """
import collections, gc, logging, os, signal, threading, time, warnings, atexit, backref
class Mine:
    def __init__(self):
        self.a = [1]; self.b = "b"
class Slotted:
    __slots__ = ("x",)
kept = [Mine() for _ in range(5000)] + [Slotted() for _ in range(100)]
local = threading.local(); local.value = Mine()
handler = lambda *args: None
signal.signal(signal.SIGUSR1, handler)
done = threading.Event()
def wait():
    text = ["local"]
    done.wait()
thread = threading.Thread(target=wait); thread.start()
def stack():
    frame, names = sys._current_frames().get(thread.ident), []
    while frame:
        names.append(frame.f_code.co_name); frame = frame.f_back
    return names
while stack()[:3] != ["wait"] * 3:  # up to 3.12 each frame gets a dict when it is looked at in the process itself
    time.sleep(0.001)
gc.set_threshold(701, 11, 9)
gc.garbage.append("mine")
def facts():
    gc.collect()
    counts = collections.Counter()
    for o in gc.get_objects():
        counts[type(o).__module__, type(o).__qualname__] += 1
    return {
        "counts": counts, "shapes": [[type(r) for r in gc.get_referents(o)] for o in kept[::50]],
        "enabled": gc.isenabled(), "threshold": gc.get_threshold(), "garbage": list(gc.garbage), "frozen": gc.get_freeze_count(),
        "callbacks": len(gc.callbacks), "modules": sorted(sys.modules), "files": sorted(os.listdir("/proc/self/fd")),
        "signals": [signal.getsignal(i) for i in range(1, 32)], "blocked": signal.pthread_sigmask(signal.SIG_BLOCK, []),
        "threads": threading.active_count(), "tasks": len(os.listdir("/proc/self/task")), "filters": list(warnings.filters),
        "switch": sys.getswitchinterval(), "path": list(sys.path), "hooks": (sys.excepthook, sys.gettrace(), sys.getprofile()),
        "oom": open("/proc/self/oom_score_adj").read(), "umask": os.umask(os.umask(0) or 0), "dir": os.getcwd(),
        "interned": sys.intern("a" * 40) is not None, "atexit": atexit._ncallbacks(),
    }
def rss():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
method = %r
backref.dump(sys.argv[1], method=method)  # the first one warms allocators and caches up
before = facts(); before = facts()
size = rss()
for _ in range(4):
    backref.dump(sys.argv[1], method=method)
grown = rss() - size
after = facts()
counts = {k: (before["counts"][k], after["counts"][k]) for k in before["counts"] + after["counts"] if before["counts"][k] != after["counts"][k]}
print({k for k in before if before[k] != after[k] and k != "counts"} or "same", counts or "same")
print(grown)
done.set(); thread.join()
"""
                % method,
                self.scratch(),
            )
            self.assertEqual(out.splitlines()[0], "same same", method)
            self.assertLess(int(out.splitlines()[1]), 3 << 20)

    @unittest.skipUnless(LINUX, "reads /proc")
    def test_the_collector_stays_as_it_was(self):
        out = run(
            """
import gc, os, tempfile, backref
path = os.path.join(tempfile.gettempdir(), "intact-%d.backref" % os.getpid())
frozen = gc.get_freeze_count()
backref.dump(path); print(gc.isenabled())
gc.disable(); backref.dump(path); print(gc.isenabled())
gc.enable()
try:
    backref.dump("/nowhere/at/all.backref")
except OSError:
    print(gc.isenabled())
print(gc.get_freeze_count() - frozen)
runs = []
gc.callbacks.append(lambda phase, info: runs.append(phase))
backref.dump(path); print(len(runs) == 0 or runs)
os.unlink(path)
"""
        )
        self.assertEqual(out.split(), ["True", "False", "True", "0", "True"])

    def test_modules_that_only_the_agent_needs_do_not_stay(self):
        out = run(
            """
import sys
before = set(sys.modules)
import backref
backref.dump(sys.argv[1])
print(sorted(set(sys.modules) - before))
""",
            self.scratch(),
        )
        # Since 3.10 the array module itself imports collections.abc, which can not be taken back.
        dragged = {"collections", "collections.abc", "_collections", "keyword", "operator", "_operator", "reprlib"}
        self.assertLessEqual(set(eval(out)), {"backref"} | dragged)

    def test_locals_dicts_of_users_are_left_alone(self):
        out = run(
            """
import sys, backref
def f(path):
    x = [1]
    mine = locals()
    mine["extra"] = 1
    exec("made = 5")
    backref.dump(path)
    print(mine["x"] is x, mine.get("extra"), sorted(k for k in mine))
f(sys.argv[1])
def g(path):
    y = [1]
    backref.dump(path)
    return sys.getrefcount(y)
print(g(sys.argv[1]) == (lambda y: sys.getrefcount(y))([1]) or g(sys.argv[1]))
""",
            self.scratch(),
        )
        first, second = out.splitlines()
        self.assertTrue(first.startswith("True 1"), first)
        # Where f_locals must be used the values may not stay held by the frame.
        self.assertIn(second, ("True", "1", "2"))

    def test_the_agent_is_not_in_its_snapshot(self):
        from support import snapshot_of

        snapshot = snapshot_of(
            """
import backref, sys
from backref import dump as other_name
holder = [backref, backref.dump, backref._Walk]
table = {backref.dump: 1, "dump": backref.dump, "plain": holder}
class Keeps:
    def __init__(self):
        self.agent = backref
        self.mine = ["mine"]
keeps = Keeps()
dump = backref.dump
print(backref.__spec__ is not None)
dump(sys.argv[1])
"""
        )
        for o in snapshot.objects.values():
            name = snapshot.type_name(o)
            self.assertFalse(name.startswith("backref."), name)
            if name in ("module", "function", "type", "code") and o.preview:
                text = o.preview.decode()
                self.assertFalse(text == "backref" or text.startswith("backref."), (name, text))
        self.assertEqual([snapshot.type_name(o) for o, _ in snapshot.dangling()], [])
        self.assertNotIn("backref", [name for kind, name, _ in snapshot.roots if kind == "module"])
        frames = [f["function"] for t in snapshot.meta["threads"] for f in t["frames"]]
        self.assertEqual(frames, ["<module>"])
        keeps = snapshot.of_type("__main__.Keeps")[0]
        self.assertEqual(len(keeps.edges), 1)

    def test_nothing_waits_for_the_collector_after_many_snapshots(self):
        for method in METHODS:
            out = run(
                """
import gc, sys, backref
backref.dump(sys.argv[1], method=%r)
gc.collect(); gc.disable()
before = len(gc.get_objects())
for _ in range(3):
    backref.dump(sys.argv[1], method=%r)
print(len(gc.get_objects()) - before, gc.collect())
"""
                % (method, method),
                self.scratch(),
            )
            growth, garbage = map(int, out.split())
            self.assertLessEqual(growth, 0, method)
            self.assertEqual(garbage, 0, method)

    def scratch(self):
        import tempfile

        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return os.path.join(folder.name, "scratch.backref")


if __name__ == "__main__":
    unittest.main()
