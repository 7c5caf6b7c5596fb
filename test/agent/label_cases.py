"""One of everything whose references have names, for the tests of these names."""

import collections
import functools
import threading
import types
import weakref


class Plain:
    def __init__(self):
        self.first = ["first"]
        self.second = ["second"]


class Whole(Plain):
    """Every instance has all attributes, so that only memory tells which of them have a dict."""


class Slotted:
    __slots__ = ("left", "right", "unset")

    def __init__(self):
        self.left = ["left"]
        self.right = ["right"]


class SlottedAndDict(Slotted):
    def __init__(self):
        super().__init__()
        self.extra = ["extra"]


class PrivateSlot(Slotted):
    __slots__ = ("__hidden",)

    def __init__(self):
        super().__init__()
        self.__hidden = ["hidden"]


class One:
    pass


class Dict(dict):
    pass


class List(list):
    pass


class Set(set):
    pass


class Tuple(tuple):
    pass


class Int(int):
    pass


class Str(str):
    pass


class Deque(collections.deque):
    pass


class Failure(Exception):
    def __init__(self, *args):
        super().__init__(*args)
        self.detail = ["detail"]


class Reference(weakref.ref):
    __slots__ = ("key",)


class Meta(type):
    pass


class WithMeta(metaclass=Meta):
    attribute = ["attribute"]


Point = collections.namedtuple("Point", "x y")


class Owner:
    @property
    def prop(self):
        return 1

    @staticmethod
    def static():
        pass

    @classmethod
    def klass(cls):
        pass

    def method(self):
        pass


def closure(free_variable, other):
    def inner(default=("default", 1), *, keyword=("keyword", 1)) -> "returns":
        return free_variable, other

    inner.attribute = ["attribute"]
    return inner


def generate(parameter):
    local = ["local of generator"]
    unset = 1
    del unset

    def nested():
        return captured

    captured = ["captured"]
    yield local
    yield nested


async def coroutine(parameter):
    local = ["local of coroutine"]
    await Awaitable()
    return local


class Awaitable:
    def __await__(self):
        yield 1


async def async_generate(parameter):
    local = ["local of async generator"]
    yield local


class Cases:
    """One of everything, made once, in the snapshot that all tests look at."""

    def __init__(self):
        self.plain = Plain()
        self.plain_many = [Plain() for _ in range(5)]
        self.with_hole = Plain()
        del self.with_hole.first
        self.with_more = Plain()
        self.with_more.third = ["third"]
        self.materialised = Plain()
        self.materialised_dict = self.materialised.__dict__
        self.empty = One()
        self.whole = [Whole() for _ in range(4)]
        self.whole_dict = self.whole[2].__dict__
        self.one_dict = One()
        self.one_dict.only = {"k": "v"}
        self.one_materialised = One()
        self.one_materialised.only = {"k": "v"}
        self.one_materialised_dict = self.one_materialised.__dict__
        self.slotted = Slotted()
        self.private_slot = PrivateSlot()
        self.mixed = SlottedAndDict()
        self.point = Point(["x"], ["y"])
        self.dict = {"key": ["value"], 5: ["five"], (1, "a"): None}
        self.ordered = collections.OrderedDict([("a", ["a"]), ("b", ["b"])])
        self.default = collections.defaultdict(list, k=["k"])
        self.counter = collections.Counter("aab")
        self.sub_dict = Dict(key=["value"])
        self.sub_dict.attr = ["attr"]
        self.sub_list = List([["item"]])
        self.sub_list.attr = ["attr"]
        self.sub_set = Set(["member"])
        self.sub_set.attr = ["attr"]
        self.sub_tuple = Tuple([["item"]])
        self.sub_tuple.attr = ["attr"]
        self.sub_int = Int(7)
        self.sub_int.attr = ["attr"]
        self.sub_str = Str("text")
        self.sub_str.attr = ["attr"]
        self.bare_list = List([["item"]])
        self.deque = collections.deque([["a"], ["b"]])
        self.sub_deque = Deque([["a"]])
        self.sub_deque.attr = ["attr"]
        self.set = {"a", ("b", 1)}
        self.frozen = frozenset(["a", ("b", 1)])
        self.closure = closure(["free"], ["other"])
        self.owner = Owner()
        self.bound = self.owner.method
        self.builtin = self.dict.get
        self.partial = functools.partial(closure, ["argument"], word=["word"])
        self.generator = generate(["parameter"])
        next(self.generator)
        self.fresh_generator = generate(["parameter"])
        self.coroutine = coroutine(["parameter"])
        self.coroutine.send(None)
        self.async_generator = async_generate(["parameter"])
        try:
            self.async_generator.asend(None).send(None)
        except StopIteration:
            pass
        self.weak = weakref.ref(self.plain, print)
        self.weak_bare = weakref.ref(self.owner)
        self.sub_weak = Reference(self.plain)
        self.sub_weak.key = ["key"]
        self.proxy = weakref.proxy(self.plain, print)
        self.proxy_bare = weakref.proxy(self.plain)
        try:
            try:
                raise KeyError("inner")
            except KeyError as inner:
                raise Failure("outer", ["argument"]) from inner
        except Failure as outer:
            self.failure = outer
        self.module = types.ModuleType("made")
        self.module.member = ["member"]
        self.proxy_of_dict = types.MappingProxyType(self.dict)
        self.buffer = bytearray(b"buffer")
        self.view = memoryview(self.buffer)
        self.iterator = iter([1, 2])
        self.slice = slice(["start"], 2)
        self.late_local = None
        self.cached = functools.lru_cache(maxsize=None)(Owner)
        self.cached_result = self.cached()
        self.thread_values = threading.local()
        self.thread_values.kept = ["kept for this thread"]
