"""Objects whose every method is user code that counts its calls. Used by test_intact.py; `CALLS` names who ran."""

import collections
import enum
import mmap
import threading
import types
import unittest.mock
import weakref

CALLS = []
ARMED = [False]
# Shared with copies of the process: how many calls, also there.
COUNTER = mmap.mmap(-1, 8)


def _called(name):
    if ARMED[0]:
        CALLS.append(name)
        COUNTER[:] = (int.from_bytes(COUNTER[:], "little") + 1).to_bytes(8, "little")


def counted():
    """Calls in this process and in all copies of it."""
    return int.from_bytes(COUNTER[:], "little")


_NAMES = """
__repr__ __str__ __bytes__ __format__ __lt__ __le__ __eq__ __ne__ __gt__ __ge__ __hash__ __bool__ __getattribute__
__getattr__ __setattr__ __delattr__ __dir__ __get__ __set__ __delete__ __instancecheck__ __subclasscheck__ __call__
__len__ __length_hint__ __getitem__ __setitem__ __delitem__ __missing__ __iter__ __reversed__ __contains__ __index__
__int__ __float__ __complex__ __enter__ __exit__ __sizeof__ __reduce__ __reduce_ex__ __getstate__ __copy__
__deepcopy__ __next__ __aiter__ __anext__ __await__ __neg__ __abs__ __invert__ __add__ __and__ __or__ __sub__ __xor__
keys values items get copy __getslice__ __subclasses__ mro __prepare__ __set_name__ __class_getitem__ __fspath__
__del_not__ __buffer__ __trunc__ __round__ __floor__ __ceil__ __radd__ __iadd__ tolist bit_length
""".split()


def _method(name, result):
    def method(self, *args, **kwargs):
        _called(name)
        return result(self, name, args)

    return method


def _fallback(self, name, args):
    if name == "__getattribute__":
        return object.__getattribute__(self, *args)
    if name in ("__setattr__", "__delattr__"):
        return getattr(object, name)(self, *args)
    if name == "__hash__":
        return 1
    if name in ("__eq__", "__ne__"):
        return name == "__eq__"
    raise RuntimeError("user code ran: " + name)


def _namespace(skip=()):
    space = {name: _method(name, _fallback) for name in _NAMES if name not in skip}

    def klass(self):
        _called("__class__")
        raise RuntimeError("user code ran: __class__")

    def attributes(self):
        _called("__dict__")
        raise RuntimeError("user code ran: __dict__")

    space["__class__"] = property(klass)
    if "__dict__" not in skip:
        space["__dict__"] = property(attributes)
    return space


class Meta(type):
    """A metaclass whose methods are user code too."""

    def __getattribute__(cls, name):
        _called("Meta.__getattribute__ " + name)
        return type.__getattribute__(cls, name)

    def __eq__(cls, other):
        _called("Meta.__eq__")
        return cls is other

    def __hash__(cls):
        _called("Meta.__hash__")
        return 7

    def __instancecheck__(cls, o):
        _called("Meta.__instancecheck__")
        return False

    def __subclasscheck__(cls, o):
        _called("Meta.__subclasscheck__")
        return False

    def __repr__(cls):
        _called("Meta.__repr__")
        return "?"

    def __len__(cls):
        _called("Meta.__len__")
        return 0

    def __iter__(cls):
        _called("Meta.__iter__")
        return iter(())

    def __dir__(cls):
        _called("Meta.__dir__")
        return []

    def __sizeof__(cls):
        _called("Meta.__sizeof__")
        return 0

    def __subclasses__(cls):
        _called("Meta.__subclasses__")
        return []

    def __bool__(cls):
        _called("Meta.__bool__")
        return False

    @property
    def __module__(cls):
        _called("Meta.__module__")
        return "lie"

    @property
    def __name__(cls):
        _called("Meta.__name__")
        return "lie"

    @property
    def __mro__(cls):
        _called("Meta.__mro__")
        return ()


def _make(name, *bases, **options):
    skip = options.get("skip", ())
    return Meta(name, bases, _namespace(skip))


Evil = _make("Evil")
EvilDict = _make("EvilDict", dict, skip=("__getattribute__",))
EvilOrdered = _make("EvilOrdered", collections.OrderedDict, skip=("__getattribute__", "__setitem__"))
EvilDefault = _make("EvilDefault", collections.defaultdict, skip=("__getattribute__",))
EvilList = _make("EvilList", list, skip=("__getattribute__",))
EvilTuple = _make("EvilTuple", tuple)
EvilSet = _make("EvilSet", set)
EvilFrozen = _make("EvilFrozen", frozenset)
EvilStr = _make("EvilStr", str)
EvilBytes = _make("EvilBytes", bytes)
EvilArray = _make("EvilArray", bytearray)
EvilInt = _make("EvilInt", int)
EvilFloat = _make("EvilFloat", float)
EvilDeque = _make("EvilDeque", collections.deque)
EvilError = _make("EvilError", Exception)
EvilModule = _make("EvilModule", types.ModuleType, skip=("__dict__", "__getattribute__", "__setattr__"))
EvilRef = _make("EvilRef", weakref.ref, skip=("__call__", "__hash__", "__eq__"))


class SlottedEvil(metaclass=Meta):
    __slots__ = ("a", "b", "__weakref__")
    locals().update(_namespace(skip=("__dict__", "__setattr__")))


class EvilKey(str):
    """A name that equals everything, to stand in namespaces."""

    def __eq__(self, other):
        _called("EvilKey.__eq__")
        return str.__eq__(self, other)

    def __hash__(self):
        _called("EvilKey.__hash__")
        return str.__hash__(self)


class Finalized:
    def __del__(self):
        _called("__del__")


class Descriptor:
    def __get__(self, instance, owner):
        _called("Descriptor.__get__")
        return 1

    def __set__(self, instance, value):
        _called("Descriptor.__set__")


class WithDescriptors:
    field = Descriptor()
    _name = Descriptor()
    __sizeof__ = Descriptor()
    __len__ = Descriptor()

    @property
    def dangerous(self):
        _called("property")
        return 1

    def __init__(self):
        self.a = self.b = 1


class Color(enum.Enum):
    RED = 1


class Lying:
    __module__ = Evil
    __qualname__ = EvilKey("Lying")


class Liar:
    """Says that it is something else, as mocks do."""

    __class__ = property(lambda self: _called("Liar.__class__") or dict)
    __slots__ = ("password", "__weakref__")


class Raiser:
    """Raises whatever is asked of it, even that which nobody catches."""

    def __getattribute__(self, name):
        _called("Raiser." + name)
        raise KeyboardInterrupt(name)

    __repr__ = __str__ = __hash__ = __eq__ = __len__ = __iter__ = __sizeof__ = __dir__ = __bool__ = __getattribute__


class MadeInCall(type):
    """A metaclass whose classes change when they are asked."""

    def __call__(cls, *args):
        _called("MadeInCall.__call__")
        return type.__call__(cls, *args)

    @property
    def __dict__(cls):
        _called("MadeInCall.__dict__")
        return {}

    @property
    def __class__(cls):
        _called("MadeInCall.__class__")
        return int

    @property
    def __name__(cls):
        _called("MadeInCall.__name__")
        raise ValueError


def _more():
    """Cycles of everything with everything, secrets behind traps, threads that change things."""
    liar, raiser = Liar(), Raiser()
    Liar.password.__set__(liar, [EvilStr.__new__(EvilStr, "secret"), Evil.__new__(Evil)])
    made = type.__call__(MadeInCall, "Made", (), {"token": [liar]})
    cycle = [liar, raiser, made]
    cycle.append(cycle)
    cycle.append((cycle, {"cycle": cycle, "password": raiser, "secret": Evil.__new__(Evil)}))
    cycle.append(collections.deque([cycle]))
    cycle.append(types.MethodType(Descriptor.__get__, cycle))
    cycle.append(types.SimpleNamespace(token=Evil.__new__(Evil), cycle=cycle))
    cycle.append(weakref.WeakValueDictionary())
    cycle.append(threading.local())
    cycle[-1].session = Evil.__new__(Evil)
    return [liar, raiser, made, cycle]


def disturb(stop):
    """Makes and loses objects, and changes dicts, until `stop` is set. For threads."""
    shared = {"dict": {}, "list": []}
    number = 0
    while not stop.is_set():
        number += 1
        o = object.__new__(SlottedEvil)
        shared["dict"][number % 997] = o
        shared["list"].append({"o": o, number: number})
        if number % 503 == 0:
            shared["dict"].clear()
            del shared["list"][:]


def build():
    """Makes one of each, armed."""
    kept = []
    for cls in (Evil, EvilDict, EvilOrdered, EvilList, EvilSet, EvilDeque, EvilError, SlottedEvil):
        o = cls.__new__(cls)
        for name in ("a", "b"):
            object.__setattr__(o, name, [name])
        kept.append(o)
    default = EvilDefault.__new__(EvilDefault)
    kept.append(default)
    kept += [EvilTuple.__new__(EvilTuple, (1, 2)), EvilFrozen.__new__(EvilFrozen, (1, 2)), EvilStr.__new__(EvilStr, "x")]
    kept += [EvilBytes.__new__(EvilBytes, b"x"), EvilInt.__new__(EvilInt, 5), EvilFloat.__new__(EvilFloat, 1.5)]
    kept.append(EvilArray.__new__(EvilArray))
    dict.__setitem__(kept[1], "key", "value")
    list.append(kept[3], "item")
    kept.append(EvilModule.__new__(EvilModule, "evil_module"))
    types.ModuleType.__init__(kept[-1], "evil_module")
    kept.append(EvilRef(kept[0]))
    kept.append(weakref.proxy(kept[0]))
    kept.append(WithDescriptors())
    kept.append(Finalized())
    kept.append(Color.RED)
    kept.append(unittest.mock.MagicMock(name="mock"))
    kept.append(unittest.mock.Mock(spec=dict))
    kept.append({EvilKey("__name__"): 1, EvilKey("_name"): 2})
    namespace = types.ModuleType("odd")
    namespace.__dict__[EvilKey("__name__")] = EvilKey("odd")
    kept.append(namespace)
    kept.append(type("Odd", (), {EvilKey("__sizeof__"): 1, EvilKey("__slots__"): (), EvilKey("a"): 1})())
    kept.append(Lying())
    kept.append({Evil: SlottedEvil})

    def function():
        pass

    function.__name__ = EvilKey("function")
    function.__qualname__ = EvilKey("function")
    function.__defaults__ = (kept[0],)
    kept.append(function)
    kept.extend(_more())
    import sys

    sys.modules[EvilKey("evil_module")] = kept[-1]
    sys.modules["evil_value"] = kept[0]
    return kept
