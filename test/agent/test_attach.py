"""The part of the agent that is brought into a process from outside."""

import json
import os
import tempfile
import time
import unittest

from support import AGENT_FOLDER, LINUX, FolderTest, Snapshot, run

AGENT = os.path.join(AGENT_FOLDER, "backref.py")


def wait_for(condition, what):
    """Waits until `condition()` is true; a minute at most, for loaded machines."""
    until = time.monotonic() + 60
    while not condition():
        if time.monotonic() > until:
            raise AssertionError("waited in vain for " + what)
        time.sleep(0.01)


@unittest.skipUnless(LINUX, "processes are copied on Linux only")
class AttachTest(FolderTest):
    def code(self, **request):
        with open(AGENT, encoding="utf-8") as file:
            source = file.read()
        text = source[source.index("# ---- leaving: begin") : source.index("# ---- leaving: end")]
        request = dict({"status": os.path.join(self.folder, "status"), "agent": AGENT}, **request)
        request.setdefault("path", self.path())
        call = text + "\n_attach(%r)\nglobals().clear()" % json.dumps(request)
        return "exec(%r, {'__name__': '_backref_agent'})" % call

    def events(self):
        try:
            with open(os.path.join(self.folder, "status")) as file:
                return [json.loads(line) for line in file]
        except (OSError, ValueError):
            return []

    def finished(self):
        events = self.events()
        return bool(events) and events[-1]["event"] in ("done", "error") or any(e["event"] == "error" for e in events)

    def run_attached(self, **request):
        out = run(
            """
import gc
class Mine: pass
kept = [Mine() for _ in range(7)]
code = compile(sys.stdin.read(), "<injected>", "exec")
def inject(): exec(code, {})
gc.collect()
objects, modules, names = len(gc.get_objects()), set(sys.modules), set(globals())
inject()
print(set(sys.modules) - modules, set(globals()) - names - {"objects", "modules", "names"}, len(gc.get_objects()) - objects, gc.collect())
sys.stdout.flush()
""",
            stdin=self.input_of(self.code(**request)),
        )
        wait_for(lambda: {"done", "error"} & {e["event"] for e in self.events()}, "the copy")
        return out

    def input_of(self, text):
        file = tempfile.TemporaryFile()
        self.addCleanup(file.close)
        file.write(text.encode())
        file.seek(0)
        return file

    def test_a_copy_writes_and_the_process_keeps_nothing(self):
        out = self.run_attached(label="from outside \u2713", preview="none", frames=2)
        self.assertEqual(out[:12], "set() set() ")
        grown, garbage = map(int, out[12:].split())
        self.assertEqual(garbage, 0)
        self.assertLess(grown, 10)  # the lists of at-fork handlers, tuples of the program's own
        events = {e["event"]: e for e in self.events() if e["event"] != "progress"}  # which slow machines see
        self.assertEqual(set(events), {"started", "forked", "left", "done"})
        self.assertEqual(events["forked"]["copy"], events["left"]["copy"])
        snapshot = Snapshot(events["done"]["path"])
        meta = snapshot.meta
        self.assertEqual((meta["label"], meta["method"], meta["preview"]), ("from outside \u2713", "fork", "none"))
        self.assertEqual(meta["pid"], events["started"]["pid"])
        self.assertEqual(len(snapshot.of_type("__main__.Mine")), 7)
        self.assertEqual([f["function"] for f in meta["threads"][0]["frames"]], ["<module>"])
        self.assertEqual(snapshot.dangling(), [])
        self.assertEqual([o for o in snapshot.objects.values() if snapshot.type_name(o).startswith(("?", "_backref"))], [])

    def test_ten_times_in_a_row_leave_not_one_object(self):
        """Counted by type without a collection, so that what would wait for one is counted too."""
        for arguments in ((), ("forgotten",)):
            self.assertEqual(self.left_after_ten(arguments), "{} 0", arguments)

    def left_after_ten(self, arguments):
        out = run(
            """
import collections, sys
code = compile(sys.stdin.read(), "<injected>", "exec")
def count():
    return collections.Counter([type(o).__name__ for o in gc.get_objects()])
def inject(times):
    for _ in range(times): exec(code, {})
import gc
frames = sys._current_frames()  # since 3.11 a running function gets a frame object when it is first looked at
del frames
inject(1)
if "forgotten" in sys.argv: del sys.modules["gc"]  # as in a program that never imported it
gc.collect(); gc.disable()
inject(1)  # after the collection: importlib's empty tables of locks are counted from the first import on
before = count(); before = count()
inject(10)
after = count()
print({k: after[k] - before[k] for k in after + before if after[k] != before[k]}, gc.collect())
sys.stdout.flush()
""",
            *arguments,
            stdin=self.input_of(self.code(frames=2))
        )
        wait_for(lambda: sum(e["event"] == "done" for e in self.events()) == 12, "twelve copies")
        os.unlink(os.path.join(self.folder, "status"))
        return out.strip()

    def test_in_the_process_when_asked(self):
        self.run_attached(method="inline")
        self.assertEqual([e["event"] for e in self.events()], ["started", "inline", "done"])
        self.assertEqual(len(Snapshot(self.events()[-1]["path"]).of_type("__main__.Mine")), 7)

    def test_errors_are_one_line(self):
        for request in ({"path": "/nowhere/at/all"}, {"preview": "long"}, {"agent": "/nowhere/backref.py"}):
            self.assertEqual(self.run_attached(**request)[:12], "set() set() ")
            errors = [e for e in self.events() if e["event"] == "error"]
            self.assertEqual(len(errors), 1)
            self.assertTrue(errors[0]["message"] and "\n" not in errors[0]["message"])
            os.unlink(os.path.join(self.folder, "status"))
        self.assertEqual(os.listdir(self.folder), [])


if __name__ == "__main__":
    unittest.main()
