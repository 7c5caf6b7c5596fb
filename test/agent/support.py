"""What the agent's tests share: the agent itself, snapshots of this process, and snapshots of small programs."""

import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
AGENT_FOLDER = os.path.join(HERE, "..", "..", "assets", "agent")
sys.dont_write_bytecode = True
for folder in (AGENT_FOLDER, HERE):
    if folder not in sys.path:
        sys.path.insert(0, folder)

import backref  # noqa: E402
from read_backref import Snapshot  # noqa: E402

INLINE = sys.version_info >= (3, 11)  # instances keep attributes without a dict
LINUX = sys.platform.startswith("linux")
_memory = backref._Memory()
_memory.close()
# Some names are known only from the process's own memory. A snapshot says when it could not be read.
needs_memory = unittest.skipUnless(_memory.works or LINUX, "this system does not let a process read its own memory")
del _memory


class FolderTest(unittest.TestCase):
    """Tests with a folder of their own, empty before each and gone after it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name="test.backref"):
        return os.path.join(self.folder, name)


def take(method="inline", **options):
    """A snapshot of this process, read back."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "test.backref")
        backref.dump(path, method=method, **options)
        return Snapshot(path)


def run(source, *arguments, **options):
    """Runs a program with the agent on its path and gives its output; fails with its stderr."""
    if sys.platform == "emscripten":
        raise unittest.SkipTest("this system starts no programs")
    prelude = "import sys; sys.dont_write_bytecode = True; sys.path.insert(0, %r)\n" % AGENT_FOLDER
    flags = options.pop("flags", [])
    done = subprocess.run(
        [os.environ.get("BACKREF_TEST_PYTHON", sys.executable)] + flags + ["-c", prelude + source] + list(arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
        timeout=300,
        **options
    )
    if done.returncode != 0:
        raise AssertionError("program failed: " + done.stderr[-3000:])
    return done.stdout


def snapshot_of(source, *arguments, **options):
    """Runs a program that writes a snapshot to sys.argv[1], and reads it."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "test.backref")
        run(source, path, *arguments, **options)
        return Snapshot(path)
