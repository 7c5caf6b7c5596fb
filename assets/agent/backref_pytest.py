"""A pytest plugin that fails a test which leaks, and says what holds the objects.

    @pytest.mark.backref_no_leaks                      # the test runs several times: what grows each time leaks
    def test_requests(): ...

    def test_session(backref_leaks):                   # one look before, one after
        with backref_leaks(types=["app.Session"]):
            ...

It looks at what the garbage collector tracks, in the process of the tests, and runs none of the code it looks at: types
by type(), attributes by the descriptors of C, keys by iterating over exact dicts. Standard library and pytest only."""

import gc
import inspect
import sys
import types
from collections import deque

import pytest

WARM_UP = 2  # runs before the first look: imports, caches, compiled expressions
ROUNDS = 4
SHOWN = 5
SIZED = (dict, list, set, deque)
# What these hold is the tests' own machinery: fixtures, captured logs, reports.
OWN_PACKAGES = ("_pytest", "pluggy", "xdist", "backref_pytest")

_mro_of = type.__dict__["__mro__"].__get__
_dict_of_type = type.__dict__["__dict__"].__get__
_dict_of_module = types.ModuleType.__dict__["__dict__"].__get__


# ---- names, without running anything


def _class_text(cls, name):
    """`__module__` or `__qualname__` of a class; neither a metaclass nor a property of that name is asked."""
    if name == "__qualname__":
        return type.__dict__["__qualname__"].__get__(cls)
    text = _dict_of_type(cls).get("__module__", "builtins")
    return text if type(text) is str else "?"


def type_name(cls):
    """A type's full name as Backref writes it: `app.models.Order`, bare for builtins."""
    module, name = _class_text(cls, "__module__"), _class_text(cls, "__qualname__")
    return name if module == "builtins" else module + "." + name


def _is_own(o):
    cls = o if isinstance(type(o), type) and type in _mro_of(type(o)) else type(o)
    return _class_text(cls, "__module__").split(".")[0] in OWN_PACKAGES


def _attributes(o):
    """The attributes of an instance or module as a dict, by the descriptor that C made; None when it has none."""
    for cls in _mro_of(type(o)):
        descriptor = _dict_of_type(cls).get("__dict__")
        if type(descriptor) in (types.GetSetDescriptorType, types.MemberDescriptorType):
            found = descriptor.__get__(o)
            return found if dict in _mro_of(type(found)) else None
    return None


# ---- looks


def _settle():
    """Collects until nothing more goes, because what is finalized may release more."""
    for _ in range(5):
        if gc.collect() == 0:
            break


class Look:
    """How many objects there are of each type and how long each container is; ids only, so that it keeps nothing."""

    def __init__(self):
        self.count_of = {}
        self.length_of = {}

    def take(self):
        _settle()
        counts, lengths = self.count_of, self.length_of
        for o in gc.get_objects():
            cls = type(o)
            counts[id(cls)] = counts.get(id(cls), 0) + 1
            if cls in SIZED:
                lengths[id(o)] = len(o)


def _steady_growth(columns, most):
    """Keys that grew by more than `most` from each column to the next, with the growth altogether."""
    first, last = columns[0], columns[-1]
    grown = {}
    for key in last:
        values = [column.get(key, 0) for column in columns]
        if all(after - before > most for before, after in zip(values, values[1:])):
            grown[key] = last[key] - first.get(key, 0)
    return grown


# ---- who holds it


class Holders:
    """The shortest chains from modules and running frames to objects, by the references that the collector knows."""

    def __init__(self, ignored):
        self.ignored = ignored
        self.parent_of = {}
        self.object_of = {}
        self.root_of = {}
        self._dead = set()
        self._stopped = []
        own = []
        for name, module in list(sys.modules.items()):
            if type(name) is not str or types.ModuleType not in _mro_of(type(module)):
                continue
            if name.split(".")[0] in OWN_PACKAGES:
                own.append(module)
                self._dead.update((id(module), id(_dict_of_module(module))))
        self._walk(self._roots())
        self.seen_from_program = set(self.parent_of)
        own += self._stopped + list(self._locals(own=True))
        self._walk([(o, "in pytest") for o in own], everything=True)

    def _roots(self):
        for name, module in list(sys.modules.items()):
            if type(name) is str and types.ModuleType in _mro_of(type(module)) and id(module) not in self._dead:
                yield _dict_of_module(module), "in module `%s`" % name
        for names in self._locals(own=False):
            yield names, "in the running `%s()`" % names.pop("")

    def _locals(self, own):
        """The local variables of each running function as a dict, with the function's name as ``""``."""
        for frame in sys._current_frames().values():
            while frame is not None:
                package = frame.f_globals.get("__name__", "")
                is_own = type(package) is str and package.split(".")[0] in OWN_PACKAGES
                # This plugin's own hold what is asked about; a module's and a class's names are no locals.
                if is_own == own and package != __name__ and frame.f_code.co_flags & inspect.CO_NEWLOCALS:
                    names = dict(frame.f_locals)
                    names[""] = frame.f_code.co_name
                    yield names
                frame = frame.f_back

    def _walk(self, roots, everything=False):
        queue = deque()
        for o, words in roots:
            if id(o) not in self.parent_of:
                self.parent_of[id(o)] = 0
                self.root_of[id(o)] = words
                queue.append(o)
        own = self._mine()
        while queue:
            o = queue.popleft()
            self.object_of[id(o)] = o
            if not everything and (id(o) in self._dead or _is_own(o)):
                del self.parent_of[id(o)]
                self._stopped.append(o)  # the second walk goes on from here
                continue
            for held in gc.get_referents(o):
                if id(held) not in self.parent_of and id(held) not in own:
                    self.parent_of[id(held)] = id(o)
                    queue.append(held)

    def _mine(self):
        mine = {id(vars(self)), id(self), id(self.ignored)}
        mine.update(id(value) for value in vars(self).values())
        return mine | {id(each) for each in self.ignored}

    def knows(self, o):
        return id(o) in self.parent_of

    def words(self, o):
        """Who holds an object, in words; None where only pytest does."""
        if not self.knows(o):
            return "code in C, and nothing that Python can see"
        if id(o) not in self.seen_from_program:
            return None
        chain = [o]
        while self.parent_of[id(chain[0])] != 0:
            chain.insert(0, self.object_of[self.parent_of[id(chain[0])]])
        steps, at = [], 0
        while at < len(chain) - 1:
            name, used = _reference(chain, at)
            steps.append(name)
            at += used
        place = self.root_of[id(chain[0])]
        if not steps:
            return "the names " + place
        first = steps[0][5:-1] if steps[0].startswith("key `'") else steps[0]
        first = first.strip("`'")
        return " → ".join(["`%s` %s" % (first, place)] + steps[1:])


def _reference(chain, at):
    """How chain[at] refers to the next object, and how many steps that are: an attribute dict is none of its own."""
    holder, held = chain[at], chain[at + 1]
    attributes = _attributes(holder)
    if attributes is not None:
        if held is attributes and at + 2 < len(chain):
            return _attribute_name(attributes, chain[at + 2]), 2
        name = _attribute_name(attributes, held)
        if name != "`.…`":
            return name, 1
    if dict in _mro_of(type(holder)):
        for key, value in dict.items(holder):
            if value is held:
                return "key `%s`" % _short(key), 1
        return "a key", 1
    if type(holder) in (list, tuple, deque):
        for index, value in enumerate(holder):
            if value is held:
                return "item %d" % index, 1
    if type(holder) in (set, frozenset):
        return "an element", 1
    if type(holder) is types.CellType:
        return "its value", 1
    return _member_name(holder, held), 1


def _attribute_name(attributes, held):
    for key, value in dict.items(attributes):
        if value is held and type(key) is str:
            return "`.%s`" % key
    return "`.…`"


def _member_name(holder, held):
    """A slot or a member that C keeps: `.__closure__` of a function, `.__self__` of a method."""
    for cls in _mro_of(type(holder)):
        for name, descriptor in list(_dict_of_type(cls).items()):
            if type(descriptor) is types.MemberDescriptorType and type(name) is str:
                try:
                    value = descriptor.__get__(holder)
                except Exception:  # a slot without a value
                    continue
                if value is held:
                    return "`.%s`" % name
    if isinstance(type(holder), type) and type in _mro_of(type(holder)):
        return _attribute_name(dict(_dict_of_type(holder)), held)
    return "inside of a `%s`" % type_name(type(holder))


def _short(key):
    """A key as code, where it is a plain text or number; the type else."""
    if type(key) in (str, bytes, int, float, bool, type(None)):
        text = repr(key)
        return text if len(text) <= 60 else text[:57] + "…"
    return "<%s>" % type_name(type(key))


# ---- findings


def _newest(cls_ids, old):
    """Objects of these types that were not there before, by type."""
    found = {}
    for o in gc.get_objects():
        if id(type(o)) in cls_ids and id(o) not in old:
            found.setdefault(id(type(o)), []).append(o)
    return found


def _sample(objects):
    return [objects[at] for at in sorted({0, len(objects) // 2, len(objects) - 1})]


def _held_words(objects, holders):
    """Who holds the first of a few of the objects that the program itself holds; None where pytest holds them all."""
    for o in _sample(objects):
        words = holders.words(o)
        if words is not None:
            return words
    return None


def _plural(count, word):
    return "%s %s%s" % (format(count, ","), word, "" if count == 1 else "s")


def _wanted(name, names):
    return names is None or name in names


def _fail(lines):
    if lines:
        hidden = "" if len(lines) <= SHOWN else "\n  … and %d more" % (len(lines) - SHOWN)
        pytest.fail("The test leaks:\n  " + "\n  ".join(lines[:SHOWN]) + hidden, pytrace=False)


class _Rounds:
    """Runs a test several times and finds what grows each time."""

    def __init__(self, run, rounds=ROUNDS, max_growth=0, types=None):
        _check_numbers(rounds=(rounds, 2), max_growth=(max_growth, 0))
        self.run, self.rounds, self.max_growth, self.types = run, rounds, max_growth, _check_types(types)

    def lines(self):
        for _ in range(WARM_UP):
            self.run()
        looks = [Look() for _ in range(self.rounds + 1)]
        looks[0].take()
        for look in looks[1:]:
            self.run()
            look.take()
        grown = _steady_growth([look.count_of for look in looks], self.max_growth)
        longer = _steady_growth([look.length_of for look in looks], self.max_growth)
        del looks
        return self._tell(grown, longer) if grown or longer else []

    def _tell(self, grown, longer):
        old = {id(o) for o in gc.get_objects() if id(type(o)) in grown}
        self.run()  # once more: now what is new is known one by one
        _settle()
        new = _newest(grown, old)
        everything = gc.get_objects()
        containers = [o for o in everything if id(o) in longer and type(o) in SIZED] if self.types is None else []
        del everything
        holders = Holders((old, new, grown, longer, containers) + tuple(new.values()))
        lines = []
        for cls_id, objects in sorted(new.items(), key=lambda item: -grown[item[0]]):
            name = type_name(type(objects[0]))
            words = _held_words(objects, holders) if _wanted(name, self.types) else None
            if words is not None:
                more = _plural(grown[cls_id], "object")
                lines.append("%s of %s more after %d rounds: %s" % (more, name, self.rounds, words))
        for container in containers:
            # What nothing refers to is the inside of an object of C, as the list in a StringIO of Python 3.11.
            words = holders.words(container) if holders.knows(container) else None
            if words is not None:
                more, kind = format(longer[id(container)], ","), type_name(type(container))
                lines.append("a %s longer by %s after %d rounds: %s" % (kind, more, self.rounds, words))
        return lines


class _Block:
    """What `with backref_leaks(...):` measures: objects that are new and still there behind the block."""

    def __init__(self, max_growth=0, types=None):
        _check_numbers(max_growth=(max_growth, 0))
        self.max_growth, self.types, self.old = max_growth, _check_types(types), None

    def __enter__(self):
        _settle()
        self.old = {id(o) for o in gc.get_objects()}
        return self

    def __exit__(self, kind, error, traceback):
        if kind is None:
            _settle()
            _fail(self._lines())
        return False

    def _counts(self, cls):
        name = type_name(cls)
        # Of containers and functions there are new ones after any import: only where they are asked for.
        return name in self.types if self.types is not None else "." in name

    def _lines(self):
        new = {}
        mine = {id(self), id(vars(self)), id(new)}
        for o in gc.get_objects():
            if id(o) not in self.old and id(o) not in mine and self._counts(type(o)) and not _is_own(o):
                new.setdefault(id(type(o)), []).append(o)
        new = {key: objects for key, objects in new.items() if len(objects) > self.max_growth}
        if not new:
            return []
        holders = Holders((self.old, new) + tuple(new.values()))
        lines = []
        for objects in sorted(new.values(), key=len, reverse=True):
            words = _held_words(objects, holders)
            if words is not None:
                more, name = _plural(len(objects), "object"), type_name(type(objects[0]))
                lines.append("%s of %s more behind the block: %s" % (more, name, words))
        return lines


def _check_numbers(**given):
    for name, (value, least) in given.items():
        if type(value) is not int or value < least:
            pytest.fail("backref: %s must be a whole number of %d or more, not %r" % (name, least, value), pytrace=False)


def _check_types(names):
    if names is None:
        return None
    if isinstance(names, str) or not all(isinstance(name, str) for name in names):
        pytest.fail('backref: types must be a list of names such as ["app.Session"]', pytrace=False)
    return frozenset(names)


# ---- pytest


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "backref_no_leaks(rounds=%d, max_growth=0, types=None): run the test several times and fail when objects "
        "or containers grow each time" % ROUNDS,
    )


@pytest.fixture
def backref_leaks():
    """`with backref_leaks(max_growth=0, types=["app.Session"]):` fails when objects made in the block stay."""
    return _Block


def pytest_runtest_setup(item):
    if item.get_closest_marker("backref_no_leaks") and type(item).__name__ == "TestCaseFunction":
        pytest.fail("backref_no_leaks cannot repeat a test of unittest: write it as a function", pytrace=False)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    marker = pyfuncitem.get_closest_marker("backref_no_leaks")
    if marker is None:
        return None
    test = pyfuncitem.obj
    if inspect.iscoroutinefunction(test) or inspect.isasyncgenfunction(test):
        pytest.fail("backref_no_leaks cannot repeat an async test: wrap its body in asyncio.run()", pytrace=False)
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    wrong = None
    try:
        rounds = _Rounds(lambda: test(**given), *marker.args, **marker.kwargs)
    except TypeError as error:
        wrong = "backref_no_leaks: " + str(error).split("() ", 1)[-1]
    if wrong is not None:
        pytest.fail(wrong, pytrace=False)
    _fail(rounds.lines())
    return True
