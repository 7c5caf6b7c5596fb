"""The file: complete or not there, its blocks small, its options kept."""

import os
import stat
import sys
import tempfile
import threading
import unittest

from support import HERE, LINUX, FolderTest, Snapshot, backref, run, snapshot_of, take

READ = "import sys; sys.path.insert(0, %r)\nfrom read_backref import Snapshot\n" % HERE


class FileTest(FolderTest):
    def test_the_file_is_the_users_alone_and_nothing_else_is_left(self):
        summary = backref.dump(self.path())
        self.assertEqual(os.listdir(self.folder), ["test.backref"])
        self.assertEqual(stat.S_IMODE(os.stat(self.path()).st_mode), 0o600)
        self.assertEqual(summary["bytes"], os.path.getsize(self.path()))
        snapshot = Snapshot(self.path())
        self.assertEqual((summary["objects"], summary["references"]), (len(snapshot.objects), snapshot.references))

    def test_an_old_file_is_replaced(self):
        with open(self.path(), "w") as file:
            file.write("old")
        backref.dump(self.path())
        Snapshot(self.path())

    def test_paths_of_any_kind(self):
        import pathlib

        backref.dump(pathlib.Path(self.path("a")))
        backref.dump(os.fsencode(self.path("b")))
        self.assertEqual(sorted(os.listdir(self.folder)), ["a", "b"])

    def test_a_folder_that_is_not_there_is_an_os_error_that_names_the_file(self):
        missing = os.path.join(self.folder, "no", "such.backref")
        with self.assertRaises(OSError) as caught:
            backref.dump(missing)
        self.assertEqual((type(caught.exception), caught.exception.filename), (FileNotFoundError, missing))

    @unittest.skipIf(hasattr(os, "geteuid") and os.geteuid() == 0 and not os.path.isdir("/proc/sys"), "root may write")
    def test_a_folder_that_cannot_be_written_is_an_os_error(self):
        with self.assertRaises(OSError):
            backref.dump("/proc/sys/test.backref")

    def test_a_folder_in_place_of_a_file_is_an_os_error_and_leaves_nothing(self):
        os.mkdir(self.path("folder"))
        with self.assertRaises(OSError):
            backref.dump(self.path("folder"))
        self.assertEqual(os.listdir(self.folder), ["folder"])

    def test_a_full_disk_leaves_nothing(self):
        out = run(
            """
import os, resource, signal, backref
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))
try:
    backref.dump(sys.argv[1])
except OSError as error:
    print("OSError", os.listdir(os.path.dirname(sys.argv[1])))
""",
            self.path(),
        )
        self.assertEqual(out, "OSError []\n")

    def test_any_failure_leaves_nothing(self):
        original = backref._static_types
        try:
            for error in (KeyboardInterrupt, MemoryError, ValueError):

                def fail():
                    raise error

                backref._static_types = fail
                with self.assertRaises(error):
                    backref.dump(self.path(), method="inline")
                self.assertEqual(os.listdir(self.folder), [])
        finally:
            backref._static_types = original
        backref.dump(self.path())

    def test_a_temporary_file_of_a_killed_process_is_no_hindrance(self):
        with open(self.path() + ".tmp-%d" % os.getpid(), "w") as file:
            file.write("left over")
        backref.dump(self.path())
        self.assertEqual(len(os.listdir(self.folder)), 2)
        with open(self.path() + ".tmp-%d" % os.getpid()) as file:
            self.assertEqual(file.read(), "left over")

    def test_wrong_arguments_are_value_errors(self):
        for options in ({"preview": "long"}, {"method": "magic"}, {"label": 5}):
            with self.assertRaises(ValueError):
                backref.dump(self.path(), **options)
        with self.assertRaises(TypeError):
            backref.dump(None)
        self.assertEqual(os.listdir(self.folder), [])

    def test_not_waiting_gives_a_handle(self):
        handle = backref.dump(self.path(), wait=False, method="inline")
        self.assertEqual(handle.wait()["path"], self.path())
        Snapshot(self.path())

    def test_a_second_snapshot_at_the_same_time_is_refused(self):
        original = backref._static_types
        errors = []

        def again():
            try:
                backref.dump(self.path("second"))
            except RuntimeError as error:
                errors.append(str(error))
            return original()

        backref._static_types = again
        try:
            backref.dump(self.path(), method="inline")
        finally:
            backref._static_types = original
        self.assertTrue(errors and "another snapshot" in errors[0])
        self.assertEqual(os.listdir(self.folder), ["test.backref"])

    def test_big_containers_continue_over_several_blocks(self):
        snapshot = snapshot_of(
            """
import collections, backref
backref.BATCH_REFERENCES = 4000
big = list(range(13000)); big_tuple = tuple(big)
big_dict = dict.fromkeys(range(7000), "v"); big_set = set(range(6000))
big_deque = collections.deque(range(5000)); exact = list(range(8000))
many = [list(range(3000)) for _ in range(30)]
backref.dump(sys.argv[1])
"""
        )
        self.assertLessEqual(snapshot.largest_payload, 16 << 20)
        found = {}
        for o in snapshot.objects.values():
            name = snapshot.type_name(o)
            if o.length in (13000, 7000, 6000, 5000):
                found[name] = o
        for name, length in (("list", 13000), ("tuple", 13000), ("set", 6000), ("collections.deque", 5000)):
            self.assertEqual(len(found[name].edges), length, name)
        self.assertEqual([found["list"].edges[i].label for i in (0, 4000, 12999)], [0, 4000, 12999])
        for i in (0, 3999, 4000, 12999):
            self.assertEqual(snapshot.text(found["list"].edges[i].target), str(i))
        entries = {snapshot.text(e.label) for e in found["dict"].edges if e.kind == "value"}
        self.assertEqual((len(found["dict"].edges), len(entries)), (14000, 7000))
        self.assertEqual(snapshot.dangling(), [])

    def test_blocks_stay_small_with_a_long_list(self):
        # In one block it would be 4.8 MB.
        snapshot = snapshot_of("import backref\nbig = [None] * 600000\nbackref.dump(sys.argv[1])")
        self.assertLessEqual(snapshot.largest_payload, 4 << 20)
        self.assertEqual([len(o.edges) for o in snapshot.of_type("list") if o.length == 600000], [600000])

    def test_a_long_linked_list(self):
        out = run(
            """
import backref
class Node:
    __slots__ = ("next",)
head = None
for _ in range(200000):
    node = Node(); node.next = head; head = node
del node
nested = None
for _ in range(100000):
    nested = (nested,)
summary = backref.dump(sys.argv[1])
print(summary["objects"] > 300000)
sys.stdout.flush()
backref.os._exit(0)  # taking so many links apart would overflow the stack of old versions
""",
            self.path(),
        )
        self.assertEqual(out, "True\n")

    def test_previews(self):
        secret = "".join(["hunter", "2" * 100])
        program = {"attribute_name": secret}
        for preview, length in (("none", 0), ("short", 80), ("full", len(secret))):
            snapshot = take(preview=preview, redact=False)
            o = snapshot.objects[id(secret)]
            self.assertEqual(o.preview, secret[:length].encode())
            self.assertEqual(o.length, len(secret))
            self.assertEqual(snapshot.meta["preview"], preview)
            self.assertEqual(snapshot.text(id(FileTest)), __name__ + ".FileTest")
            if preview == "none":
                previews = [snapshot.text(o.address) for o in snapshot.objects.values() if snapshot.type_name(o) != "bytes"]
                self.assertFalse([p for p in previews if p and "hunter" in p])
                self.assertTrue([p for p in previews if p and p.endswith("test_previews")])
                self.assertLessEqual(len(snapshot.meta["argv"]), 1)
                numbers = [o for o in snapshot.of_type("int") if o.preview]
                self.assertEqual(numbers, [])
                del previews, numbers
            # The reader's own objects would be in the next snapshot, and theirs in the one after.
            del o, snapshot
        self.assertTrue(program)

    def test_hashes_of_a_known_seed_are_no_way_round_hidden_previews(self):
        snapshot = snapshot_of(
            "import backref\nbackref.dump(sys.argv[1], preview='none')", env=dict(os.environ, PYTHONHASHSEED="0")
        )
        self.assertEqual([o for o in snapshot.of_type("str") if o.hash is not None], [])

    def test_long_previews_are_spread_over_blocks(self):
        texts = ["%d" % i + "x" * 60000 for i in range(300)]
        snapshot = take(preview="full")
        self.assertLessEqual(snapshot.largest_payload, 4 << 20)
        self.assertEqual(snapshot.text(id(texts[7])), texts[7])

    def test_threads_that_change_everything_meanwhile(self):
        out = run(
            READ
            + """
import threading, backref, collections
stop = False
shared = {"d": {}, "l": [], "s": set(), "q": collections.deque()}
class Item:
    pass
def work(n):
    i = 0
    while not stop:
        i += 1
        item = Item(); item.a = [i]; setattr(item, "b%d" % (i % 40), i)
        shared["d"][i % 500 + n] = item
        shared["l"].append(item); shared["s"].add(i % 3000); shared["q"].append(i)
        if i % 1000 == 0:
            del shared["l"][:]; shared["s"].clear(); shared["q"].clear(); shared["d"].pop(i % 5000 + n, None)
threads = [threading.Thread(target=work, args=(n,), name="worker-%d" % n) for n in range(4)]
for t in threads: t.start()
try:
    for i in range(2):
        backref.dump(sys.argv[1] + str(i))
        print(sys.getswitchinterval())
finally:
    stop = True
for t in threads: t.join()
for i in range(2):
    s = Snapshot(sys.argv[1] + str(i))
    names = sorted(t["name"] for t in s.meta["threads"])
    print(len(s.of_type("__main__.Item")) > 0, names)
    functions = {f["function"] for t in s.meta["threads"] for f in t["frames"]}
    print("work" in functions)
""",
            self.path(),
        )
        lines = out.splitlines()
        self.assertEqual((lines[:2], lines[3::2]), (["0.005"] * 2, ["True"] * 2))
        for line in lines[2::2]:
            self.assertEqual(line, "True ['MainThread', 'worker-0', 'worker-1', 'worker-2', 'worker-3']")

    def test_a_big_dict_that_changes_while_it_is_written(self):
        big = dict.fromkeys(range(9000))
        first = backref._contents_in_parts

        def parts(session, plan, o):
            for number, group in enumerate(first(session, plan, o)):
                yield group
                if o is big and number == 0:
                    big["new"] = "added"

        limit = backref.BATCH_REFERENCES
        backref._contents_in_parts, backref.BATCH_REFERENCES = parts, 4000
        try:
            snapshot = take()
        finally:
            backref._contents_in_parts, backref.BATCH_REFERENCES = first, limit
        self.assertEqual([p["code"] for p in snapshot.tail["problems"]], ["container-changed"])
        o = snapshot.objects[id(big)]
        self.assertEqual(len([e for e in o.edges if e.kind == "value"]), 9001)


class FactsTest(unittest.TestCase):
    def test_facts_about_the_process(self):
        snapshot = take(label="a label \u2713")
        meta = snapshot.meta
        self.assertEqual((meta["label"], meta["pid"], meta["method"]), ("a label \u2713", os.getpid(), "inline"))
        self.assertEqual(meta["python"], sys.version)
        self.assertGreater(meta["rssBytes"], 1 << 20)
        self.assertGreaterEqual(meta["peakRssBytes"], meta["rssBytes"])
        self.assertEqual(meta["gc"]["enabled"], True)
        self.assertEqual(len(meta["gc"]["counts"]), 3)
        pymalloc = meta["pymalloc"]
        self.assertLessEqual(pymalloc["unusedPoolBytes"], pymalloc["freeBytes"])
        self.assertLessEqual(pymalloc["usedBytes"] + pymalloc["freeBytes"], pymalloc["arenaBytes"])
        self.assertGreater(pymalloc["usedBytes"], 1 << 20)
        self.assertEqual(meta["threads"][0]["name"], "MainThread")
        frame = meta["threads"][0]["frames"][1]
        self.assertEqual(frame["function"].split(".")[-1], "test_facts_about_the_process")
        self.assertEqual(frame["file"], __file__)
        self.assertEqual(frame["line"], self.test_facts_about_the_process.__code__.co_firstlineno + 1)
        self.assertIn(int(frame["id"], 16), snapshot.objects)
        self.assertGreater(snapshot.tail["seconds"], 0)
        self.assertTrue(all(s.endswith(".") for s in snapshot.tail["unseen"]))

    @unittest.skipUnless(LINUX, "only Linux tells what memory is there for")
    def test_what_memory_is_there_for(self):
        snapshot = snapshot_of(
            """
import backref, os
kept = [bytes(1000) for i in range(4000)]
gone = [bytes(1000) for i in range(4000)]
between = [bytes(1000) for i in range(4000)]
del gone
big = bytearray(b"x") * 20000000
backref.dump(sys.argv[1])
"""
        )
        meta = snapshot.meta
        memory, malloc = meta["memory"], meta["malloc"]
        kinds = memory["anonymousBytes"] + memory["fileBytes"] + memory["sharedBytes"]
        self.assertEqual(kinds, meta["rssBytes"])
        regions = memory["regions"]
        self.assertIsNone(regions.pop("allocator"))
        resident = sum(r["residentBytes"] for r in regions.values())
        self.assertAlmostEqual(resident - memory["copyBytes"], memory["anonymousBytes"], delta=1 << 18)
        self.assertTrue(all(0 <= r["residentBytes"] <= r["bytes"] for r in regions.values()), regions)
        self.assertGreater(regions["stacks"]["residentBytes"], 0)
        self.assertGreater(regions["libraries"]["residentBytes"], 0)
        self.assertGreater(regions["other"]["residentBytes"], 20000000)
        if sys.version_info >= (3, 14):  # a structure of ctypes takes more than its half in C there
            self.assertIsNone(malloc)
            return
        # What the program allocated and freed itself, each block with glibc's header.
        self.assertAlmostEqual(malloc["mappedBytes"], 20000000, delta=2 << 20)
        self.assertGreater(malloc["usedBytes"], 8000 * 1040)
        self.assertGreater(malloc["freeBytes"], 4000 * 1040)
        self.assertLess(malloc["freeBytes"], 4000 * 1040 + (2 << 20))
        self.assertLessEqual(malloc["usedBytes"] + malloc["freeBytes"], regions["heap"]["bytes"])

    def test_what_malloc_has_is_not_asked_in_the_process_itself(self):
        meta = take().meta
        self.assertIsNone(meta["malloc"])
        self.assertEqual(meta["memory"] is not None, LINUX)

    def test_roots(self):
        import gc

        gc.garbage.append(["garbage"])
        try:
            snapshot = take()
            garbage = id(gc.garbage[0])
        finally:
            gc.garbage.clear()
        kinds = {}
        for kind, name, address in snapshot.roots:
            kinds.setdefault(kind, {})[name] = address
            self.assertIn(address, snapshot.objects, (kind, name))
        self.assertEqual(kinds["module"]["os"], id(os))
        self.assertEqual(kinds["thread"]["MainThread"], id(threading.current_thread()))
        self.assertIn("sys.modules", kinds["interpreter"])
        self.assertEqual(kinds["static"]["int"], id(int))
        self.assertEqual(list(kinds["gc.garbage"].values()), [garbage])
        self.assertTrue([name for name in kinds["frame"] if name.endswith("test_roots()")])

    def test_nearly_everything_is_reached_from_the_roots(self):
        snapshot = take()
        reached = set()
        waiting = [address for _, _, address in snapshot.roots]
        while waiting:
            address = waiting.pop()
            if address in snapshot.objects and address not in reached:
                reached.add(address)
                o = snapshot.objects[address]
                waiting.append(o.type)
                waiting.extend(e.target for e in o.edges if e.kind != "weak")
        self.assertGreater(len(reached), 0.9 * len(snapshot.objects))

    def test_stderr_comes_back(self):
        with tempfile.TemporaryDirectory() as folder:
            for allocator in ("pymalloc", "malloc"):
                out = run(
                    """
import os, backref
r, w = os.pipe()
os.dup2(w, 2)
backref.dump(sys.argv[1], method="inline")
os.write(2, b"after")
os.close(2); os.close(w)
print(os.read(r, 100000))
""",
                    os.path.join(folder, "test.backref"),
                    env=dict(os.environ, PYTHONMALLOC=allocator),
                )
                self.assertEqual(out, "b'after'\n", allocator)

    def test_a_closed_stderr_is_no_hindrance(self):
        path = tempfile.mktemp()
        self.assertEqual(run("import os, backref\nos.close(2)\nbackref.dump(sys.argv[1])\nprint('done')", path), "done\n")
        os.unlink(path)

    def test_allocation_tracebacks_when_tracemalloc_is_tracing(self):
        snapshot = snapshot_of(
            """
import tracemalloc, backref
class Thing:
    pass
class Slotted:
    __slots__ = ()
tracemalloc.start(3)
def make():
    return [kind() for kind in (Thing, Slotted, Slotted)]
made = make()
backref.dump(sys.argv[1])
"""
        )
        self.assertTrue(snapshot.meta["tracemalloc"])
        things = snapshot.of_type("__main__.Slotted")
        if sys.version_info[:2] != (3, 11):
            # 3.11's own tracemalloc.get_object_traceback() does not find instances that keep attributes inline.
            things += snapshot.of_type("__main__.Thing")
        self.assertGreaterEqual(len(things), 2)
        for thing in things:
            trace = snapshot.allocations[thing.address]
            self.assertEqual((trace[0], trace[-1]), (("<string>", 10), ("<string>", 11)))  # innermost first

    def test_tracing_from_the_start_is_noticed_too(self):
        snapshot = snapshot_of("import backref\nx = [['mine']]\nbackref.dump(sys.argv[1])", flags=["-X", "tracemalloc"])
        self.assertTrue(snapshot.meta["tracemalloc"])
        self.assertGreater(len(snapshot.allocations), 1000)

    def test_no_tracebacks_otherwise(self):
        snapshot = take()
        self.assertEqual((snapshot.meta["tracemalloc"], snapshot.allocations), (False, {}))

    @unittest.skipUnless(sys.platform == "linux", "reads its own memory elsewhere too little")
    def test_without_memory_to_read_attributes_of_methods_still_have_names(self):
        snapshot = snapshot_of(
            """
import backref
open_ = backref.os.open
def refuse(path, *rest):
    if path == "/proc/self/mem":
        raise PermissionError(path)
    return open_(path, *rest)
class Plain:
    def __init__(self):
        self.first = ["first"]; self.second = ["second"]
o = Plain()
def generate():
    local = ["local"]
    yield
g = generate(); next(g)
backref.os.open = refuse
backref.dump(sys.argv[1])
"""
        )
        [o] = snapshot.of_type("__main__.Plain")
        names = o.named()
        if "__dict__" in names:
            names = snapshot.entries(names["__dict__"])
        self.assertEqual(sorted(names), ["first", "second"])
        self.assertTrue(any("memory" in sentence for sentence in snapshot.tail["unseen"]))


class NumpyTest(unittest.TestCase):
    def test_elements_and_bases_of_arrays(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("numpy is not installed here")
        inner = ["inner"]
        objects = numpy.array([[None, inner], [inner, 5]], dtype=object)
        numbers = numpy.zeros(1000)
        view = numbers[10:20]
        kept = [objects, numbers, view]
        snapshot = take()
        self.assertEqual([e.target for e in snapshot.objects[id(objects)].edges if e.kind == "item"][1:3], [id(inner)] * 2)
        self.assertEqual(snapshot.objects[id(view)].named()["base"], id(numbers))
        self.assertEqual([snapshot.objects[id(o)].size for o in kept], [sys.getsizeof(o) for o in kept])


if __name__ == "__main__":
    unittest.main()
