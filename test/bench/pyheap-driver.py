"""What PyHeap's own viewer does before its first page, for run.mjs: python3 pyheap-driver.py SOURCES FILE, where SOURCES is
its folder pyheap-ui/src. Two packages that it wants are stood in for: a progress bar, and names that typing has too."""

import json
import mmap
import os
import resource
import sys
import time
import types
import typing

start = time.monotonic()
sys.path.insert(0, sys.argv[1])
for name, names in (
    ("tqdm", {"tqdm": lambda iterable=None, **_: iterable}),
    ("typing_extensions", vars(typing)),
):
    try:
        __import__(name)
    except ImportError:
        sys.modules[name] = types.ModuleType(name)
        vars(sys.modules[name]).update({key: value for key, value in names.items() if not key.startswith("__")})

from pyheap_ui.heap import InboundReferences, RetainedHeapParallelCalculator, objects_sorted_by_retained_heap  # noqa: E402
from pyheap_ui.heap_reader import HeapReader  # noqa: E402

with open(sys.argv[2], "rb") as file:
    heap = HeapReader(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)).read()
inbound = InboundReferences(heap.objects)
retained = RetainedHeapParallelCalculator(heap=heap, inbound_references=inbound).calculate()
objects_sorted_by_retained_heap(heap, retained)
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
# Not the maximum of rusage, in which a process begins with its parent's.
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) * 1024
print(
    json.dumps(
        {
            "nodes": len(heap.objects),
            "seconds": time.monotonic() - start,
            "cpuSeconds": sum(each.ru_utime + each.ru_stime for each in used),
            "peakRssBytes": peak,
            "retainedBytesOfRoot": None,
        }
    )
)
sys.stdout.flush()
os._exit(0)
