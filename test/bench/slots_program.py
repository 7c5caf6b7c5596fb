"""The class of which advice speaks, plain or with slots, as often as asked. Says how much memory the instances took.

    python slots_program.py plain|slotted ATTRIBUTES INSTANCES [SNAPSHOT AGENT_FOLDER]

The instances are those of an often told story of a leak: a class `Foo` whose instances hold a value or a few, and ten
thousand or more of them are kept in a list.
"""

import sys

sys.dont_write_bytecode = True
layout, attributes, instances = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
names = ["val"] + ["attr%d" % i for i in range(1, attributes)]
source = ["class Foo(object):"]
if layout == "slotted":
    source.append("    __slots__ = %r" % (tuple(names),))
source.append("    def __init__(self, val):")
source += ["        self.%s = val" % name for name in names]
exec("\n".join(source))


def resident():
    with open("/proc/self/smaps_rollup" if sys.platform == "linux" else "") as file:
        for line in file:
            if line.startswith("Rss:"):
                return int(line.split()[1]) * 1024


kept = [None] * instances
before = resident()
for i in range(instances):
    kept[i] = Foo(None)
print(resident() - before)

if len(sys.argv) > 4:
    sys.path.insert(0, sys.argv[5])
    import backref

    backref.dump(sys.argv[4])
