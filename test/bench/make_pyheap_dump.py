"""Writes a PyHeap dump, docs/formats/pyheap.md: python3 make_pyheap_dump.py SCALE OUT. Scale 1 is a million objects and about
150 MB, with customers and orders that refer to each other, and attributes in the share that real dumps have."""

import struct
import sys

TYPES = "list tuple dict set str bytes bytearray int bool float object type NoneType module Customer Order".split()
ADDRESS = {name: 0x7E0000000000 + 16 * at for at, name in enumerate(TYPES)}
COMMON = "int float bool str bytes list set dict".split()
SPECIAL = ["__%s__" % name for name in "class delattr dict dir doc eq format ge getattribute gt hash init le lt".split()]
SPECIAL += ["__%s__" % name for name in "module ne new reduce repr setattr sizeof str subclasshook weakref".split()]
NAMES = sorted(SPECIAL + ["real", "keys", "append"], key=len, reverse=True)


def u32(value):
    return struct.pack(">I", value)


def u64(*values):
    return struct.pack(">%dQ" % len(values), *values)


def text(value):
    utf8 = value.encode()
    return struct.pack(">H", len(utf8)) + utf8


def attribute_block(names):
    """Attributes of a class, each leading to some descriptor of it."""
    parts = []
    for at, name in enumerate(names):
        parts.append(struct.pack(">hQ", -NAMES.index(name) - 1, 0x7D0000000000 + 16 * at))
    return b"".join(parts)


INHERITED = attribute_block(SPECIAL)


def instance(kind, own):
    """The type's address, no content, the values, and attributes: the class's and its own."""
    parts = [u32(len(own) + 1), u64(ADDRESS[kind], *own.values()), u32(len(SPECIAL) + len(own)), INHERITED]
    for name, value in own.items():
        parts.append(text(name) + u64(value))
    return b"".join(parts)


class Dump:
    def __init__(self, out):
        self.out = out
        self.count = 0
        self.next = 0x7F0000000000

    def new(self):
        self.next += 64
        return self.next

    def write(self, address, kind, size, rest):
        self.out.write(u64(address, ADDRESS[kind]) + u32(size) + rest)
        self.count += 1
        return address

    def value(self, kind, shown, size):
        return self.write(self.new(), kind, size, u32(0) + text(shown))

    def container(self, kind, content, address=None):
        length = len(content) // 2 if kind == "dict" else len(content)
        # A tuple has a block of attributes too.
        rest = u32(length) + u64(*content) + u32(0) + (u32(0) if kind == "tuple" else b"")
        return self.write(address or self.new(), kind, 64 + 8 * len(content), rest)


def write_customer(dump, number, keys):
    customer = dump.new()
    name = dump.value("str", "customer %d" % number, 62)
    orders = []
    for order in range(6):
        address = dump.new()
        total = dump.value("int", str(1000 * number + order), 28)
        note = dump.value("str", "standard delivery note %d" % order, 73)
        lines = dump.container("tuple", [total, dump.value("float", "%d.5" % order, 24)])
        dump.write(
            address,
            "Order",
            56,
            instance("Order", {"total": total, "customer": customer, "note": note, "lines": lines})
            + text("<__main__.Order object at 0x%x>" % address),
        )
        orders.append(address)
    own = {"name": name, "orders": dump.container("list", orders), "tags": dump.container("dict", [keys, name])}
    shown = text("<__main__.Customer object at 0x%x>" % customer)
    return dump.write(customer, "Customer", 56, instance("Customer", own) + shown)


def main(scale, path):
    with open(path, "wb") as out:
        out.write(u64(123000321) + u32(1) + text("2026-11-22T10:00:00+00:00") + u64(1))
        out.write(u32(13) + b"".join(text(name) + u64(ADDRESS[name]) for name in TYPES[:13]))
        out.write(u32(0))
        out.write(u32(len(NAMES)) + b"".join(map(text, NAMES)))
        out.write(u32(len(COMMON)) + b"".join(u64(ADDRESS[name]) + u32(0) for name in COMMON))
        place = out.tell()
        out.write(u32(0))
        dump = Dump(out)
        key = dump.value("str", "CUSTOMERS", 58)
        customers = [write_customer(dump, number, key) for number in range(int(29400 * scale))]
        names = dump.container("dict", [key, dump.container("list", customers)])
        module = text("<module '__main__' from 'app.py'>")
        dump.write(dump.new(), "module", 72, u32(1) + u64(names) + u32(0) + module)
        for name in ("Customer", "Order"):
            shown = text("<class '__main__.%s'>" % name)
            dump.write(ADDRESS[name], "type", 1064, u32(1) + u64(ADDRESS["type"]) + u32(0) + shown)
        out.write(u32(len(TYPES)) + b"".join(u64(ADDRESS[name]) + text(name) for name in TYPES) + u64(123000321))
        out.seek(place)
        out.write(u32(dump.count))


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2])
