"""A copy of the process writes the snapshot: what it sees, and what the process notices of it."""

import gc
import logging  # noqa: F401  (has at-fork handlers of its own)
import os
import signal
import sys
import tempfile
import unittest

from support import AGENT_FOLDER, HERE, LINUX, FolderTest, Snapshot, backref, run, take

READ = "import sys; sys.path.insert(0, %r)\nfrom read_backref import Snapshot\n" % HERE


@unittest.skipUnless(LINUX, "processes are copied on Linux only")
class ForkTest(FolderTest):
    def test_it_sees_what_a_snapshot_in_the_process_sees(self):
        class Mine:
            def __init__(self):
                self.item = ["item"]

        kept = [Mine() for _ in range(10)]
        counts = []
        for method in ("inline", "fork"):
            gc.collect()
            snapshot = take(method)
            self.assertEqual(snapshot.meta["method"], method)
            self.assertEqual(snapshot.meta["pid"], os.getpid())
            self.assertEqual(snapshot.dangling(), [])
            self.assertEqual(snapshot.objects[id(kept)].targets(), list(map(id, kept)))
            names = [snapshot.type_name(o) for o in snapshot.objects.values()]
            self.assertNotIn("?", names)
            counts.append({n: names.count(n) for n in ("function", "type", "module", "code")})
            self.assertEqual([f for f in names if f.startswith("backref")], [])
            refcounts = [snapshot.objects[id(o)].refcount for o in (kept, kept[3], kept[3].item)]
            self.assertEqual(refcounts, [1, 1, 1])
            frames = snapshot.meta["threads"][0]["frames"]
            self.assertIn("take", [f["function"] for f in frames][:1])
            del snapshot, names
        self.assertEqual(counts[0], counts[1])

    def test_frames_and_thread_local_values_of_other_threads_are_seen(self):
        out = run(
            READ
            + """
import os, threading, backref
class Held:
    def __del__(self):
        os.write(1, b"finalized\\n")
local, ready, done = threading.local(), threading.Barrier(6), threading.Event()
class Sub(threading.local):
    pass
sub = Sub()
def work():
    here = ["here", Held()]
    local.value = Held()
    sub.value = Held()
    try:
        raise KeyError(Held())
    except KeyError:
        ready.wait(); done.wait()
threads = [threading.Thread(target=work, name="worker-%d" % i) for i in range(5)]
for t in threads: t.start()
ready.wait()
backref.dump(sys.argv[1], method="fork")
s = Snapshot(sys.argv[1])
print(len(s.of_type("__main__.Held")), len(s.dangling()))
for thread in s.meta["threads"]:
    if thread["name"].startswith("worker"):
        frame = [f for f in thread["frames"] if f["function"] == "work"][0]
        print("here" in s.objects[int(frame["id"], 16)].named())
sys.stdout.flush()
done.set(); [t.join() for t in threads]
del local, sub
os._exit(0)
""",
            self.path(),
        )
        lines = out.split("\n")
        # 3.8 and 3.9 do not tell what another thread is handling.
        held = 20 if sys.version_info >= (3, 10) else 15
        self.assertIn("%d 0" % held, lines)
        self.assertEqual(lines[1:6] if held == 20 else [x for x in lines if x == "True"], ["True"] * 5)
        if held == 20:
            self.assertEqual(lines.index("20 0"), 0)  # no finalizer ran before, in the copy

    def test_handlers_of_the_program_do_not_run_and_stay(self):
        out = run(
            READ
            + """
import logging, os, signal, backref
calls = []
def make(name):
    def handler(*args):
        os.write(1, name.encode() + b"\\n")
        calls.append(name)
    return handler
os.register_at_fork(before=make("before"), after_in_parent=make("parent"), after_in_child=make("child"))
signal.signal(signal.SIGCHLD, make("SIGCHLD"))
signal.signal(signal.SIGUSR1, make("USR1"))
backref.dump(sys.argv[1], method="fork")
print("at fork", [c for c in calls if c != "SIGCHLD"])
s = Snapshot(sys.argv[1])
print(s.meta["atForkHandlers"], sum(name == "at-fork handlers" for _, name, _ in s.roots))
sys.stdout.flush()
if os.fork() == 0:
    os._exit(0)
os.wait()
print([c for c in calls if c != "SIGCHLD"])
""",
            self.path(),
        )
        lines = [line for line in out.splitlines() if line != "SIGCHLD"]
        self.assertEqual(lines[0], "at fork []")
        self.assertEqual(lines[1].split()[0], "skipped")
        self.assertGreaterEqual(int(lines[1].split()[1]), 3)
        self.assertEqual(sorted(lines[2:-1]), ["before", "child", "parent"])
        self.assertEqual(lines[-1], "['before', 'parent']")

    def test_no_child_no_file_and_no_changed_setting_is_left(self):
        for setup in ("pass", "signal.signal(signal.SIGCHLD, signal.SIG_IGN)", "signal.signal(signal.SIGCHLD, reap)"):
            out = run(
                """
import gc, os, signal, backref, warnings
warnings.simplefilter("error")
def reap(*args):
    try:
        while os.waitpid(-1, os.WNOHANG)[0]: pass
    except ChildProcessError:
        pass
%s
def facts():
    return (sorted(os.listdir("/proc/self/fd")), gc.isenabled(), gc.get_threshold(), list(warnings.filters),
            [signal.getsignal(i) for i in range(1, 32)], signal.pthread_sigmask(signal.SIG_BLOCK, []))
before = facts()
for i in range(3):
    handle = backref.dump(sys.argv[1], method="fork", wait=False)
    handle.wait()
    print(handle.done, handle.method, facts() == before)
try:
    os.waitpid(-1, 0)
    print("child")
except ChildProcessError:
    print("no child")
"""
                % setup,
                self.path(),
            )
            self.assertEqual(out.splitlines(), ["True fork True"] * 3 + ["no child"], setup)
        self.assertEqual(os.listdir(self.folder), ["test.backref"])

    def test_threads_and_warnings_as_errors(self):
        out = run(
            """
import threading, warnings, backref
warnings.simplefilter("error")
done = threading.Event()
threads = [threading.Thread(target=done.wait) for _ in range(300)]
for t in threads: t.start()
print(backref.dump(sys.argv[1], method="fork")["method"])
done.set()
""",
            self.path(),
        )
        self.assertEqual(out, "fork\n")
        self.assertEqual(len(Snapshot(self.path()).meta["threads"]), 301)

    def test_a_cancelled_or_killed_copy_leaves_nothing(self):
        hold = [str(i) for i in range(200000)]
        handle = backref.dump(self.path(), method="fork", wait=False)
        handle.cancel()
        self.assertTrue(handle.done)
        with self.assertRaisesRegex(RuntimeError, "cancelled"):
            handle.wait()
        self.assertEqual(os.listdir(self.folder), [])
        handle = backref.dump(self.path(), method="fork", wait=False)
        os.kill(handle.pid, signal.SIGKILL)
        with self.assertRaisesRegex(RuntimeError, "killed"):
            handle.wait()
        self.assertEqual(os.listdir(self.folder), [])
        self.assertEqual(backref.dump(self.path(), method="fork")["method"], "fork")
        del hold

    def test_one_at_a_time_and_timeouts(self):
        hold = [str(i) for i in range(300000)]
        handle = backref.dump(self.path(), method="fork", wait=False)
        with self.assertRaisesRegex(RuntimeError, "another snapshot"):
            backref.dump(self.path("other"), method="fork")
        with self.assertRaises(TimeoutError):
            handle.wait(timeout=0)
        summary = handle.wait()
        self.assertEqual(summary["path"], self.path())
        with self.assertRaises(TimeoutError):
            backref.dump(self.path("late"), method="fork", timeout=0)
        self.assertEqual(os.listdir(self.folder), ["test.backref"])
        del hold

    def test_errors_of_the_copy_are_raised_in_the_process(self):
        with self.assertRaises(OSError) as caught:
            backref.dump(os.path.join(self.folder, "no", "such.backref"), method="fork")
        self.assertIsInstance(caught.exception, FileNotFoundError)
        os.mkdir(self.path("folder"))
        with self.assertRaises(OSError):
            backref.dump(self.path("folder"), method="fork")
        out = run(
            """
import os, resource, signal, backref
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))
try:
    backref.dump(sys.argv[1], method="fork")
except OSError as error:
    print("OSError", error.errno, os.listdir(os.path.dirname(sys.argv[1])))
""",
            self.path(),
        )
        self.assertEqual(out, "OSError 27 ['folder']\n")

    def test_without_memory_for_a_copy_auto_stays_in_the_process_and_says_so(self):
        free = backref._memory_free
        backref._memory_free = lambda: 10 << 20
        try:
            summary = backref.dump(self.path())
            with self.assertRaisesRegex(RuntimeError, "memory"):
                backref.dump(self.path("second"), method="fork")
        finally:
            backref._memory_free = free
        self.assertEqual(summary["method"], "inline")
        self.assertRegex(summary["reason"], r"may need \d+ MB of memory and 10 MB are free")
        meta = Snapshot(self.path()).meta
        self.assertEqual((meta["method"], meta["methodReason"]), ("inline", summary["reason"]))
        self.assertEqual(os.listdir(self.folder), ["test.backref"])

    def test_a_process_that_may_have_no_more_children_writes_itself(self):
        fork = backref._posix.fork
        mine = lambda: None  # noqa: E731
        os.register_at_fork(after_in_child=mine)
        changed = {1: 1}
        at_the_end = iter(changed).__next__
        changed[2] = 2
        # Functions in C: one raises OSError (there is no child to wait for), the other RuntimeError, as fork() does
        # in an interpreter of 3.12 or later that is about to end.
        for refusing, reason in ((os.wait, "No child processes"), (at_the_end, "dictionary changed size during iteration")):
            backref._posix.fork = refusing
            try:
                summary = backref.dump(self.path())
                with self.assertRaisesRegex(RuntimeError, "^no copy of the process was made: " + reason):
                    backref.dump(self.path("second"), method="fork")
            finally:
                backref._posix.fork = fork
            self.assertEqual((summary["method"], summary["reason"]), ("inline", reason))
            self.assertTrue(any(type(o) is list and mine in o for o in gc.get_referrers(mine)))
        self.assertEqual(os.listdir(self.folder), ["test.backref"])

    def test_limits_of_control_groups_count(self):
        def write(name, text):
            path = os.path.join(self.folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)

        saved = backref._PROC, backref._CGROUP
        backref._PROC, backref._CGROUP = self.path("proc"), self.path("cgroup")
        try:
            self.assertIsNone(backref._memory_free())
            write("proc/meminfo", "MemTotal: 4000 kB\nMemAvailable:   3000 kB\n")
            self.assertEqual(backref._memory_free(), 3000 << 10)
            write("proc/self/cgroup", "0::/outer/inner\n")
            write("cgroup/outer/inner/memory.max", "max\n")
            write("cgroup/outer/memory.max", "2000000\n")
            write("cgroup/outer/memory.current", "1500000\n")
            write("cgroup/outer/memory.stat", "anon 5\ninactive_file 300000\n")
            self.assertEqual(backref._memory_free(), 800000)
            # As it is within a container: the group's own files at the top.
            write("proc/self/cgroup", "12:cpu:/x\n5:memory:/docker/1234\n")
            write("cgroup/memory/memory.limit_in_bytes", "1000000\n")
            write("cgroup/memory/memory.usage_in_bytes", "900000\n")
            self.assertEqual(backref._memory_free(), 100000)
            write("cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
            self.assertEqual(backref._memory_free(), 3000 << 10)
        finally:
            backref._PROC, backref._CGROUP = saved

    def test_in_the_copy_files_are_closed_and_the_system_takes_it_first(self):
        out = run(
            """
import os, backref
r, w = os.pipe()
original = backref._capture
def capture(*args):
    import stat
    fds = []
    for n in os.listdir("/proc/self/fd"):
        try:
            fds.append((int(n), os.readlink("/proc/self/fd/" + n)))
        except OSError:
            pass
    with open("/proc/self/oom_score_adj") as file:
        raise RuntimeError(repr((fds, file.read())))
backref._capture = capture
try:
    backref.dump(sys.argv[1], method="fork")
except RuntimeError as error:
    fds, score = eval(str(error))
    print(score.strip(), [p for n, p in fds if n < 3], sorted(p.split(":")[0].split("/")[-1].split(".")[0] for n, p in fds if n > 2))
os.write(w, b"mine"); print(os.read(r, 9))
""",
            self.path(),
        )
        self.assertEqual(out.splitlines()[0], "1000 ['/dev/null', '/dev/null', '/dev/null'] ['null', 'pipe', 'test']")
        self.assertEqual(out.splitlines()[1], "b'mine'")

    def test_prefork_workers_with_frozen_objects(self):
        out = run(
            READ
            + """
import gc, os, backref
class Preloaded:
    pass
kept = [Preloaded() for _ in range(100)]
gc.freeze()
for number in range(2):
    pid = os.fork()
    if pid == 0:
        mine = [Preloaded() for _ in range(number + 1)]
        path = sys.argv[1] + str(number)
        backref.dump(path, method="fork", label="worker %d" % number)
        s = Snapshot(path)
        os.write(1, repr((s.meta["label"], len(s.of_type("__main__.Preloaded")), len(s.dangling()))).encode() + b"\\n")
        os._exit(0)
    os.waitpid(pid, 0)
""",
            self.path(),
        )
        self.assertEqual(out.splitlines(), ["('worker 0', 101, 0)", "('worker 1', 102, 0)"])

    def test_asyncio_goes_on(self):
        out = run(
            READ
            + """
import asyncio, backref
async def waiting(n):
    local = ["local", n]
    await asyncio.sleep(3600)
async def main():
    tasks = [asyncio.ensure_future(waiting(i)) for i in range(50)]
    await asyncio.sleep(0)
    handle = backref.dump(sys.argv[1], method="fork", wait=False)
    while not handle.done:
        await asyncio.sleep(0.01)
    handle.wait()
    for t in tasks: t.cancel()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "print('child')", stdout=-1)
    print((await process.communicate())[0], process.returncode)
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(main())
s = Snapshot(sys.argv[1])
print(len([o for o in s.of_type("coroutine") + s.of_type("frame") if "n" in o.named()]), len(s.dangling()))
""",
            self.path(),
        )
        self.assertEqual(out.splitlines(), ["b'child\\n' 0", "50 0"])

    def test_multiprocessing_pools_go_on(self):
        with tempfile.TemporaryDirectory() as folder:
            program = os.path.join(folder, "program.py")
            with open(program, "w") as file:
                file.write(
                    "import sys, multiprocessing\nsys.path.insert(0, %r)\nimport backref\n" % AGENT_FOLDER
                    + """
if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    with multiprocessing.Pool(2) as pool:
        first = pool.map(abs, range(100))
        for _ in range(3):
            backref.dump(sys.argv[1], method="fork")
        print(first == pool.map(abs, range(100)), backref.dump(sys.argv[1], method="auto")["method"])
"""
                )
            out = run("import runpy\nsys.argv = [%r, sys.argv[1]]\nrunpy.run_path(%r, run_name='__main__')" % (program, program), self.path())
        self.assertEqual(out, "True fork\n")

    def test_greenlets(self):
        try:
            import greenlet
        except ImportError:
            self.skipTest("greenlet is not installed here")

        def work():
            held = ["held"]
            greenlet.getcurrent().parent.switch()
            return held

        lets = [greenlet.greenlet(work) for _ in range(10)]
        for let in lets:
            let.switch()
        snapshot = take("fork")
        self.assertEqual(len(snapshot.of_type("greenlet.greenlet")), 11)
        self.assertEqual(snapshot.dangling(), [])


if __name__ == "__main__":
    unittest.main()
