"""The pytest plugin on tests that leak, tests that do not, and tests that are wrong. Skipped where there is no pytest; run by
run.mjs with the first Python that has it."""

import os
import re
import subprocess
import sys
import tempfile
import unittest

from support import AGENT_FOLDER

try:
    import pytest  # noqa: F401
except ImportError:
    pytest = None

APP = """
import functools


class Session:
    pass


class Slotted:
    __slots__ = ("other",)


class Registry:
    def __init__(self):
        self.by_user = {}


class Loud:
    # None of this may run.
    ran = []

    def __getattribute__(self, name):
        Loud.ran.append(name)
        return object.__getattribute__(self, name)

    def __eq__(self, other):
        Loud.ran.append("==")

    def __hash__(self):
        return 1

    def __repr__(self):
        Loud.ran.append("repr")
        return "loud"

    __class__ = property(lambda self: Loud.ran.append("class"))


SESSIONS, TEXTS, LOUD = [], [], []
REGISTRY = Registry()


@functools.lru_cache(maxsize=None)
def cached(number):
    return Session()
"""
PRELUDE = """
import asyncio, ctypes, itertools, logging, re, unittest
import pytest
import app

number = itertools.count()
"""


@unittest.skipIf(pytest is None, "pytest is not there")
class PytestPluginTest(unittest.TestCase):
    def outcome(self, source):
        """How each test of a file ended: `passed`, or what pytest says of its failure."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("app.py", APP), ("test_it.py", PRELUDE + source)):
                with open(os.path.join(folder, name), "w") as file:
                    file.write(text)
            done = subprocess.run(
                [sys.executable, "-B", "-m", "pytest", "-p", "backref_pytest", "-p", "no:cacheprovider"]
                + ["-rA", "--strict-markers", "-q", "-c", os.devnull, "--rootdir", folder, folder],
                cwd=folder,
                env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": AGENT_FOLDER, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=120,
                universal_newlines=True,
            )
        text = done.stdout
        self.assertIn(done.returncode, (0, 1), text)
        found = {name: "passed" for name in re.findall(r"^PASSED \S+::(\w+)", text, re.M)}
        for name, report in re.findall(r"^_+ (?:ERROR at setup of )?([\w.]+) _+\n(.*?)(?=^[_=]{3}|\Z)", text, re.M | re.S):
            found.setdefault(name, report.strip())
        return found

    def one(self, source):
        outcome = self.outcome(source)
        self.assertEqual(1, len(outcome), outcome)
        return list(outcome.values())[0]

    def test_clean_tests_pass(self):
        outcome = self.outcome(
            """
@pytest.mark.backref_no_leaks
def test_cycle_compiled_and_logged(tmp_path):
    sessions = [app.Session() for _ in range(100)]
    sessions.append(sessions)
    re.compile("a+%d" % (next(number) % 3))
    logging.getLogger("x").warning("hello %s", object())
    print("some output")
    (tmp_path / "file").write_text("x")

@pytest.mark.backref_no_leaks
def test_filled_once():
    app.REGISTRY.by_user["always the same"] = app.Session()

def test_block(backref_leaks):
    with backref_leaks():
        app.Session()
"""
        )
        self.assertEqual(["passed"] * 3, list(outcome.values()), outcome)

    def test_a_leak_is_named_with_its_path(self):
        outcome = self.outcome(
            """
pytestmark = pytest.mark.backref_no_leaks

def test_list():
    for _ in range(3):
        app.SESSIONS.append(app.Session())

def test_texts():
    app.TEXTS.append("x" * next(number))

def test_registry():
    session = app.Session()
    session.user = app.Slotted()
    app.REGISTRY.by_user["user:%d" % next(number)] = session

def test_lru_cache():
    app.cached(next(number))
"""
        )
        self.assertRegex(outcome["test_list"], r"12 objects of app\.Session more after 4 rounds: `SESSIONS` in module `app` → item \d+")
        self.assertRegex(outcome["test_list"], r"a list longer by 12 after 4 rounds: `SESSIONS` in module `app`$")
        # Texts are none of the collector's: the list tells.
        self.assertEqual("The test leaks:\n  a list longer by 4 after 4 rounds: `TEXTS` in module `app`", outcome["test_texts"])
        registry = r"`REGISTRY` in module `app` → `\.by_user` → key `'user:\d+'`"
        self.assertRegex(outcome["test_registry"], r"4 objects of app\.Session more after 4 rounds: %s\n" % registry)
        self.assertRegex(outcome["test_registry"], r"4 objects of app\.Slotted more after 4 rounds: %s → `\.user`\n" % registry)
        self.assertRegex(outcome["test_lru_cache"], r"4 objects of app\.Session .*`cached` in module `app` → inside of a `functools\._lru_cache_wrapper`")

    def test_options(self):
        outcome = self.outcome(
            """
@pytest.mark.backref_no_leaks(max_growth=1)
def test_allowed():
    app.SESSIONS.append(app.Session())

@pytest.mark.backref_no_leaks(rounds=2, types=["app.Slotted"])
def test_other_type():
    app.SESSIONS.append(app.Session())

@pytest.mark.backref_no_leaks(rounds=2, types=["app.Session"])
def test_this_type():
    app.SESSIONS.append(app.Session())
"""
        )
        self.assertEqual(["passed", "passed"], [outcome["test_allowed"], outcome["test_other_type"]])
        self.assertRegex(outcome["test_this_type"], r"^The test leaks:\n  2 objects of app\.Session more after 2 rounds: [^\n]*$")

    def test_block_names_what_stays_behind_it(self):
        outcome = self.outcome(
            """
def test_kept(backref_leaks):
    with backref_leaks(types=["app.Session"]):
        app.SESSIONS.append(app.Session())

def test_allowed(backref_leaks):
    with backref_leaks(max_growth=1):
        app.SESSIONS.append(app.Session())

def test_local(backref_leaks):
    with backref_leaks():
        mine = app.Session()

def test_held_from_c(backref_leaks):
    with backref_leaks(types=["app.Session"]):
        session = app.Session()
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(session))
        del session
"""
        )
        self.assertEqual("passed", outcome["test_allowed"])
        more = "The test leaks:\n  1 object of app.Session more behind the block: "
        self.assertEqual(more + "`SESSIONS` in module `app` → item 0", outcome["test_kept"])
        self.assertEqual(more + "`mine` in the running `test_local()`", outcome["test_local"])
        self.assertEqual(more + "code in C, and nothing that Python can see", outcome["test_held_from_c"])

    def test_broken_tests_say_why(self):
        outcome = self.outcome(
            """
@pytest.mark.backref_no_leaks
def test_fails():
    assert 1 == 2

def test_raises(backref_leaks):
    with backref_leaks():
        app.SESSIONS.append(app.Session())
        raise KeyError("its own error")

@pytest.mark.backref_no_leaks(round=2)
def test_argument():
    pass

@pytest.mark.backref_no_leaks(rounds=1)
def test_rounds():
    pass

def test_types(backref_leaks):
    with backref_leaks(types="app.Session"):
        pass

@pytest.mark.backref_no_leaks
async def test_async():
    pass

class TestOld(unittest.TestCase):
    @pytest.mark.backref_no_leaks
    def test_old(self):
        pass
"""
        )
        self.assertIn("assert 1 == 2", outcome["test_fails"])
        self.assertIn("KeyError: 'its own error'", outcome["test_raises"])
        self.assertNotIn("leaks:", outcome["test_raises"])
        self.assertRegex(outcome["test_argument"], r"^backref_no_leaks: got an unexpected keyword argument 'round'")
        self.assertIn("rounds must be a whole number of 2 or more, not 1", outcome["test_rounds"])
        self.assertIn('types must be a list of names such as ["app.Session"]', outcome["test_types"])
        self.assertIn("cannot repeat an async test", outcome["test_async"])
        self.assertIn("cannot repeat a test of unittest", outcome["TestOld.test_old"])

    def test_no_code_of_the_program_runs(self):
        outcome = self.one(
            """
def test_loud(backref_leaks):
    error = None
    try:
        with backref_leaks(types=["app.Loud"]):
            app.LOUD.append({app.Loud(): app.Loud()})
    except BaseException as failure:
        error = failure
    assert app.Loud.ran == []
    assert "app.Loud more" in str(error)
"""
        )
        self.assertEqual("passed", outcome)


if __name__ == "__main__":
    unittest.main()
