"""A small reader of .backref files, written from docs/formats/backref.md alone: it proves that the document says
enough, and the agent's tests look at snapshots through it. It reads everything into dicts: for small files only."""

import gc
import json
import struct
import zlib
from array import array
from operator import itemgetter

LAYOUTS = {1: "sequence", 2: "set", 3: "mapping", 4: "named", 5: "field"}
KINDS = "attribute slot key value item local cell global type element internal weak other".split()
ROOTS = {0: "module", 1: "frame", 2: "thread", 3: "interpreter", 5: "static", 6: "gc.garbage", 8: "unknown"}
NONE = 0xFFFFFFFF


class Malformed(Exception):
    pass


def check(condition, message):
    if not condition:
        raise Malformed(message)


def read_blocks(file):
    """Yields (tag, payload) of each block of an open file up to END; Malformed when anything of it is not whole."""
    head = file.read(16)
    check(head[:8] == b"\x89BACKRF\n", "magic")
    major, _minor, crc = struct.unpack("<HHI", head[8:])
    check(major == 1, "version")
    check(crc == zlib.crc32(head[:12]), "file header checksum")
    tag = None
    while tag != "END ":
        head = file.read(24)
        check(len(head) == 24, "file ends without END")
        tag, codec, _flags, zero, stored, raw, crc, head_crc = struct.unpack("<4sBBHIIII", head)
        check(head_crc == zlib.crc32(head[:20]), "block header checksum")
        check(zero == 0 and raw <= 16 << 20, "block header")
        data = file.read(stored)
        check(len(data) == stored and zlib.crc32(data) == crc, "block checksum")
        if codec == 1:
            data = zlib.decompress(data)
        check(codec in (0, 1) and len(data) == raw, "block length")
        tag = tag.decode()
        yield tag, data
    check(file.read(1) == b"", "bytes after END")


class Payload:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def scalars(self, pattern):
        values = struct.unpack_from("<" + pattern, self.data, self.at)
        self.at += struct.calcsize("<" + pattern)
        return values

    def align(self):
        end = (self.at + 7) & ~7
        check(not any(self.data[self.at : end]), "gap is not zeros")
        self.at = end

    def array(self, code, count):
        self.align()
        size = array(code).itemsize * count
        part = self.data[self.at : self.at + size]
        check(len(part) == size, "payload ends inside an array")
        self.at += size
        return array(code, part).tolist()

    def bytes(self, count):
        self.align()
        part = self.data[self.at : self.at + count]
        check(len(part) == count, "payload ends inside bytes")
        self.at += count
        return part

    def end(self):
        check(self.at == len(self.data), "payload has %d bytes too many" % (len(self.data) - self.at))


class Edge(tuple):
    """(kind, label, target): label is a text, a position, a key's address, or None."""

    __slots__ = ()
    kind = property(itemgetter(0))
    label = property(itemgetter(1))
    target = property(itemgetter(2))


class Object:
    __slots__ = (
        "address", "type", "size", "refcount", "length", "hash", "preview", "edges", "positions", "batch",
    )  # fmt: skip

    def __init__(self, address, type_):
        self.address = address
        self.type = type_
        self.size = self.refcount = self.length = self.hash = self.preview = None
        self.edges = []
        self.positions = 0
        self.batch = None

    def targets(self, kind=None):
        return [e.target for e in self.edges if kind is None or e.kind == kind]

    def named(self):
        """Targets by label, where the label is a text."""
        return {e.label: e.target for e in self.edges if type(e.label) is str}


class Snapshot:
    def __init__(self, path):
        self.blocks = []
        self.strings = []
        self.objects = {}
        self.types = {}
        self.roots = []
        self.allocations = {}
        self.meta = self.tail = None
        self.references = 0
        self.largest_payload = 0
        collecting = gc.isenabled()
        gc.disable()  # it would go through all that was read, again and again
        try:
            with open(path, "rb") as file:
                self._read(file)
        finally:
            if collecting:
                gc.enable()

    def _read(self, file):
        for tag, data in read_blocks(file):
            self.largest_payload = max(self.largest_payload, len(data))
            self.blocks.append(tag)
            getattr(self, "_" + tag.strip().lower())(Payload(data))
        check(self.blocks[0] == "META", "META is not first")

    def _meta(self, payload):
        self.meta = json.loads(payload.data.decode())

    def _tail(self, payload):
        self.tail = json.loads(payload.data.decode())

    def _strs(self, payload):
        first, count = payload.scalars("II")
        check(first == len(self.strings), "STRS out of order")
        lengths = payload.array("I", count)
        text = payload.bytes(sum(lengths))
        payload.end()
        at = 0
        for length in lengths:
            self.strings.append(text[at : at + length].decode("utf-8", "surrogatepass"))
            at += length

    def string(self, index):
        if index == NONE:
            return None
        check(index < len(self.strings), "string before its STRS")
        return self.strings[index]

    def _type(self, payload):
        count, _ = payload.scalars("II")
        columns = [payload.array("Q", count)] + [payload.array("I", count) for _ in range(5)]
        payload.end()
        for address, flags, basic, item, module, qualname in zip(*columns):
            check(address not in self.types, "type twice")
            self.types[address] = {
                "flags": flags,
                "basicSize": basic,
                "itemSize": item,
                "module": self.string(module),
                "qualname": self.string(qualname),
            }

    def _objs(self, payload):
        (type_,) = payload.scalars("Q")
        n, columns, groups, flags = payload.scalars("IIII")
        continuation = bool(flags & 1)
        addresses = payload.array("Q", n)
        objects = []
        for address in addresses:
            if continuation:
                check(address in self.objects, "continuation of nothing")
            else:
                check(address not in self.objects, "object twice")
                self.objects[address] = Object(address, type_)
            objects.append(self.objects[address])
        check(len(set(addresses)) == n, "object twice in a batch")
        if not continuation:
            for o, size in zip(objects, payload.array("Q", n)):
                o.size = size
                o.batch = len(self.blocks)
        for bit, code, name in ((1, "I", "refcount"), (2, "Q", "length"), (4, "q", "hash")):
            if columns & bit:
                for o, value in zip(objects, payload.array(code, n)):
                    setattr(o, name, value)
        if columns & 8:
            lengths = payload.array("I", n)
            data = payload.bytes(sum(lengths))
            at = 0
            for o, length in zip(objects, lengths):
                o.preview = data[at : at + length]
                at += length
        for _ in range(groups):
            self._group(payload, objects)
        payload.end()

    def _group(self, payload, objects):
        payload.align()
        layout, kind, zero, label = payload.scalars("BBHI")
        check(layout in LAYOUTS and zero == 0, "group header")
        layout = LAYOUTS[layout]
        n = len(objects)
        if layout == "field":
            kind, label = KINDS[kind], self.string(label)
            for o, target in zip(objects, payload.array("Q", n)):
                self._edge(o, kind, label, target)
            return
        counts = payload.array("I", n)
        total = sum(counts)
        owners = [o for o, count in zip(objects, counts) for _ in range(count)]
        targets = payload.array("Q", total)
        if layout == "sequence":
            for o, target in zip(owners, targets):
                self._edge(o, "item", o.positions, target)
                o.positions += 1
        elif layout == "set":
            for o, target in zip(owners, targets):
                self._edge(o, "element", None, target)
        elif layout == "mapping":
            for o, key, value in zip(owners, targets, payload.array("Q", total)):
                self._edge(o, "key", key, key)
                self._edge(o, "value", key, value)
        else:
            labels = payload.array("I", total)
            kinds = payload.array("B", total)
            for o, target, text, k in zip(owners, targets, labels, kinds):
                self._edge(o, KINDS[k], self.string(text), target)

    def _edge(self, o, kind, label, target):
        if target:
            o.edges.append(Edge((kind, label, target)))
            self.references += 1

    def _root(self, payload):
        count, _ = payload.scalars("II")
        addresses = payload.array("Q", count)
        names = payload.array("I", count)
        kinds = payload.array("B", count)
        payload.end()
        for address, name, kind in zip(addresses, names, kinds):
            self.roots.append((ROOTS[kind], self.string(name), address))

    def _aloc(self, payload):
        frames, stacks, objects, _ = payload.scalars("IIII")
        files = [self.string(i) for i in payload.array("I", frames)]
        lines = payload.array("I", frames)
        starts = payload.array("I", stacks + 1)
        members = payload.array("I", starts[-1])
        addresses = payload.array("Q", objects)
        stack_of = payload.array("I", objects)
        payload.end()
        for address, s in zip(addresses, stack_of):
            self.allocations[address] = [(files[f], lines[f]) for f in members[starts[s] : starts[s + 1]]]

    def _end(self, payload):
        objects, references = payload.scalars("QQ")
        payload.end()
        check(objects == len(self.objects), "END counts %d objects, not %d" % (objects, len(self.objects)))
        check(references == self.references, "END counts %d references, not %d" % (references, self.references))

    # what tests ask

    def type_name(self, o):
        row = self.types.get(o.type)
        if row is None:
            return "?"
        return row["qualname"] if row["module"] in ("builtins", "") else row["module"] + "." + row["qualname"]

    def of_type(self, name):
        return [o for o in self.objects.values() if self.type_name(o) == name]

    def dangling(self):
        return [(o, e) for o in self.objects.values() for e in o.edges if e.target not in self.objects]

    def text(self, address):
        """The preview of an object as text."""
        o = self.objects.get(address)
        return None if o is None or o.preview is None else o.preview.decode("utf-8", "surrogatepass")

    def entries(self, address):
        """A mapping's entries: preview of the key → address of the value."""
        return {self.text(e.label): e.target for e in self.objects[address].edges if e.kind == "value"}


if __name__ == "__main__":
    import collections
    import sys

    snapshot = Snapshot(sys.argv[1])
    print(json.dumps(snapshot.meta, indent=1)[:3000])
    print(json.dumps(snapshot.tail))
    counts = collections.Counter(map(snapshot.type_name, snapshot.objects.values()))
    print(len(snapshot.objects), snapshot.references, "dangling", len(snapshot.dangling()), counts.most_common(12))
