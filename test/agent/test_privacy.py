"""What must not be in a snapshot: secrets, by the names they stand under; anything at all with preview "none"."""

import collections
import os
import tempfile
import unittest
import zlib

from support import HERE, LINUX, Snapshot, run

READ = "import sys; sys.path.insert(0, %r)\nfrom read_backref import Snapshot\n" % HERE
METHODS = ("inline", "fork") if LINUX else ("inline",)

PLANT = (
    READ
    + """
import collections, os, types, typing, backref
number = [0]
def secret_text(kind):
    number[0] += 1
    return "".join(["detnalp"[::-1], "-", kind, "-%04d" % number[0]])
class Plain:
    def __init__(self):
        self.password = secret_text("attribute")
        self.name = "visible-attribute"
class Slotted:
    __slots__ = ("api_key", "visible")
class Nested:
    def __init__(self):
        self.value = secret_text("inner-attribute")
class Text(str):
    pass
Login = collections.namedtuple("Login", "user passwd")
plain, slotted = Plain(), Slotted()
plain.extra_token = Text(secret_text("text-subclass"))
slotted.api_key = secret_text("slot")
slotted.visible = "visible-slot"
twice = secret_text("twice")
equal = secret_text("equal")
table = {
    "password": secret_text("dict"),
    "Authorization": "Bearer " + secret_text("header"),
    "DB_PASSWD": secret_text("upper").encode(),
    "cookie": bytearray(secret_text("bytearray").encode()),
    b"access_key": secret_text("bytes-key"),
    "outer": {"inner": [{"secret": secret_text("nested")}]},
    "credentials": {"user": secret_text("below"), "more": [(secret_text("deeper"),)]},
    "session": {secret_text("long-key-of-a-session"): 1},
    "client_token": Nested(),
    "passphrase": int("24811937"[::-1]), "jwt": int("24811937"[::-1]) + 0.5,
    "token": twice, "elsewhere": [twice],
    "secret": equal,
    "user": "visible-user",
}
copy_of_equal = ["".join(list(equal))]
line = ["a log line with " + equal + " in it"]
ordered = collections.OrderedDict(private_key=secret_text("ordered"))
login = Login("visible-login", secret_text("named-tuple"))
module = types.ModuleType("settings")
module.SECRET_KEY = secret_text("module")
os.environ["MY_API_TOKEN"] = secret_text("environment")
def frame(path):
    password = secret_text("local")
    visible = "visible-" + "local"
    def closure():
        return csrf
    csrf = secret_text("cell")
    constant_password = "planted-constant-in-code"
    def generate():
        bearer = secret_text("generator")
        yield
    generator = generate(); next(generator)
    return backref.dump(path, **options)
options = eval(sys.argv[2])
summary = frame(sys.argv[1])
"""
)


def raw(path):
    """All bytes of a snapshot's payloads, decompressed."""
    found = []
    with open(path, "rb") as file:
        file.read(16)
        while True:
            head = file.read(24)
            if len(head) < 24:
                return b"".join(found)
            data = file.read(int.from_bytes(head[8:12], "little"))
            found.append(zlib.decompress(data) if head[4] == 1 else data)


def around(data, part):
    """Where `part` stands in `data`, with its neighbourhood; empty when it does not."""
    at = data.find(part)
    return data[max(0, at - 40) : at + 60] if at >= 0 else b""


class PrivacyTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "test.backref")
        self.arguments = ["--password=planted-argument-1", "--auth-token", "planted-argument-2", "--user", "visible-argument"]
        self.arguments[1] = "--api-key"

    def planted(self, **options):
        run(PLANT, self.path, repr(options), *self.arguments)
        return raw(self.path)

    def test_no_secret_is_anywhere_in_the_file(self):
        for method in METHODS:
            for preview in ("short", "full"):
                data = self.planted(method=method, preview=preview)
                self.assertEqual(around(data, b"planted"), b"")
                self.assertEqual(around(data, b"73911842"), b"")
                for name in (b"attribute", b"slot", b"user", b"login", b"local", b"argument"):
                    self.assertNotEqual(around(data, b"visible-" + name), b"", name)
                snapshot = Snapshot(self.path)
                self.assertEqual(snapshot.dangling(), [])
                hidden = ["--password=[hidden]", "--api-key", "[hidden]", "--user", "visible-argument"]
                self.assertEqual(snapshot.meta["argv"][-5:], hidden)
                self.assertIn("password", snapshot.meta["redactedNames"])
                self.assertGreater(snapshot.tail["hidden"], 20)

    def test_names_stay_and_hidden_text_keeps_its_length(self):
        run(PLANT, self.path, "{}")
        snapshot = Snapshot(self.path)
        [plain] = snapshot.of_type("__main__.Plain")
        names = plain.named()
        if "__dict__" in names:
            names = snapshot.entries(names["__dict__"])
        password = snapshot.objects[names["password"]]
        self.assertEqual((password.preview, password.length), (b"", len("planted-attribute-0001")))

    def test_equal_hidden_texts_stay_equal_and_tell_nothing(self):
        run(PLANT, self.path, "{}")
        snapshot = Snapshot(self.path)
        hashes = collections.Counter(o.hash for o in snapshot.of_type("str") if o.length == len("planted-equal-0005"))
        self.assertIn(2, hashes.values())
        out = run(READ + "import backref\npassword = [''.join(['pass', 'word', '-x'])]\n"
                  "backref.dump(sys.argv[1])\ns = Snapshot(sys.argv[1])\n"
                  "print(s.objects[id(password[0])].hash != hash(password[0]), s.objects[id(password[0])].preview)", self.path)  # fmt: skip
        self.assertEqual(out, "True b''\n")

    def test_more_names_and_none(self):
        run(PLANT, self.path, "{'redact': ['USER', 'login']}")
        data = raw(self.path)
        for text in (b"visible-user", b"visible-login", b"planted-dict"):
            self.assertEqual(around(data, text), b"")
        self.assertNotEqual(around(data, b"visible-slot"), b"")
        data = self.planted(redact=False)
        self.assertEqual(Snapshot(self.path).tail["hidden"], 0)
        for text in (b"planted-attribute", b"planted-argument-2", b"planted-nested"):
            self.assertNotEqual(around(data, text), b"", text)

    def test_wrong_patterns_are_a_value_error(self):
        from support import backref

        for redact in (5, [5], [""], {"a": 1}):
            with self.assertRaises(ValueError):
                backref.dump(self.path, redact=redact)

    def test_preview_none_writes_nothing_of_the_program(self):
        for method in METHODS:
            data = self.planted(method=method, preview="none", redact=False)
            self.assertEqual(around(data, b"planted"), b"")
            self.assertEqual(around(data, b"visible-"), b"")

    def test_hashes_of_a_known_seed_are_random_for_hidden_texts(self):
        program = READ + "import backref\npassword = ''.join(['pass', 'word', '-x'])\nbackref.dump(sys.argv[1], preview=sys.argv[2])\nprint(hash(password))"
        for preview in ("short", "none"):
            known = int(run(program, self.path, preview, env=dict(os.environ, PYTHONHASHSEED="7")))
            self.assertEqual(around(raw(self.path), known.to_bytes(8, "little", signed=True)), b"")


if __name__ == "__main__":
    unittest.main()
