"""Snapshots when something happens, and programs under observation."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from support import AGENT_FOLDER, HERE, LINUX, Snapshot, backref, run

AGENT = os.path.join(AGENT_FOLDER, "backref.py")
WAIT = """
import os, sys, time
sys.path.insert(0, %r)
from read_backref import Snapshot
import backref
folder = sys.argv[1]
def files():
    return sorted(n for n in os.listdir(folder) if n.endswith(".backref")) if os.path.isdir(folder) else []
def wait(condition):
    until = time.monotonic() + 60
    while not condition():
        if time.monotonic() > until:
            raise SystemExit("waited in vain: " + repr(os.listdir(folder)))
        time.sleep(0.01)
""" % HERE


@unittest.skipUnless(LINUX, "looks at /proc")
class InstallTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.join(folder.name, "snapshots")

    def program(self, source, **options):
        return run(WAIT + source, self.folder, **options)

    def test_every_and_keep(self):
        out = self.program(
            """
backref.install(folder, every=0.01, keep=2, label="worker one")
seen = set()
def enough():
    seen.update(files())
    return len(seen) >= 4
wait(enough)
backref.uninstall()
wait(lambda: len(files()) <= 2)
print([int(n.split("-")[-2]) for n in sorted(seen)] == list(range(1, len(seen) + 1)), all(n.startswith("worker-one-%d-" % os.getpid()) for n in seen))
"""
        )
        self.assertEqual(out, "True True\n")
        names = [n for n in os.listdir(self.folder) if ".tmp-" not in n]  # a copy may be writing a last one
        self.assertGreater(len(names), 0)
        for name in names:
            self.assertEqual(Snapshot(os.path.join(self.folder, name)).meta["label"], "worker one")
            self.assertTrue(name.endswith("-every.backref"), name)

    def test_memory(self):
        out = self.program(
            """
backref.RSS_SECONDS = 0.01
rss = backref._numbers_in("/proc/self/status")["VmRSS"]
backref.install(folder, rss_over=rss + (40 << 20), rss_step="50%")
time.sleep(0.1)
print(files())
big = bytearray(b"x") * (60 << 20)
wait(lambda: len(files()) == 1)
bigger = bytearray(b"x") * (200 << 20)
wait(lambda: len(files()) == 2)
print([n.split("-")[-1] for n in files()])
"""
        )
        self.assertEqual(out, "[]\n['rss.backref', 'rss.backref']\n")

    def test_signals_marks_and_the_handler_that_was_there(self):
        out = self.program(
            """
import signal, threading
calls = []
signal.signal(signal.SIGUSR2, lambda *args: calls.append("mine"))
mine = signal.getsignal(signal.SIGUSR2)
backref.install(folder, on_signal="USR2")
os.kill(os.getpid(), signal.SIGUSR2)
wait(lambda: len(files()) == 1)
print(calls, backref.mark("after it").wait()["method"])
backref.uninstall()
print(signal.getsignal(signal.SIGUSR2) is mine, len(files()))
snapshot = Snapshot(os.path.join(folder, files()[-1]))
print(snapshot.meta["label"], [t["name"] for t in snapshot.meta["threads"]])
print([o for o in snapshot.objects.values() if snapshot.type_name(o).startswith(("?", "backref"))])
try:
    backref.mark("later")
except RuntimeError as error:
    print("install" in str(error))
"""
        )
        lines = out.splitlines()
        self.assertEqual(lines[:2], ["['mine'] fork", "True 2"])
        self.assertEqual(lines[2], "after it ['MainThread']")
        self.assertEqual(lines[3:], ["[]", "True"])

    def test_memory_errors_and_the_end(self):
        out = run(
            WAIT
            + """
import subprocess, threading
if len(sys.argv) == 2:
    done = subprocess.run([sys.executable, "-c", PROGRAM, folder, "child"], stderr=-1)
    print(done.returncode, b"MemoryError: gone" in done.stderr, b"raised here" in done.stderr)
    print([n.split("-", 4)[-1] for n in files()])
""".replace("PROGRAM", repr(WAIT.replace("import backref", "sys.path.insert(0, %r)\nimport backref" % AGENT_FOLDER) + """
import threading
backref.install(folder, on_memory_error=True, at_exit=True)
def work():
    raise MemoryError("in a thread")
thread = threading.Thread(target=work); thread.start(); thread.join()
def fail():
    raise MemoryError("gone")  # raised here
fail()
""")),
            self.folder,
        )  # fmt: skip
        self.assertEqual(out.splitlines()[0][:6], "1 True")
        self.assertEqual(out.splitlines()[1], str(["memory-error.backref"] * 2 + ["exit.backref"]))

    def test_workers_that_are_forked_later_have_their_own(self):
        out = self.program(
            """
backref.install(folder, every=0.2)
pid = os.fork()
if pid == 0:
    mine = "-%d-" % os.getpid()
    wait(lambda: any(mine in n for n in files()))
    os._exit(7)
print(os.waitpid(pid, 0)[1] >> 8)
"""
        )
        self.assertEqual(out, "7\n")

    def test_wrong_arguments(self):
        for options in (
            {"every": "soon"}, {"every": 0}, {"rss_over": "much"}, {"rss_step": "-5%"}, {"on_signal": "NOPE"},
            {"on_signal": "KILL"}, {"keep": 0}, {"method": "magic"}, {"preview": "long"}, {"redact": 5}, {"label": 5},
        ):  # fmt: skip
            with self.assertRaises(ValueError, msg=repr(options)):
                backref.install(self.folder, **options)
        self.assertFalse(os.path.exists(self.folder))
        self.assertEqual(backref._amount("1.5 GB", backref._SIZES, "x"), 1.5 * (1 << 30))
        self.assertEqual(backref._amount("2m", backref._UNITS, "x"), 120)
        with self.assertRaises(ValueError):
            backref.mark(5)

    def test_a_folder_that_went_away_is_one_line(self):
        with open(os.devnull) as nothing:
            done = subprocess.run(
                [sys.executable, "-c", "import sys; sys.path.insert(0, %r)\n" % AGENT_FOLDER + WAIT + """
import shutil
backref.install(folder, on_signal="USR2")
shutil.rmtree(folder)
os.kill(os.getpid(), 12)
wait(lambda: not backref._installed.wishes)
with backref._installed.working: pass
print("alive")
""", self.folder], stdin=nothing, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)  # fmt: skip
        self.assertEqual(done.stdout, b"alive\n")
        self.assertRegex(done.stderr.decode(), r"^backref: no snapshot \(signal\): .*No such file[^\n]*\n$")


@unittest.skipUnless(LINUX, "looks at /proc")
class RunTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def execute(self, *arguments, **options):
        return subprocess.run([sys.executable, "-B"] + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120, universal_newlines=True, cwd=self.folder, **options)  # fmt: skip

    def out(self):
        return os.path.join(self.folder, "out.backref")

    FACTS = """
import sys, __main__
names = sorted(n for n in globals() if n not in ("sys", "__main__"))
print(sys.argv, sys.path, __file__, __name__, __main__.__dict__ is globals(), names, __spec__ is None, type(__loader__))
def where():
    frame, found = sys._getframe(), []
    while frame:
        found.append((frame.f_code.co_name, frame.f_code.co_filename))
        frame = frame.f_back
    return found
print(where()[1])
"""

    def test_a_script_sees_what_it_sees_without_us(self):
        script = self.write("script.py", self.FACTS)
        for name in (script, "script.py", "./script.py"):
            expected = self.execute(name, "one", "--two").stdout.splitlines()
            done = self.execute(AGENT, "run", "-o", self.out(), name, "one", "--two")
            lines = done.stdout.splitlines()
            # Some versions keep the dot of "./", some do not.
            plain = [line.replace("/./", "/") for line in (lines[0], expected[0])]
            self.assertEqual((plain[0], done.returncode), (plain[1], 0), done.stderr)
            self.assertEqual(lines[1].replace("/./", "/"), expected[1].replace("/./", "/"))

    def test_a_module_sees_what_it_sees_without_us(self):
        self.write("module.py", self.FACTS)
        expected = self.execute("-m", "module", "one").stdout.splitlines()
        lines = self.execute(AGENT, "run", "-o", self.out(), "-m", "module", "one").stdout.splitlines()
        self.assertEqual(lines[0], expected[0])

    def test_the_snapshot_at_the_end_shows_the_program_and_not_the_agent(self):
        script = self.write("script.py", "class Mine: pass\nkept = [Mine() for _ in range(12)]\n")
        done = self.execute(AGENT, "run", "-o", self.out(), "--label", "at last", script)
        self.assertRegex(done.stderr, r"^backref: .*out\.backref: \d+ objects, \d+ bytes, [\d.]+ s\n$")
        snapshot = Snapshot(self.out())
        self.assertEqual(snapshot.meta["label"], "at last")
        self.assertEqual(len(snapshot.of_type("__main__.Mine")), 12)
        self.assertEqual(snapshot.dangling(), [])
        names = {snapshot.type_name(o) for o in snapshot.objects.values()}
        self.assertEqual([n for n in names if "backref" in n or n == "?" or "_Walk" in n], [])
        self.assertEqual([n for kind, n, _ in snapshot.roots if kind == "module" and "backref" in n], [])

    def test_exit_codes_and_tracebacks(self):
        for text, code in (
            ("import sys; sys.exit(3)", 3), ("raise SystemExit('text')", 1), ("1/0", 1), ("import nope", 1), ("def (", 1),
            ("raise KeyboardInterrupt", -signal.SIGINT), ("import atexit; atexit.register(print, 'bye'); raise KeyboardInterrupt", -signal.SIGINT),
        ):  # fmt: skip
            script = self.write("script.py", text)
            expected = self.execute(script)
            done = self.execute(AGENT, "run", "-o", self.out(), script)
            self.assertEqual((done.returncode, expected.returncode), (code, code))
            shown = "".join(line for line in done.stderr.splitlines(True) if not line.startswith("backref: "))
            self.assertEqual(shown, expected.stderr)

    def test_wrong_usage(self):
        script = self.write("script.py", "print('ran')")
        for arguments in (
            ["run"], ["run", "--nope", script], ["run", "--every"], ["run", "--every", "soon", script], ["jump"], [],
            ["run", "--keep", "x", script], ["run", "-o", "/no/such/folder/x.backref", script], ["run", "--at-exit"],
        ):  # fmt: skip
            done = self.execute(AGENT, *arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), (arguments, done.stderr))
            self.assertTrue(done.stderr.startswith(("backref: ", "usage: ")), done.stderr)
        self.assertEqual(self.execute(AGENT, "run", "--help").returncode, 0)
        missing = self.execute(AGENT, "run", "-o", self.out(), "missing.py")
        self.assertEqual((missing.returncode, "missing.py" in missing.stderr), (2, True))

    def test_a_signal_to_a_running_program(self):
        script = self.write("script.py", "import time\nprint('ready', flush=True)\nwhile True: time.sleep(0.01)\n")
        os.mkdir(os.path.join(self.folder, "many"))
        command = [sys.executable, "-B", AGENT, "run", "-o", "many/", "--on-signal", "USR2", "--keep", "3", script]
        with subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            try:
                self.assertEqual(process.stdout.readline(), b"ready\n")
                process.send_signal(signal.SIGUSR2)
                line = process.stderr.readline()
                self.assertIn(b"-signal.backref: ", line)
            finally:
                process.kill()
                process.stdout.close()
                process.stderr.close()
        [name] = [n for n in os.listdir(os.path.join(self.folder, "many")) if n.endswith(".backref")]
        self.assertTrue(name.startswith("script-"))
        snapshot = Snapshot(os.path.join(self.folder, "many", name))
        self.assertEqual([[f["function"] for f in t["frames"]] for t in snapshot.meta["threads"]], [["<module>"]])


if __name__ == "__main__":
    unittest.main()
