"""What goes wrong outside: killed processes, full disks, folders that cannot be written. The program lives, and no
file that is not whole has the snapshot's name."""

import os
import random
import signal
import subprocess
import sys
import time
import unittest

from support import AGENT_FOLDER, LINUX, FolderTest, Snapshot, backref, run

METHODS = ("inline", "fork") if LINUX else ("inline",)
MOMENTS = 5  # for each method


class RobustTest(FolderTest):
    @unittest.skipUnless(LINUX, "needs SIGKILL")
    def test_a_target_killed_at_any_moment_leaves_whole_files_only(self):
        source = (
            "import sys; sys.path.insert(0, %r)\n" % AGENT_FOLDER
            + """
import backref
kept = [[str(i), (i, [i])] for i in range(5000)]
print("ready", flush=True)
number = 0
while True:
    number += 1
    backref.dump("%s.%d" % (sys.argv[1], number % 2), method=sys.argv[2])
"""
        )
        chance = random.Random(5)
        for method in METHODS:
            for moment in range(MOMENTS):
                path = self.path("%s-%d" % (method, moment))
                command = [sys.executable, "-B", "-c", source, path, method]
                with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
                    self.assertEqual(process.stdout.readline(), b"ready\n")
                    try:
                        process.wait(chance.random() * 0.7)
                    except subprocess.TimeoutExpired:
                        pass
                    process.send_signal(signal.SIGKILL)
                    self.assertEqual(process.wait(), -signal.SIGKILL)
        # A copy finishes what it began, also when the process it was made of is gone.
        until = time.monotonic() + 60
        while time.monotonic() < until and any(self.is_written(n) for n in os.listdir(self.folder)):
            time.sleep(0.01)
        for name in os.listdir(self.folder):
            if ".tmp-" not in name:
                Snapshot(self.path(name))
        leftovers = [n for n in os.listdir(self.folder) if ".tmp-" in n]
        for name in leftovers:
            os.utime(self.path(name), (1, 1))
            backref.dump(self.path(name.split(".tmp-")[0]))
        self.assertEqual([n for n in os.listdir(self.folder) if ".tmp-" in n], [])

    def is_written(self, name):
        return ".tmp-" in name and backref._is_alive(int(name.split(".tmp-")[1].split("-")[0]))

    def test_leftovers_of_the_living_and_fresh_ones_stay(self):
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        for pid, age in ((os.getpid(), 1000), (gone.pid, 1000), (gone.pid + 0, 0)):
            name = self.path() + ".tmp-%d%s" % (pid, "-1" if age == 0 else "")
            with open(name, "w"):
                pass
            os.utime(name, (time.time() - age, time.time() - age))
        for strange in ("test.backref.tmp-x", "test.backref.tmp-" + "9" * 30, "other.backref.tmp-%d" % gone.pid):
            with open(self.path(strange), "w"):
                pass
            os.utime(self.path(strange), (1, 1))
        backref.dump(self.path(), method="inline")
        self.assertNotIn("test.backref.tmp-%d" % gone.pid, os.listdir(self.folder))
        self.assertEqual(len(os.listdir(self.folder)), 6)

    def test_a_full_disk(self):
        folder = self.path("disk")
        os.mkdir(folder)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", folder], stderr=subprocess.DEVNULL)
        if mounted.returncode != 0:
            self.skipTest("mounting a small disk needs root")
        try:
            for method in METHODS:
                with self.assertRaisesRegex(OSError, r"No space left on device: \d+ kB are free") as caught:
                    backref.dump(os.path.join(folder, "x.backref"), method=method)
                self.assertEqual(caught.exception.errno, 28)
                # Filled by others while it is being written.
                least, backref._LEAST_PER_BLOCK = backref._LEAST_PER_BLOCK, 0
                try:
                    with self.assertRaises(OSError) as caught:
                        backref.dump(os.path.join(folder, "x.backref"), method=method)
                finally:
                    backref._LEAST_PER_BLOCK = least
                self.assertEqual((caught.exception.errno, os.listdir(folder)), (28, []))
        finally:
            subprocess.run(["umount", folder])

    def test_a_folder_that_cannot_be_written(self):
        folder = self.path("disk")
        os.mkdir(folder)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", folder], stderr=subprocess.DEVNULL)
        if mounted.returncode != 0 and hasattr(os, "geteuid") and os.geteuid() == 0:
            self.skipTest("mounting is not allowed here, and root may write everywhere")
        os.chmod(folder, 0o500) if mounted.returncode != 0 else None
        try:
            for method in METHODS:
                with self.assertRaises(OSError) as caught:
                    backref.dump(os.path.join(folder, "x.backref"), method=method)
                self.assertIn(caught.exception.errno, (13, 30))
                self.assertEqual(caught.exception.filename, os.path.join(folder, "x.backref"))
        finally:
            if mounted.returncode == 0:
                subprocess.run(["umount", folder])

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full here")
    def test_a_device_that_is_full_all_along(self):
        out = run(
            """
import os, backref
original = os.open
def open_full(path, flags, *mode):
    fd = original(path, flags, *mode)
    if str(path).startswith(sys.argv[1] + ".tmp-"):
        full = original("/dev/full", os.O_WRONLY)
        os.dup2(full, fd)
        os.close(full)
    return fd
backref.os.open = open_full
for method in ("inline", "fork"):
    try:
        backref.dump(sys.argv[1], method=method)
    except OSError as error:
        print(error.errno, os.listdir(os.path.dirname(sys.argv[1])))
""",
            self.path(),
        )
        self.assertEqual(out, "28 []\n" * 2)


if __name__ == "__main__":
    unittest.main()
