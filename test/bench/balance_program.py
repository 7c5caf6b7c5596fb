"""A program that plants memory of each kind, says in JSON how much, and writes a snapshot.

    python balance_program.py SNAPSHOT AGENT_FOLDER [SCALE]

Every second one of many small and of many middle-sized objects is freed: what fragmentation is made of.
"""

import ctypes
import json
import mmap
import os
import sys
import tempfile
import threading

sys.dont_write_bytecode = True
scale = float(sys.argv[3]) if len(sys.argv) > 3 else 1.0
small, middle = int(400000 * scale), int(30000 * scale)

# 104 bytes each: blocks of 112 in Python's allocator. Freed ones alternate, so that no pool gets empty.
tuples = [(i,) * 6 for i in range(small)]
for i in range(0, small, 2):
    tuples[i] = None
# 1033 bytes each: from malloc. The last one keeps the heap's end in use.
blobs = [bytes(1000) for _ in range(middle)]
for i in range(0, middle, 2):
    blobs[i] = None
big = bytearray(b"x") * int(20000000 * scale)
native_bytes = int(8000000 * scale)
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
native = ctypes.c_void_p(library.malloc(ctypes.c_size_t(native_bytes)))
ctypes.memset(native, 1, native_bytes)
with tempfile.TemporaryFile() as file:
    file.truncate(int(6000000 * scale))
    mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
touched = sum(mapped[i] for i in range(0, len(mapped), 4096))
shared = mmap.mmap(-1, int(4000000 * scale))
shared.write(b"x" * len(shared))
stop = threading.Event()
threads = [threading.Thread(target=stop.wait, daemon=True) for _ in range(4)]
for thread in threads:
    thread.start()

print(json.dumps({
    "tuplesFreed": small // 2 * 112,
    "blobsKept": middle // 2 * 1040,
    "blobsFreed": middle // 2 * 1040,
    "big": len(big),
    "native": native_bytes,
    "mapped": len(mapped),
    "shared": len(shared),
}))

sys.path.insert(0, sys.argv[2])
import backref  # noqa: E402

backref.dump(sys.argv[1], method="fork")
stop.set()
