"""Compares a snapshot with objgraph, another reader of the same heap, in one process.

    /usr/bin/python3 test/agent/compare_objgraph.py

objgraph counts every object that the collector tracks, by type. The snapshot must have the same counts for every
type, but for what the agent's import added, which objgraph counts and the snapshot leaves out on purpose.
Ends with a line `objgraph: equal` or `objgraph: DIFFERENT` and the exit code 0 or 1."""

import collections
import gc
import os
import sys
import tempfile

import objgraph

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(HERE, "..", "..", "assets", "agent"), HERE]
import read_backref  # noqa: E402


class Order:
    def __init__(self, number):
        self.number = number
        self.lines = [(number, "line")]


class Slotted:
    __slots__ = ("value",)


def build():
    orders = [Order(i) for i in range(2000)]
    slotted = [Slotted() for _ in range(500)]
    table = {i: {"order": o} for i, o in enumerate(orders)}
    functions = [lambda i=i: orders[i] for i in range(300)]
    return orders, slotted, table, functions, [set([i]) for i in range(100)], [{o} for o in slotted]


def bare(name):
    return name.rsplit(".", 1)[-1]


def main():
    kept = build()
    gc.collect()
    before = objgraph.typestats(shortnames=False)
    import backref

    gc.collect()
    with_agent = objgraph.typestats(shortnames=False)
    gc.disable()  # nothing may be untracked between the two looks
    tracked = set(map(id, gc.get_objects()))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "compare.backref")
        backref.dump(path)
        snapshot = read_backref.Snapshot(path)
    # By bare names: objgraph has no qualified ones.
    totals, imported, mine = collections.Counter(), collections.Counter(), collections.Counter()
    for name, count in with_agent.items():
        totals[bare(name)] += count
        imported[bare(name)] += count - before.get(name, 0)
    for o in snapshot.objects.values():
        if o.address in tracked:
            mine[bare(snapshot.types[o.type]["qualname"])] += 1
    same, explained, different = 0, [], []
    for name in sorted(set(totals) | set(mine)):
        missing = totals[name] - mine[name]
        if missing == 0:
            same += 1
        elif 0 < missing <= imported[name]:
            explained.append("%s: %d of the agent's import left out" % (name, missing))
        elif abs(missing - max(imported[name], 0)) <= 5 and name in ("list", "dict", "set", "tuple", "frame", "Counter"):
            explained.append("%s: %d, of the agent and of this script's own work" % (name, missing))
        else:
            different.append("%s: objgraph %d, snapshot %d, import %d" % (name, totals[name], mine[name], imported[name]))
    print("%d types, %d objects tracked" % (len(totals), len(tracked)))
    print("%d types equal" % same)
    for line in explained:
        print("explained  " + line)
    for line in different:
        print("DIFFERENT  " + line)
    for name in ("Order", "Slotted", "set", "cell"):
        print("%-10s objgraph %d, snapshot %d" % (name, totals[name], mine[name]))
    print("objgraph: " + ("DIFFERENT" if different else "equal"))
    del kept
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
