"""Backref's capture agent: writes a snapshot of this Python process to a file.

    import sys; sys.path.insert(0, "/path/to/assets/agent")
    import backref
    backref.dump("leak.backref")

One file, standard library only, CPython 3.8 and newer. The format is described in docs/formats/backref.md: this file
writes addresses, names and sizes; making sense of them is the reader's work.

What this file promises to the process it runs in, and how:

* No code of the target runs. `isinstance`, `len`, `iter`, `getattr` and `sys.getsizeof` can call methods written by
  users, so they are never used on a foreign object. Everything is read with `type(o)`, `id(o)`, the `gc` module and C
  descriptors taken from built-in types (`dict.values`, `list.__len__`, `type.__dict__["__mro__"].__get__` ...).
  Foreign objects are never compared, hashed or used as keys. (Audit hooks see the `gc.*` and `sys.*` calls.)
* Nothing is left behind. On CPython 3.11+ reading `o.__dict__` creates a dictionary that stays for ever; here names
  of attributes come from the class's key table, read through `/proc/self/mem`.
* The snapshot holds the process, not the agent: own objects are left out, and reference counts are corrected.
* Memory is bounded: objects go to the file in batches of one type; only the addresses of objects that the collector
  does not track are kept (about 60 bytes each while the dump runs).

Sections: safe access, output, process memory, types, state and plans, references (contents, interpreter, instances),
previews, the walk, own objects, allocations, roots and facts, `dump`.
"""

if __name__ == "__main__":  # as a program: the agent goes into a module of its own, `__main__` is the program's
    import sys

    _agent = type(sys)("backref", __doc__)
    _agent.__file__ = __file__
    _agent._LAUNCHER = globals()  # type: ignore[attr-defined]
    sys.modules["backref"] = _agent
    with open(__file__, "rb") as _file:
        exec(compile(_file.read(), __file__, "exec"), _agent.__dict__)
    sys.exit(_agent._main(sys.argv[1:]))  # type: ignore[attr-defined]

# ---- leaving: begin ---- (what stands between these marks needs nothing of what follows: see `_attach`)

import sys

_MODULES_BEFORE = frozenset(sys.modules)

import _signal
import _thread
import _warnings
import _weakref
import gc
import os
import time

_ADDED_NAMES = ("_signal", "_thread", "_warnings", "_weakref", "gc", "time")
# Modules that only the agent needed leave sys.modules again; `os` stays, in practice every process has it.
_ADDED_MODULES = [sys.modules.pop(_name) for _name in _ADDED_NAMES if _name not in _MODULES_BEFORE]

# Taken here and not from `os`, where gevent puts its own.
_posix = sys.modules.get("posix")
_PROC = "/proc"
_CGROUP = "/sys/fs/cgroup"
_MB = 1 << 20
# Bytes that the copy of a process comes to own for each block of Python's allocator while it looks at all objects
# (it writes their reference counts), and bytes it notes for each object.
_COPIED_PER_BLOCK = 110
_NOTED_PER_BLOCK = 90
# Beyond so many blocks the at-fork handlers and thread-local values are not looked up: that would take longer than
# the copy.
_MOST_BLOCKS_SEARCHED = 8_000_000
# CPython 3.12 keeps a few hundred immortal tuples where gc.freeze() puts objects; a program's own call puts all there,
# which are thousands from the start.
_LEAST_FROZEN = 2000
# The copy says how far it is.
_PROGRESS_SECONDS = 0.5
# The copy gives up when less memory than this is free.
_LEAST_FREE = 16 * _MB
# Seconds until the copy must have left.
_LEAVE_SECONDS = 60


def _json(value):
    """JSON of None, bool, int, float, str, list, tuple and dict with str keys. Non-ASCII is escaped."""
    kind = type(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return repr(value)
    if kind is float:
        return repr(value) if value == value and abs(value) != float("inf") else "null"
    if kind is str:
        return '"' + "".join(map(_json_character, value)) + '"'
    if kind is dict:
        return "{" + ", ".join([_json(k) + ": " + _json(v) for k, v in value.items()]) + "}"
    if kind is list or kind is tuple:
        return "[" + ", ".join(map(_json, value)) + "]"
    raise TypeError("no JSON for " + kind.__name__)


def _json_character(c):
    code = ord(c)
    if c == '"' or c == "\\":
        return "\\" + c
    if 32 <= code < 127:
        return c
    if code < 0x10000:
        return "\\u%04x" % code
    code -= 0x10000
    return "\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF))


def _parse(text):
    """What `_json` and JavaScript's JSON.stringify write; Python's own reader would have to be imported."""
    # Compiled first: eval() of a text makes CPython forget that the program is ending by Ctrl-C, and its exit code.
    code = compile(text, "<backref>", "eval")
    return eval(code, {"__builtins__": {}, "true": True, "false": False, "null": None})


def _say(fd, event, facts):
    """Writes one line of JSON. Never raises: nobody may be there to read it."""
    line = {"event": event}
    line.update(facts)
    try:
        os.write(fd, (_json(line) + "\n").encode())
    except OSError:
        pass


def _error_facts(error):
    """An exception of the agent's own as facts that `_say` can write and `_error_of` make an exception of."""
    message = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    facts = {"type": type(error).__name__, "message": message or type(error).__name__}
    if isinstance(error, OSError):
        facts["errno"] = error.errno
        facts["path"] = error.filename if type(error.filename) is str else None
    return facts


def _read_text(path):
    """The beginning of a small file such as those of /proc; "" where it cannot be read."""
    try:
        fd = os.open(path, os.O_RDONLY)
    except OSError:
        return ""
    try:
        return os.read(fd, 65536).decode("ascii", "replace")
    except OSError:
        return ""
    finally:
        os.close(fd)


def _numbers_in(path):
    """Lines such as "VmRSS:  123 kB" or "inactive_file 123" as numbers by name, in bytes."""
    found = {}
    for line in _read_text(path).splitlines():
        words = line.split()
        if len(words) > 1 and words[1].isdigit():
            found[words[0].rstrip(":")] = int(words[1]) * (1024 if words[2:] == ["kB"] else 1)
    return found


def _memory_free():
    """Bytes of memory that may still be used, by the machine and by the control groups around this process; None
    where nothing tells."""
    found = []
    machine = _numbers_in(_PROC + "/meminfo").get("MemAvailable")
    if machine is not None:
        found.append(machine)
    for line in _read_text(_PROC + "/self/cgroup").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controllers == "":
            found.extend(_group_free(_CGROUP, path, "memory.max", "memory.current", "inactive_file"))
        elif "memory" in controllers.split(","):
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            found.extend(_group_free(_CGROUP + "/memory", path, *names))
    return min(found) if found else None


def _group_free(root, path, limit_name, used_name, cache_name):
    """What the limits of a control group and those above it leave free. Within a container the outer part of `path`
    is not there, and `root` itself is the group."""
    free = []
    while True:
        folder = root + path.rstrip("/")
        limit = _read_text(folder + "/" + limit_name).strip()
        used = _read_text(folder + "/" + used_name).strip()
        if limit.isdigit() and used.isdigit() and int(limit) < 1 << 60:
            free.append(int(limit) - int(used) + _numbers_in(folder + "/memory.stat").get(cache_name, 0))
        if path in ("", "/"):
            return free
        path = path[: path.rindex("/")]


def _memory_needed():
    """Bytes that a copy of this process may come to use, at most."""
    blocks = sys.getallocatedblocks()
    copied = blocks * _COPIED_PER_BLOCK
    status = _numbers_in(_PROC + "/self/status")
    return min(copied, status.get("RssAnon", copied)) + blocks * _NOTED_PER_BLOCK + 32 * _MB


def _why_not_fork():
    """Why this process should not be copied; "" where it may be."""
    if _posix is None or not hasattr(_posix, "fork") or sys.platform in ("emscripten", "wasi"):
        return "this system cannot copy a process"
    if sys.platform == "darwin":  # Apple's libraries abort in a copy once they were used, or in several threads
        if len(sys._current_frames()) > 1 or any([n in sys.modules for n in ("_scproxy", "objc", "AppKit", "Foundation")]):
            return "macOS allows no copy of a process with several threads or Apple's own libraries"
    if _several_interpreters():
        return "Python ends a copy of a process with several interpreters at once"
    free, needed = _memory_free(), _memory_needed()
    if free is not None and free < needed:
        return "a copy may need %d MB of memory and %d MB are free" % (needed // _MB, max(free, 0) // _MB)
    return ""


def _several_interpreters():
    """Whether this process has more interpreters than this one, as far as the module that makes them tells. Those that C
    code makes (as web servers do) show when a copy of the process dies at once."""
    for name in ("_interpreters", "_xxsubinterpreters"):
        module = sys.modules.get(name) if type(sys.modules) is dict else None
        if type(module) is type(sys):
            list_all = type(sys).__dict__["__dict__"].__get__(module).get("list_all")
            if type(list_all) is type(len):
                return len(list_all()) > 1
    return False


def _before_leaving():
    """What the copy must know of this process, and keeps alive there: facts, the frames of all threads, what they are
    handling, and their thread-local values, which CPython would destroy in the copy (running the program's `__del__`).
    Also the lists of the program's at-fork handlers, so that they need not run."""
    status = _numbers_in(_PROC + "/self/status")
    state = {
        "pid": os.getpid(),
        "time": time.time(),
        "rssBytes": status.get("VmRSS"),
        "peakRssBytes": status.get("VmHWM"),
        "resident": [status.get(name) for name in ("RssAnon", "RssFile", "RssShmem", "VmSwap")],
        "counts": list(gc.get_count()),
        "frozen": gc.get_freeze_count(),
        "gcEnabled": gc.isenabled(),
        "frames": sys._current_frames(),
        "exceptions": sys._current_exceptions() if hasattr(sys, "_current_exceptions") else None,
        "hooks": [],
        "locals": [],
        "handlers": "ran",
    }
    locals_of_threads = []
    if sys.getallocatedblocks() <= _MOST_BLOCKS_SEARCHED:
        _find_hooks_and_locals(state, locals_of_threads)
    if sys.version_info < (3, 10) or state["handlers"] == "ran":  # else the class has led to them
        for module in list(sys.modules.values()) if type(sys.modules) is dict else []:
            if type(module) is type(sys):
                values = list(type(sys).__dict__["__dict__"].__get__(module).values())
                locals_of_threads.extend([v for v in values if type(v) is _thread._local])
    for local in locals_of_threads:
        for table in gc.get_referents(local):
            if type(table) is dict or type(table) is set:  # of weak references to the keepers of one thread's values
                keepers = [k() if type(k) is _weakref.ref else k for k in list(table)]
                state["locals"].extend([k for k in keepers if _name_of_class(type(k)) == "_localdummy"])
    return state


def _frozen_by_program(count):
    """Whether somebody called gc.freeze(), by what gc.get_freeze_count() gave."""
    return count > _LEAST_FROZEN


def _name_of_class(cls):
    return type.__dict__["__name__"].__get__(cls)


def _find_hooks_and_locals(state, locals_of_threads):
    """One look at all objects for who refers to a known handler, or to the class of thread-local values."""
    wanted = [_thread._local]
    for cls in wanted:
        wanted.extend(type.__subclasses__(cls))
    mark = [].__len__  # does nothing when it is called
    hidden = _frozen_by_program(gc.get_freeze_count())
    if not hidden:
        os.register_at_fork(before=mark, after_in_parent=mark, after_in_child=mark)
        wanted.append(mark)
    for holder in gc.get_referrers(*wanted):
        if holder is wanted:
            continue
        if type(holder) is list:
            for i in range(len(holder) - 1, -1, -1):
                if holder[i] is mark:
                    del holder[i]
                    state["hooks"].append(holder)
                    break
        elif any([c is _thread._local for c in type.__dict__["__mro__"].__get__(type(holder))]):
            locals_of_threads.append(holder)
    state["handlers"] = "ran" if hidden else "skipped"


def _bare_fork(hooks):
    """os.fork() without the program's at-fork handlers and without Python's warning about threads: in one call into
    C (sys.call_tracing calls its argument), during which no other Python code runs, they are taken out of their lists, and put back on both sides."""
    module = sys.modules.get("warnings", _warnings)
    filters = type(sys).__dict__["__dict__"].__get__(module).get("filters") if type(module) is type(sys) else None
    filters = filters if type(filters) is list else []
    saved = [(hook, hook[:]) for hook in hooks]
    quiet = ("ignore", None, DeprecationWarning, None, 0)
    calls = [(hook.clear,) for hook in hooks] + [(filters.insert, 0, quiet), (_posix.fork,), (filters.pop, 0)]
    calls += [(hook.extend, handlers) for hook, handlers in saved]
    try:
        return list(map(sys.call_tracing, [c[0] for c in calls], [c[1:] for c in calls]))[len(hooks) + 1]
    except BaseException:
        for hook, handlers in saved:
            hook[:0] = handlers
        filters[:] = [f for f in filters if f is not quiet]
        raise


def _spawn(state):
    """Makes a copy of this process, which is not its child, and there calls `state["run"](state)`.

    Returns the copy's pid and a file descriptor from which what the copy wrote to `state["channel"]` can be read.

    Raises:
        OSError: the system refuses another process.
    """
    receive, send = os.pipe()
    state["channel"] = send
    enabled = gc.isenabled()
    gc.disable()
    # No handler of a signal may begin in the copy.
    blocked = _signal.pthread_sigmask(_signal.SIG_BLOCK, _signal.valid_signals())
    try:
        pid = _bare_fork(state["hooks"])
        if pid == 0:
            _leave(state)
    except BaseException as error:
        if os.getpid() != state["pid"]:
            os._exit(1)
        os.close(receive)
        if isinstance(error, RuntimeError):  # 3.12 and later: the interpreter is about to end
            raise OSError(11, str(error))
        raise
    finally:
        _signal.pthread_sigmask(_signal.SIG_SETMASK, blocked)
        os.close(send)
        if enabled:
            gc.enable()
    copy = 0
    try:
        copy = _copys_pid(receive)
    finally:
        killed_by = _reap(pid) if copy > 0 else _ended_by(pid)
        if copy <= 0:
            os.close(receive)
    if copy <= 0:
        if killed_by:
            raise OSError(11, "a copy of the process was ended at once by signal %d" % killed_by)
        raise OSError(11, "the system allows no further process")
    if os.getpid() == 1:  # the first process of a container inherits the copy
        _thread.start_new_thread(_reap, (copy,))
    return copy, receive


def _leave(state):
    """In the child: makes the copy and ends, so that the copy belongs to nobody."""
    try:
        state["alarm"] = _signal.signal(_signal.SIGALRM, _signal.SIG_DFL)
        _signal.pthread_sigmask(_signal.SIG_UNBLOCK, [_signal.SIGALRM])
        _signal.alarm(_LEAVE_SECONDS)
        if _bare_fork(state["hooks"]) == 0:
            os.write(state["channel"], b"%d\n" % os.getpid())
            state["run"](state)
    finally:
        os._exit(0)


def _copys_pid(fd):
    """The first line that the copy writes, as a number; 0 when there is none."""
    os.set_blocking(fd, False)
    line = b""
    until = time.perf_counter() + _LEAVE_SECONDS
    while not line.endswith(b"\n") and time.perf_counter() < until:
        try:
            data = os.read(fd, 1)
        except BlockingIOError:
            time.sleep(0.001)
            continue
        if not data:
            return 0
        line += data
    return int(line) if line.strip().isdigit() else 0


def _reap(pid):
    """Waits for a child, unless a handler of the program was faster."""
    try:
        _posix.waitpid(pid, 0)
    except OSError:
        pass


def _ended_by(pid):
    """Ends and reaps a child that did not do what it was made for: the signal that had ended it before, or 0."""
    for _ in range(100):  # one that is writing its core has closed its files already, or is about to
        try:
            done, status = _posix.waitpid(pid, _posix.WNOHANG)
        except OSError:
            return 0
        if done:
            return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        time.sleep(0.001)
    _kill(pid)
    _reap(pid)
    return 0


def _kill(pid):
    try:
        os.kill(pid, _signal.SIGKILL)
    except OSError:
        pass


def _settle(keep, seconds):
    """In the copy: lets go of everything of the program's that is shared with it. No handler of its signals runs here,
    its files and sockets are closed (which the program does not notice), the system takes this process first when
    memory runs out, and ends it after `seconds`. Returns the program's signal handlers, to be kept alive."""
    handlers = []
    _signal.set_wakeup_fd(-1)
    for number in range(1, _signal.NSIG):
        try:
            handler = _signal.getsignal(number)
            if number in (_signal.SIGALRM, _signal.SIGTERM):
                handlers.append(_signal.signal(number, _signal.SIG_DFL))
            elif type(handler) is not int or number in (_signal.SIGINT, _signal.SIGHUP, _signal.SIGPIPE):
                if handler is not None:
                    handlers.append(_signal.signal(number, _signal.SIG_IGN))
        except (OSError, ValueError, RuntimeError):
            continue
    _signal.pthread_sigmask(_signal.SIG_SETMASK, [])
    _signal.alarm(int(seconds) + 30)
    _close_files(keep)
    try:
        fd = os.open(_PROC + "/self/oom_score_adj", os.O_WRONLY)
        os.write(fd, b"1000")
        os.close(fd)
    except OSError:
        pass
    return handlers


def _close_files(keep):
    try:
        numbers = [int(n) for n in os.listdir("/dev/fd" if sys.platform == "darwin" else _PROC + "/self/fd")]
    except OSError:
        numbers = list(range(4096))
    nothing = -1
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
    except OSError:
        pass
    for fd in numbers:
        try:
            if fd < 3 and nothing >= 0:
                os.dup2(nothing, fd)
            elif fd > 2 and fd not in keep and fd != nothing:
                os.close(fd)
        except OSError:
            pass


def _attach(request_text):
    """Takes a snapshot in a process that this part of the agent's source was brought into from outside.

    What to run there, as one statement, so that no name is left behind:

        exec(text + "\n_attach(%r)\nglobals().clear()" % request, {"__name__": "_backref_agent"})

    where `text` is what stands between the marks `leaving: begin` and `leaving: end` of this file. The process is copied by fork; the rest of the agent is compiled and works in the copy. Only where no copy can be
    made (`method` "auto" and a reason against it) all is done in the process itself.

    Cost to the target: some 10 ms to compile this part, and the time of a fork; no module is imported, no file stays
    open, nothing of this stays in memory.

    The request is JSON as JSON.stringify writes it. Required: `path` of the snapshot, `status` the path of a file that
    lines are appended to, and `agent` the path of this file (or `source`, its text). Optional, as in `dump`: `label`,
    `preview`, `method`, `redact`, `timeout`; and `frames`, how many frames of the caller (outside this file) are
    not the program's: 1 (the default) when that statement is run as it is, 2 inside a function.

    Each line of `status` is a JSON object: {"event": "started", "pid"}, then one of {"event": "forked", "copy": its pid}
    or {"event": "inline", "reason"}, {"event": "left", "pauseSeconds"} when the program runs on,
    {"event": "progress", "objects", "bytes"} about twice a second, and last {"event": "done", ...what `dump` returns}
    or {"event": "error", "type", "message"}. A copy that is killed writes no last line; until then its unfinished file
    is `path` + ".tmp-" + its pid. Never raises.
    """
    status = -1
    try:
        request = _parse(request_text)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        status = os.open(request["status"], flags, 0o600)
        started = time.perf_counter()
        _say(status, "started", {"pid": os.getpid()})
        method = request.get("method") or "auto"
        reason = "asked for" if method == "inline" else _why_not_fork()
        if not reason:
            state = _before_leaving()
            try:
                state.update({"run": _attached, "request": request, "status": status, "reason": ""})
                copy, receive = _spawn(state)
                os.close(receive)
                _say(status, "left", {"pauseSeconds": round(time.perf_counter() - started, 6), "copy": copy})
                return
            except OSError as error:
                reason = error.strerror or str(error)
            finally:
                state.clear()  # it holds frames that hold it
        if method == "fork":
            raise RuntimeError("no copy of the process was made: " + reason)
        _say(status, "inline", {"reason": reason})
        _attached({"request": request, "status": status, "reason": reason})
    except BaseException as error:
        _say(status, "error", _error_facts(error))
    finally:
        if status >= 0:
            os.close(status)
        _empty(_ADDED_MODULES)


def _empty(modules):
    """Takes modules apart that were imported for the agent alone: they and their functions hold each other, and would
    wait for the collector. Leaves those that somebody else has come to hold meanwhile."""
    probe = [].copy()
    alone = sys.getrefcount(probe)
    while modules:
        module = modules.pop()
        names = type(sys).__dict__["__dict__"].__get__(module)
        functions = [v for v in names.values() if type(v) is type(len) and v.__self__ is module]
        if sys.getrefcount(module) - alone == len(functions) + 1:  # and the name in this namespace
            names.clear()


def _attached(state):
    """Compiles the whole agent, in this namespace, and lets it write the snapshot that was asked for."""
    request, status = state["request"], state["status"]
    try:
        if "pid" in state:
            state["held"] = _settle((status,), request.get("timeout") or 600)
            _say(status, "forked", {"copy": os.getpid()})
        source = request.pop("source", None)
        if source is None:
            with open(request["agent"], "rb") as file:
                source = file.read()
        exec(compile(source, "<backref>", "exec"), globals())
        del source
        _say(status, "done", globals()["_attached_dump"](state))
    except BaseException as error:
        _say(status, "error", _error_facts(error))


# ---- leaving: end ----

import itertools
from array import array

try:
    import zlib
except ImportError:  # a Python built without it: blocks are stored as they are
    zlib = None  # type: ignore[assignment]
    import binascii

if False:  # for type checkers only: importing typing would leave it in the process
    from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Set, Tuple

__all__ = ["Capture", "dump", "install", "mark", "uninstall"]

VERSION = "0.1.0"
if "_LAUNCHER" not in globals():
    _LAUNCHER: "Optional[Dict[str, Any]]" = None  # the namespace of this file as a program

_ADDED_MODULES += [
    sys.modules.pop(_name)
    for _name in _ADDED_NAMES + ("array", "binascii", "itertools", "zlib")  # array brings some of the first back
    if _name in sys.modules and _name not in _MODULES_BEFORE
]

# ----------------------------------------------------------------------------------------------------------------------
# Constants of the format (docs/formats/backref.md)
# ----------------------------------------------------------------------------------------------------------------------

MAGIC = b"\x89BACKRF\n"
MAX_PAYLOAD = 16 << 20
NO_STRING = 0xFFFFFFFF
IMMORTAL = 0xFFFFFFFF

SEQUENCE, SET, MAPPING, NAMED, FIELD = 1, 2, 3, 4, 5
ATTRIBUTE, SLOT, KEY, VALUE, ITEM, LOCAL, CELL, GLOBAL, TYPE, ELEMENT, INTERNAL, WEAK, OTHER = range(13)
ROOT_MODULE, ROOT_FRAME, ROOT_THREAD, ROOT_INTERPRETER, ROOT_STATIC, ROOT_GARBAGE = 0, 1, 2, 3, 5, 6
COLUMN_REFCOUNT, COLUMN_LENGTH, COLUMN_HASH, COLUMN_PREVIEW = 1, 2, 4, 8

# Bits of `type.__flags__` (CPython's object.h).
_F_INLINE_VALUES = 1 << 2  # 3.13+
_F_MANAGED_WEAKREF = 1 << 3  # 3.12+
_F_MANAGED_DICT = 1 << 4  # 3.11+
_F_IMMUTABLE = 1 << 8  # 3.10+
_F_HEAP = 1 << 9
_F_READY = 1 << 12
_F_GC = 1 << 14
_F_EXCEPTION = 1 << 30
_F_TYPE = 1 << 31

# Objects in one batch, references in one batch, characters of previews in one batch: together they keep payloads near
# 1 MiB and always under MAX_PAYLOAD.
BATCH_OBJECTS = 4096
BATCH_REFERENCES = 400_000
BATCH_TEXT = 2_000_000
SLICE_OBJECTS = 65_536
# Bytes of file for each block of Python's allocator, at the very least.
_LEAST_PER_BLOCK = 6
# An unfinished file that was not written to for so many seconds belongs to nobody, if its process is gone.
_STALE_SECONDS = 60
# Bytes written at once.
WRITE_BYTES = 1 << 19
# Seconds a thread may run while another waits, as long as a snapshot is taken in a process with several: every wait
# for the disk or the compressor costs one of these for each busy thread. Python's own 5 ms made it three times longer.
SWITCH_SECONDS = 0.0005
# Characters (str) or bytes of a preview, by the `preview` argument.
PREVIEW_LENGTHS = {"none": 0, "short": 80, "full": 65_536}
# Values under names with such a part are hidden, unless `redact=False`. Lower case; matched anywhere in the name.
REDACTED_NAMES = (
    "password", "passwd", "passphrase", "passcode", "secret", "token", "api_key", "apikey", "api-key", "authorization",
    "auth_key", "authkey", "cookie", "session", "credential", "private_key", "privatekey", "access_key", "accesskey",
    "signing_key", "encryption_key", "csrf", "xsrf", "jwt", "bearer",
)  # fmt: skip
HIDDEN = "[hidden]"
# Values looked at below one name: a container's, and what these contain.
MOST_HIDDEN_BELOW = 10_000
# Shorter texts are hidden where they are found under such a name, and not wherever the same text stands.
LEAST_SECRET = 5
# Texts that contain one of so many secrets, no shorter than this, are hidden too.
MOST_SOUGHT, LEAST_SOUGHT = 32, 6
# Greater integers are not shown: repr() is quadratic and refuses more than 4300 digits.
BIG_INTEGER = 1 << 200
# Reference counts above this are CPython's marks for immortal objects.
IMMORTAL_FROM = 1 << 29
MAX_NAME = 1000

_VERSION = sys.version_info[:2]
# Whether hash(str) depends on a number that only this process knows.
_HASHES_SALTED = bool(sys.flags.hash_randomization) and os.environ.get("PYTHONHASHSEED", "random") in ("", "random")
_LITTLE = sys.byteorder == "little"
_POINTER_BYTES = 8 if sys.maxsize > 1 << 32 else 4

# ----------------------------------------------------------------------------------------------------------------------
# Safe access: C functions and descriptors of built-in types, none of which calls into user code
# ----------------------------------------------------------------------------------------------------------------------

_type_flags = type.__dict__["__flags__"].__get__
_type_mro = type.__dict__["__mro__"].__get__
_type_namespace = type.__dict__["__dict__"].__get__
_type_name = type.__dict__["__name__"].__get__
_type_qualname = type.__dict__["__qualname__"].__get__
_static_type_module = type.__dict__["__module__"].__get__
_type_basicsize = type.__dict__["__basicsize__"].__get__
_type_itemsize = type.__dict__["__itemsize__"].__get__
_type_dictoffset = type.__dict__["__dictoffset__"].__get__
_type_weakrefoffset = type.__dict__["__weakrefoffset__"].__get__
_type_bases = type.__dict__["__bases__"].__get__
_subclasses = type.__dict__["__subclasses__"]
_type_base = type.__dict__["__base__"].__get__
_referents = gc.get_referents
_is_tracked = gc.is_tracked
_getrefcount = sys.getrefcount
_chain = itertools.chain
_flatten = itertools.chain.from_iterable
_cut_str = str.__getitem__


def _generator_probe() -> "Iterator[None]":
    yield


async def _coroutine_probe() -> None:
    pass


async def _async_generator_probe() -> "Any":
    yield


def _make_cell(value: object) -> object:
    return (lambda: value).__closure__[0]  # type: ignore[index]


_FunctionType = type(_make_cell)
_CodeType = type(_make_cell.__code__)
_CellType = type(_make_cell(0))
_FrameType = type(sys._getframe())
_GeneratorType = type(_generator_probe())
_AsyncGeneratorType = type(_async_generator_probe())
_coroutine = _coroutine_probe()
_CoroutineType = type(_coroutine)
_coroutine.close()
del _coroutine


class _Bound:
    def method(self) -> None:
        pass


def _traceback_type() -> type:
    try:
        raise KeyError
    except KeyError as error:
        return type(error.__traceback__)


_TracebackType = _traceback_type()
# Since 3.9 and late 3.8 an instance tells the collector of its class.
_CLASS_VISITED = len(_referents(_Bound()))
_BuiltinType = type(len)
_MethodType = type(_Bound().method)
_ModuleType = type(sys)
_MappingProxyType = type(type.__dict__)
_MemberType = type(type.__dict__["__flags__"])
_GetSetType = type(type.__dict__["__dict__"])
_MethodDescriptorType = type(str.join)
_ReferenceType = _weakref.ref
_ProxyTypes = (_weakref.ProxyType, _weakref.CallableProxyType)
_NoneType = type(None)

_member_name = _MemberType.__dict__["__name__"].__get__
_member_class = _MemberType.__dict__["__objclass__"].__get__
_getset_class = _GetSetType.__dict__["__objclass__"].__get__


class _Probe:
    """Its instances get known attributes, to find out where CPython keeps them."""


class _Probe2:
    """As _Probe, with other attributes."""


class _Hole:
    """Stands where an object has no value; the agent's own, so that its address is written as 0."""


_HOLE = _Hole()


def _exact_text(text: object) -> str:
    """A plain `str` with the characters of `text`, which may be an instance of a user's subclass of str."""
    if type(text) is str:
        return text
    if _derives(type(text), str):
        return _cut_str(text, slice(0, MAX_NAME))  # type: ignore[arg-type]
    return "?"


def _mro(cls: type) -> "Tuple[type, ...]":
    return _type_mro(cls) or (cls,)


def _derives(cls: type, base: type) -> bool:
    """Whether `base` is among the bases of `cls`: by identity, because classes may have an `__eq__` of their metaclass."""
    for c in _mro(cls):
        if c is base:
            return True
    return False


def _bases(cls: type) -> object:
    """`cls.__bases__`, which CPython reads without a check from a class that was never made ready (there is one in
    3.8's functools) and crashes."""
    return _type_bases(cls) if _type_flags(cls) & _F_READY else _HOLE


def _items(cls: type) -> "List[Tuple[Any, Any]]":
    """Names and values in a class's namespace."""
    namespace = _type_namespace(cls)
    return list(namespace.items()) if namespace is not None else []  # 3.8: None before the class was first used


def _type_module(cls: type) -> object:
    """`cls.__module__`, which for a class written in Python is whatever stands in its namespace."""
    if _type_flags(cls) & _F_HEAP:
        return _lookup_in_class(cls, "__module__")
    return _static_type_module(cls)


def _keeps_inline(cls: type) -> bool:
    """Whether instances keep attribute values in themselves as long as nobody asks for their dict."""
    flags = _type_flags(cls)
    return _VERSION >= (3, 11) and bool(flags & _F_MANAGED_DICT and (_VERSION < (3, 13) or flags & _F_INLINE_VALUES))


def _has_odd_names(cls: type) -> bool:
    """Whether some name in the namespaces of `cls` is no plain str: looking up names there could run its `__eq__`."""
    for c in _mro(cls):
        for key, _ in _items(c):
            if type(key) is not str:
                return True
    return False


def _lookup_in_class(cls: type, name: str) -> object:
    """What stands under `name` in the class's own namespace; `_HOLE` for nothing."""
    for key, value in _items(cls):
        if type(key) is str and key == name:
            return value
    return _HOLE


def _lookup(namespace: dict, name: str) -> object:
    """`namespace[name]` without hashing or comparing foreign keys; `_HOLE` where there is none."""
    for key, value in list(dict.items(namespace)):
        if type(key) is str and key == name:
            return value
    return _HOLE


def _column(get: "Callable[[Any], Any]", objects: "List[Any]") -> "List[Any]":
    """`get(o)` of each object, `_HOLE` where it raises (an unset slot, an empty cell)."""
    try:
        return list(map(get, objects))
    except Exception:
        return [_try(get, o) for o in objects]


def _try(get: "Callable[[Any], Any]", o: object) -> object:
    try:
        return get(o)
    except Exception:
        return _HOLE


def _module_text(cls: type) -> str:
    """Name of the module a class says it is from; "" when it says nothing."""
    module = _try(_type_module, cls)
    return _exact_text(module) if _derives(type(module), str) else ""


def _type_text(cls: type) -> str:
    """The dotted name of a class: `app.models.Order`, `dict`."""
    name, module = _exact_text(_try(_type_qualname, cls)), _module_text(cls)
    return name if module in ("", "builtins") else module + "." + name


# ----------------------------------------------------------------------------------------------------------------------
# Output: JSON, payloads, blocks, the string table
# ----------------------------------------------------------------------------------------------------------------------


def _u32(values: "Iterable[int]") -> "array[int]":
    return array("I", values)


def _u64(values: "Iterable[int]") -> "array[int]":
    return array("Q", values)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


class _Payload:
    """The bytes of one block, each array at a multiple of 8 from the start."""

    __slots__ = ("parts", "length")

    def __init__(self) -> None:
        self.parts: "List[bytes]" = []
        self.length = 0

    def scalars(self, size: int, *values: int) -> None:
        """Unsigned integers of `size` bytes, right where the last ones ended."""
        data = b"".join([v.to_bytes(size, "little") for v in values])
        self.parts.append(data)
        self.length += len(data)

    def array(self, data: "Any") -> None:
        """An array (or bytes), after zeros up to the next multiple of 8."""
        self.align()
        if type(data) is not bytes:
            if not _LITTLE:
                data.byteswap()
            data = data.tobytes()
        self.parts.append(data)
        self.length += len(data)

    def group(self, group: "Tuple[int, int, int, List[Any]]") -> None:
        """A group of references: its header and its arrays."""
        layout, kind, label, arrays = group
        self.align()
        self.scalars(1, layout, kind)
        self.scalars(2, 0)
        self.scalars(4, label)
        for data in arrays:
            self.array(data)

    def align(self) -> None:
        gap = -self.length & 7
        if gap:
            self.parts.append(b"\0" * gap)
            self.length += gap


class _Writer:
    """Writes blocks to a temporary file beside the target, which gets its name only when it is complete.

    Raises:
        OSError: the file cannot be made or written; the temporary file is gone then.
    """

    __slots__ = ("path", "bytes", "strings", "pending", "temporary", "opened", "fd", "buffer", "buffered", "watch", "patterns", "secret")

    def __init__(self, path: str) -> None:
        self.path = path
        self.watch: "Optional[Callable[[], None]]" = None  # called now and then while writing; may raise
        self.patterns: "Tuple[str, ...]" = ()  # parts of names whose values are hidden
        self.secret: "Set[int]" = set()  # indices of such names in the string table
        self.strings: "Dict[bytes, int]" = {}
        self.bytes = 0
        _check_space(path)
        _sweep(path)
        self.temporary = ""
        self.opened = ""  # the name that a copy of this process may not have changed yet
        self.fd = -1
        self._open()

    def _open(self) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        for attempt in range(100):
            self.temporary = "%s.tmp-%d%s" % (self.path, os.getpid(), "-%d" % attempt if attempt else "")
            try:
                self.fd = os.open(self.temporary, flags, 0o600)
                break
            except FileExistsError:
                continue
            except OSError as error:
                raise OSError(error.errno, os.strerror(error.errno or 0), self.path) from None
        else:
            raise FileExistsError(17, "too many unfinished snapshots of this name", self.path)

    def start(self) -> None:
        """Begins the file. What it needs is made now and not before the collector was asked for its objects."""
        self.pending: "List[bytes]" = []
        self.buffer: "List[bytes]" = []
        self.buffered = 0
        head = MAGIC + b"\x01\0\0\0"
        self._write(head + _crc32(head).to_bytes(4, "little"))

    def name(self, text: str) -> int:
        """Index of `text` in the string table. Keeps bytes, not the object: it may be the target's."""
        data = _utf8(text[:MAX_NAME])
        index = self.strings.get(data)
        if index is None:
            index = self.strings[data] = len(self.strings)
            self.pending.append(data)
            if self.patterns and _is_secret(self.patterns, text):
                self.secret.add(index)
        return index

    def block(self, tag: bytes, payload: _Payload) -> None:
        """Appends one block, after the strings it may use."""
        if self.pending:
            self._flush_strings()
        self._block(tag, b"".join(payload.parts))

    def _flush_strings(self) -> None:
        pending, self.pending = self.pending, []
        first = len(self.strings) - len(pending)
        for start in range(0, len(pending), 8192):
            part = pending[start : start + 8192]
            payload = _Payload()
            payload.scalars(4, first + start, len(part))
            payload.array(_u32(map(len, part)))
            payload.array(b"".join(part))
            self._block(b"STRS", b"".join(payload.parts))

    def _block(self, tag: bytes, raw: bytes) -> None:
        if len(raw) > MAX_PAYLOAD:
            raise ValueError("a block of %d bytes" % len(raw))
        stored, codec = raw, 0
        if zlib is not None and len(raw) >= 512:
            packed = zlib.compress(raw, 1)
            if len(packed) < len(raw):
                stored, codec = packed, 1
        head = tag + bytes((codec, 0, 0, 0))
        head += b"".join([v.to_bytes(4, "little") for v in (len(stored), len(raw), _crc32(stored))])
        self._write(head + _crc32(head).to_bytes(4, "little") + stored)

    def _write(self, data: bytes) -> None:
        # Writing lets other threads run, and then waits for them: rarely, therefore.
        self.buffer.append(data)
        self.buffered += len(data)
        self.bytes += len(data)
        if self.buffered >= WRITE_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self.watch is not None:
            self.watch()
        view = memoryview(b"".join(self.buffer))
        self.buffer, self.buffered = [], 0
        while view:
            view = view[os.write(self.fd, view) :]

    def moved(self) -> None:
        """In a copy of the process that opened the file: its name while it is unfinished tells who writes it."""
        name = "%s.tmp-%d" % (self.path, os.getpid())
        os.rename(self.temporary, name)
        self.temporary = name

    def left_to(self, pid: int) -> None:
        """In the process that opened the file, when a copy of it goes on writing."""
        fd, self.fd = self.fd, -1
        os.close(fd)
        self.opened = self.temporary
        self.temporary = "%s.tmp-%d" % (self.path, pid)

    def finish(self) -> None:
        """Closes the file and gives it its name."""
        self._flush()
        fd, self.fd = self.fd, -1
        os.close(fd)
        os.replace(self.temporary, self.path)
        self.temporary = ""

    def abandon(self) -> None:
        """Removes what was written. Never raises."""
        try:
            if self.fd >= 0:
                fd, self.fd = self.fd, -1
                os.close(fd)
        except OSError:
            pass
        for name in {self.temporary, self.opened}:
            try:
                if name:
                    os.unlink(name)
            except OSError:
                pass


def _check_space(path: str) -> None:
    """Raises OSError when the disk surely has no room for a snapshot of this process."""
    if not hasattr(os, "statvfs"):
        return
    try:
        disk = os.statvfs(os.path.dirname(path) or ".")
    except OSError:
        return  # opening the file will say it better
    free, needed = disk.f_bavail * disk.f_frsize, sys.getallocatedblocks() * _LEAST_PER_BLOCK
    if disk.f_blocks and free < needed:
        text = "No space left on device: %d kB are free, a snapshot takes %d kB or more" % (free >> 10, needed >> 10)
        raise OSError(28, text, path)


def _sweep(path: str) -> None:
    """Removes unfinished files of this name that nobody is writing any more: their process is gone, and nothing was
    written for a while (in another container that shares the folder it may have the same number)."""
    folder, name = os.path.split(path)
    start = name + ".tmp-"
    try:
        leftovers = [n for n in os.listdir(folder or ".") if n.startswith(start)]
    except OSError:
        return
    for leftover in leftovers:
        digits = leftover[len(start) :].split("-")[0]
        full = os.path.join(folder, leftover)
        try:
            if digits.isdigit() and not _is_alive(int(digits)) and time.time() - os.stat(full).st_mtime > _STALE_SECONDS:
                os.unlink(full)
        except (OSError, OverflowError):
            continue


def _is_secret(patterns: "Tuple[str, ...]", name: str) -> bool:
    lowered = name.lower()
    return any([p in lowered for p in patterns])


def _crc32(data: bytes) -> int:
    return zlib.crc32(data) if zlib is not None else binascii.crc32(data)


# ----------------------------------------------------------------------------------------------------------------------
# Process memory: where CPython keeps what no function tells without changing it
# ----------------------------------------------------------------------------------------------------------------------

_PAGE = 4096
_WINDOW = 1 << 20


class _Memory:
    """Reads this process's own memory through /proc/self/mem, where a wrong address is an error and no crash.

    Offsets are not written down by version: each is found at start by looking for known addresses in probe objects,
    and checked on a second probe. What cannot be found stays None and the walk uses its documented fallback.

    Every read lets other threads run (`os.pread` drops the GIL), and with busy threads each costs a switch interval:
    all reads are of many objects at once.
    """

    def __init__(self) -> None:
        self.fd = -1
        self.keys_offset: "Optional[int]" = None  # of a class: its shared key table
        self.values_delta: "Optional[int]" = None  # inline values begin at o + basicsize + this (3.13+)
        self.values_pointer: "Optional[int]" = None  # or behind the pointer at o + this ...
        self.values_tag = 0  # ... plus this (3.12 tags the pointer)
        self.dict_offset: "Optional[int]" = None  # of an instance with a managed dict: pointer to it
        self.hides_dict = False  # 3.13.0: get_referents does not show a dict that exists
        self.generator_delta: "Optional[int]" = None  # locals begin at o + basicsize + this (3.11+)
        self.frame_locals: "Optional[int]" = None  # locals begin at frame + this (up to 3.10)
        self.weakref_target: "Optional[int]" = None
        self.subclasses_offset: "Optional[int]" = None  # of a class: the dict of weak references to its subclasses
        if _POINTER_BYTES != 8:  # what follows reads words of eight bytes
            return
        try:
            self.fd = os.open(_PROC + "/self/mem", os.O_RDONLY)
        except OSError:
            return
        for calibrate in (
            self._calibrate_weakref,
            self._calibrate_text,
            self._calibrate_keys,
            self._calibrate_values,
            self._calibrate_subclasses,
            self._calibrate_generator,
            self._calibrate_frame,
        ):
            try:
                calibrate()
            except Exception:
                continue

    def close(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    @property
    def works(self) -> bool:
        return self.weakref_target is not None

    @property
    def knows_values(self) -> bool:
        """Whether inline attribute values can be told apart (3.11+)."""
        return self.values_delta is not None or self.values_pointer is not None

    def words(self, address: int, count: int) -> "List[int]":
        """`count` pointer-sized words at `address`; fewer where memory ends. [] where there is none."""
        try:
            data = os.pread(self.fd, count * 8, address)
        except (OSError, OverflowError):
            return []
        return _u64_list(data)

    def _spans(self, ordered: "List[int]", size: int) -> "Iterator[Tuple[int, int, memoryview]]":
        """Memory from each address on, `size` bytes at least, the addresses ascending: (start, stop, memory) for those
        from start to stop, whose memory begins at the first of them. Neighbours are read together: addresses less than
        a page apart lie on pages that both exist, so one read spans them."""
        start = 0
        while start < len(ordered):
            first = last = ordered[start]
            stop = start + 1
            while stop < len(ordered):
                following = ordered[stop]
                if following - last - size > _PAGE or following - first > _WINDOW:
                    break
                last = following
                stop += 1
            try:
                data = os.pread(self.fd, last - first + size, first)
            except (OSError, OverflowError):
                data = b""
            yield start, stop, memoryview(data[: len(data) & ~7])
            start = stop

    def words_of_many(self, addresses: "Sequence[int]", count: int) -> "List[List[int]]":
        """`count` words at each address, in their order; [] where there is no memory."""
        size = count * 8
        found: "List[List[int]]" = [[]] * len(addresses)
        order = sorted(range(len(addresses)), key=addresses.__getitem__)
        for start, stop, view in self._spans([addresses[i] for i in order], size):
            first = addresses[order[start]]
            for position in order[start:stop]:
                offset = addresses[position] - first
                part = view[offset : offset + size]
                if len(part) == size:
                    found[position] = part.cast("Q").tolist()
        return found

    def word_of_each(self, addresses: "Sequence[int]") -> "List[Optional[int]]":
        """The word at each address, in their order; None where there is no memory. Addresses are multiples of eight."""
        found: "Dict[int, int]" = {}
        ordered = sorted(addresses)
        for start, stop, view in self._spans(ordered, 8):
            part, first, words = ordered[start:stop], ordered[start], view.cast("Q")
            if len(words) > (part[-1] - first) >> 3:
                found.update(zip(part, [words[(a - first) >> 3] for a in part]))
            else:  # its end is gone
                found.update((a, words[(a - first) >> 3]) for a in part if len(words) > (a - first) >> 3)
        return list(map(found.get, addresses))

    def _calibrate_weakref(self) -> None:
        target = _Bound()
        reference = _weakref.ref(target)
        self.weakref_target = self.words(id(reference), 6).index(id(target)) * 8

    def _calibrate_text(self) -> None:
        """Finds the characters of a short ASCII string, and the bits that tell it from other strings."""
        number = str(id(self))
        self._text_offset = os.pread(self.fd, 128, id(number)).index(number.encode())
        states = [self.words(id(number + c), 5)[4] & 0xFFFFFFFF for c in ("a", "\xe9", "\u20ac", "\U0001f600")]
        self._text_mask = (states[0] ^ states[1]) | (states[0] ^ states[2]) | (states[0] ^ states[3])
        self._text_state = states[0] & self._text_mask

    def ascii_text(self, address: int) -> str:
        """The text of the `str` at `address` if it is plain ASCII and no longer than a name; "" otherwise."""
        words = self.words(address, 5)
        if not words or words[4] & self._text_mask != self._text_state or not 0 < words[2] <= MAX_NAME:
            return ""
        try:
            return os.pread(self.fd, words[2], address + self._text_offset).decode("ascii")
        except (OSError, UnicodeDecodeError):
            return ""

    def _calibrate_keys(self) -> None:
        """Finds a class's table of instance attribute names: the word after its qualified name, and its layout."""
        if _VERSION < (3, 11):
            return
        names = [sys.intern("_backref_" + c) for c in "abcdefg"]
        probe, objects = _Probe, _probes(_Probe, names)
        class_words = self.words(id(probe), 200)
        title = id(_type_qualname(probe))  # the same object as the name, which stands earlier
        offset = (max(i for i, word in enumerate(class_words) if word == title) + 1) * 8
        keys = self.words(id(probe) + offset, 1)[0]
        table = self.words(keys, 128)
        first = table.index(id(names[0]))
        stride = table.index(id(names[1])) - first
        if [table[first + i * stride] for i in range(7)] != [id(n) for n in names]:
            return
        entries = next(i for i in range(1, first) if table[i] == 7 and table[i - 1] <= 30)
        head = os.pread(self.fd, 16, keys)
        base = (entries + 1) * 8
        self._index_byte = [i for i in range(8, 12) if base + (1 << head[i]) == first * 8][-1]
        self._entries_word, self._stride = entries, stride
        self.keys_offset = offset
        more = [sys.intern("_backref_%d" % i) for i in range(12)]
        second, objects = _Probe2, _probes(_Probe2, more)
        if self.key_addresses([id(second)])[0][0] != [id(n) for n in more]:
            self.keys_offset = None

    def key_addresses(self, classes: "Sequence[int]") -> "List[Tuple[List[int], int]]":
        """For each class (by address): addresses of its instance attribute names, and the slots of its values."""
        if self.keys_offset is None:
            return [([], 0)] * len(classes)
        tables = [t or 0 for t in self.word_of_each([c + self.keys_offset for c in classes])]
        known = [i for i, t in enumerate(tables) if t]
        result: "List[Tuple[List[int], int]]" = [([], 0)] * len(classes)
        # A table of at most 30 names is: a header, up to 64 index bytes, and the entries.
        head = self._entries_word + 1
        length = head + 8 + 31 * self._stride
        for i, words in zip(known, self.words_of_many([tables[i] for i in known], length)):
            words = words or self.words(tables[i], length)  # near the end of mapped memory
            if len(words) <= head + 8:
                continue
            entries, usable = words[self._entries_word], words[self._entries_word - 1]
            log_bytes = (words[self._index_byte >> 3] >> (8 * (self._index_byte & 7))) & 0xFF
            if entries > 31 or usable > 31 or log_bytes > 6:
                continue
            start = head + (1 << log_bytes >> 3)
            names = words[start : start + entries * self._stride : self._stride]
            if len(names) == entries:
                result[i] = (names, entries + usable)
        return result

    def _calibrate_values(self) -> None:
        """Finds the attribute values of an instance without a dict, and the pointer to the dict of one with."""
        if self.keys_offset is None:
            return
        names = [sys.intern("_backref_" + c) for c in "abcdefg"]
        probe, objects = _Probe, _probes(_Probe, names)
        values = [id(object.__getattribute__(objects[1], n)) for n in names]
        size = _type_basicsize(probe)
        words = self.words(id(objects[1]) - 64, 8 + size // 8 + 16)
        for i in range(8, len(words) - 6):
            if words[i : i + 7] == values:
                self.values_delta = (i - 8) * 8 - size
                break
        else:
            for i in range(0, 8):
                for tag in (0, 1):
                    if words[i] > _PAGE and self.words(words[i] + tag, 7) == values:
                        self.values_pointer, self.values_tag = (i - 8) * 8, tag
        owned = object.__getattribute__(objects[2], "__dict__")  # the agent's own instance: it may get a dict
        before = self.words(id(objects[2]) - 64, 8)
        self.dict_offset = (before.index(id(owned)) - 8) * 8
        self.hides_dict = not any(r is owned for r in _referents(objects[2]))

    def values(self, plan: "_Plan", addresses: "List[int]") -> "List[List[int]]":
        """Addresses of the inline attribute values of instances, 0 for those not set; [] where there are none."""
        if not plan.names:
            return [[]] * len(addresses)
        if self.values_delta is not None:
            offset = _type_basicsize(plan.cls) + self.values_delta
            return self.words_of_many([a + offset for a in addresses], len(plan.names))
        pointers = self.word_of_each([a + (self.values_pointer or 0) for a in addresses])
        places = [p + self.values_tag if p and p > _PAGE else 0 for p in pointers]
        return self.words_of_many(places, len(plan.names))

    def _calibrate_subclasses(self) -> None:
        """The table of subclasses is the second word after `__mro__` in every version's class object."""
        words = self.words(id(_Probe), 100)
        offset = (words.index(id(_type_mro(_Probe))) + 2) * 8
        table = self.words(id(_Probe) + offset, 1)
        self.subclasses_offset = offset if table == [0] else None

    def _calibrate_generator(self) -> None:
        if _VERSION < (3, 11):
            return
        values = [_Bound(), _Bound(), _Bound()]

        def probe(a: object, b: object, c: object) -> "Iterator[None]":
            yield

        generator = probe(*values)
        next(generator)
        words = [w & ~7 for w in self.words(id(generator), _type_basicsize(_GeneratorType) // 8 + 16)]
        wanted = [id(v) for v in values]
        start = next(i for i in range(len(words)) if words[i : i + 3] == wanted)
        self.generator_delta = start * 8 - _type_basicsize(_GeneratorType)

    def _calibrate_frame(self) -> None:
        if _VERSION >= (3, 11):
            return
        values = [_Bound(), _Bound(), _Bound()]

        def probe(a: object, b: object, c: object) -> "Iterator[None]":
            yield

        generator = probe(*values)
        next(generator)
        words = self.words(id(generator.gi_frame), _type_basicsize(_FrameType) // 8 + 16)  # type: ignore[attr-defined]
        wanted = [id(v) for v in values]
        self.frame_locals = next(i for i in range(len(words)) if words[i : i + 3] == wanted) * 8


def _u64_list(data: bytes) -> "List[int]":
    return memoryview(data[: len(data) & ~7]).cast("Q").tolist()


def _probes(cls: type, names: "List[str]") -> "List[Any]":
    """Instances with these attributes, each with a value of its own."""
    objects = [cls() for _ in range(4)]
    for o in objects:
        for name in names:
            setattr(o, name, _Bound())
    return objects


# ----------------------------------------------------------------------------------------------------------------------
# Types: what is known of a class, found out once
# ----------------------------------------------------------------------------------------------------------------------


class _Plan:
    """How to read the instances of one class. Getters are C functions; names are string indices."""

    __slots__ = (
        "cls", "flags", "mro", "heap", "gc", "base", "exact", "plain", "sizeof", "size_extra", "length", "iterate", "slots",
        "candidates", "only_referent", "dictoffset", "managed", "names", "value_slots", "guesses", "dict_get",
    )  # fmt: skip

    def __init__(self, cls: type) -> None:
        self.cls = cls
        self.flags = _type_flags(cls)
        self.mro = _mro(cls)
        self.heap = bool(self.flags & _F_HEAP)
        self.gc = bool(self.flags & _F_GC)
        self.base: type = object  # the class above whose instances the agent knows how to read
        self.exact = False  # it is the class itself
        self.plain = True  # written in Python, with no base but such
        self.sizeof: "Callable[[Any], int]" = object.__sizeof__
        self.size_extra = 0  # bytes that `sizeof` leaves out
        self.length: "Optional[Callable[[Any], int]]" = None
        self.iterate: "Optional[Callable[[Any], Any]]" = None
        self.slots: "List[Tuple[int, Callable[[Any], Any]]]" = []
        self.candidates: "List[Tuple[int, Callable[[Any], Any]]]" = []  # what may be a referent, in C classes
        self.only_referent = NO_STRING  # label of referents that no candidate explains
        self.dictoffset = 0
        self.managed = False  # 3.11+: a dict, if any, stands before the object
        self.names: "List[int]" = []  # of inline attributes, in the order of their places
        self.value_slots = 0  # inline places, used or not
        self.guesses: "Optional[List[Tuple[int, str]]]" = None
        self.dict_get: "Optional[Callable[[Any], Any]]" = None


# Base classes whose contents are read through their own methods: length and iterator.
_CONTAINERS: "Dict[int, Tuple[type, Callable[[Any], int], Callable[[Any], Any]]]" = {
    id(list): (list, list.__len__, list.__iter__),
    id(tuple): (tuple, tuple.__len__, tuple.__iter__),
    id(set): (set, set.__len__, set.__iter__),
    id(frozenset): (frozenset, frozenset.__len__, frozenset.__iter__),
    id(dict): (dict, dict.__len__, dict.__iter__),
}
# Base classes without references of their own.
_VALUES: "Dict[int, Tuple[type, Optional[Callable[[Any], int]]]]" = {
    id(str): (str, str.__len__),
    id(bytes): (bytes, bytes.__len__),
    id(bytearray): (bytearray, bytearray.__len__),
    id(int): (int, None),
    id(float): (float, None),
    id(complex): (complex, None),
    id(_NoneType): (_NoneType, None),
    id(type(...)): (type(...), None),
    id(type(NotImplemented)): (type(NotImplemented), None),
}
_SPECIAL = {
    id(t): t
    for t in (
        type, _FunctionType, _CodeType, _CellType, _FrameType, _GeneratorType, _CoroutineType, _AsyncGeneratorType,
        _ReferenceType,
    )
    + _ProxyTypes
}  # fmt: skip


def _has_hidden_fields(plan: _Plan) -> bool:
    """Whether instances are larger than slots, dict and weak references explain: a class written in C, which can hold
    what no member shows (`functools.lru_cache` its results, `threading.local` its values)."""
    fields = len(plan.slots) + (_type_dictoffset(plan.cls) > 0) + (_type_weakrefoffset(plan.cls) > 0)
    return _type_basicsize(plan.cls) > _type_basicsize(object) + 8 * fields


def _code_getter(cls: type, name: str) -> "Callable[[Any], Any]":
    return cls.__dict__[name].__get__


_GENERATORS = {
    id(_GeneratorType): _code_getter(_GeneratorType, "gi_code"),
    id(_CoroutineType): _code_getter(_CoroutineType, "cr_code"),
    id(_AsyncGeneratorType): _code_getter(_AsyncGeneratorType, "ag_code"),
}

# Attributes that are no members but tell, without computing anything, what a built-in object refers to.
_GETSETS = {
    (id(cls), name)
    for cls, names in (
        (BaseException, "args __traceback__ __context__ __cause__"),
        (_BuiltinType, "__self__"),
        (_GeneratorType, "gi_code gi_yieldfrom"),
        (_CoroutineType, "cr_code cr_await"),
        (_AsyncGeneratorType, "ag_code ag_await"),
        (_TracebackType, "tb_next"),
        (memoryview, "obj"),
    )
    for name in names.split()
}
_FUTURE_GETSETS = ("_loop", "_result", "_exception", "_coro", "_fut_waiter")
# Values of members that may have been made for the answer.
_MADE_ON_THE_FLY = (int, bool, float, _FrameType)


def _is_future(cls: type) -> bool:
    """Whether this is asyncio's Future or Task as written in C."""
    module = _try(_type_module, cls)
    return type(module) is str and module == "_asyncio" and type(_lookup_in_class(cls, "_loop")) is _GetSetType


_FUNCTION_FIELDS = [
    (_name, _FunctionType.__dict__[_name].__get__)
    for _name in (
        "__code__", "__globals__", "__builtins__", "__module__", "__defaults__", "__kwdefaults__", "__closure__",
        "__name__", "__qualname__", "__doc__", "__type_params__",
    )
    if _name in _FunctionType.__dict__
]  # fmt: skip
_CODE_FIELDS = [
    (_name, _CodeType.__dict__[_name].__get__)
    for _name in (
        ("co_consts", "co_names", "co_name", "co_filename", "co_qualname", "co_linetable", "co_exceptiontable")
        + (() if _VERSION >= (3, 11) else ("co_varnames", "co_freevars", "co_cellvars", "co_code"))
        + (("co_lnotab",) if _VERSION < (3, 10) else ())
    )
    if _name in _CodeType.__dict__
]
_code_names = _CodeType.__dict__["co_names"].__get__
_code_consts = _CodeType.__dict__["co_consts"].__get__
_function_code = _FunctionType.__dict__["__code__"].__get__
_function_closure = _FunctionType.__dict__["__closure__"].__get__
_function_qualname = _FunctionType.__dict__["__qualname__"].__get__
_code_title = _CodeType.__dict__["co_qualname" if _VERSION >= (3, 11) else "co_name"].__get__


def _local_names(code: "Any") -> "List[str]":
    """Names of all local variables, cells and free variables, in the order of their places in a frame."""
    if _VERSION < (3, 11):
        return [_exact_text(n) for n in code.co_varnames + code.co_cellvars + code.co_freevars]
    # co_varnames would make a tuple and keep it in the code object.
    names: "List[str]" = []
    try:
        while True:
            names.append(_exact_text(code._varname_from_oparg(len(names))))
    except IndexError:
        return names


class _Named:
    """A group of layout 4 while it is being filled."""

    __slots__ = ("counts", "targets", "labels", "kinds", "redaction")

    def __init__(self, session: "_Session") -> None:
        self.redaction = session.redaction
        self.counts: "List[int]" = []
        self.targets: "List[Any]" = []
        self.labels: "List[int]" = []
        self.kinds = bytearray()

    def add(self, target: object, label: int, kind: int) -> None:
        self.targets.append(target)
        self.labels.append(label)
        self.kinds.append(kind)
        if label in self.redaction.labels:
            self.redaction.hide(target)

    def end(self, start: int) -> None:
        """Closes the references of one object, whose first is at `start`."""
        self.counts.append(len(self.targets) - start)


class _Rest:
    """Referents that have no name yet, by address; a multiset."""

    __slots__ = ("objects",)

    def __init__(self, objects: "List[Any]") -> None:
        self.objects: "Dict[int, List[Any]]" = {}
        for o in objects:
            self.objects.setdefault(id(o), []).append(o)

    def pop(self, address: int) -> "Any":
        """Takes out one referent with this address; `_HOLE` when there is none."""
        same = self.objects.get(address)
        return same.pop() if same else _HOLE

    def left(self) -> "List[Any]":
        return [o for same in self.objects.values() for o in same]


# ----------------------------------------------------------------------------------------------------------------------
# One snapshot's state, and the plans of its classes
# ----------------------------------------------------------------------------------------------------------------------

_Group = tuple  # (layout, kind, label, [arrays])


class _Session:
    """What all parts of one snapshot share."""

    __slots__ = (
        "writer", "memory", "preview", "own", "held", "taken", "later", "references", "problems", "cell_names",
        "program_names", "subclass_tables", "roots", "redaction", "dicts",
    )  # fmt: skip

    def __init__(self, writer: _Writer, memory: _Memory, preview: str, redaction: "_Redaction") -> None:
        self.writer = writer
        self.redaction = redaction
        self.memory = memory
        self.preview = preview
        self.own: "Set[int]" = {id(_HOLE)}  # addresses of the agent's objects
        self.held: "Dict[int, int]" = {}  # how often the agent refers to an object of the target, by address
        self.taken: "List[List[Any]]" = []  # targets of the block that is being made
        self.later: "List[Tuple[int, _Group]]" = []  # groups for continuations of objects of this block
        self.references = 0
        self.problems: "Dict[str, List[Any]]" = {}
        self.cell_names: "Dict[int, int]" = {}
        self.dicts: "Set[int]" = set()  # addresses of tracked dicts, where those of frames must be told apart
        self.program_names: "Set[int]" = set()
        self.subclass_tables: "Dict[int, int]" = {}
        self.roots: "List[Tuple[int, str, int]]" = []  # address, name, kind: those met on the way

    def problem(self, code: str, message: str, count: int = 1) -> None:
        self.problems.setdefault(code, [0, message])[0] += count

    def hold(self, o: object) -> None:
        """Notes that the agent holds a reference to `o`, not to be counted as the target's."""
        self.held[id(o)] = self.held.get(id(o), 0) + 1

    def targets(self, objects: "List[Any]") -> "array[int]":
        """Addresses of referenced objects, 0 for the agent's own; notes the objects as reached."""
        addresses = list(map(id, objects))
        self.references += len(addresses)
        if not self.own.isdisjoint(addresses):
            addresses = [a if a not in self.own else 0 for a in addresses]
            self.references -= addresses.count(0)
        self.taken.append(objects)
        return _u64(addresses)

    def addresses(self, addresses: "List[int]") -> "array[int]":
        """As `targets` where only addresses are known."""
        addresses = [a if a not in self.own else 0 for a in addresses]
        self.references += len(addresses) - addresses.count(0)
        return _u64(addresses)

    def field(self, label: str, values: "List[Any]", kind: int = ATTRIBUTE) -> "_Group":
        """One reference of each object; None means not set (the built-in getters return it for that)."""
        values = [v if v is not None else _HOLE for v in values]
        index = self.writer.name(label)
        if index in self.redaction.labels:
            self.redaction.hide_all(values)
        return (FIELD, kind, index, [self.targets(values)])

    def named(self, named: _Named) -> "_Group":
        arrays = [_u32(named.counts), self.targets(named.targets), _u32(named.labels), bytes(named.kinds)]
        return (NAMED, ATTRIBUTE, NO_STRING, arrays)


class _Redaction:
    """What must not be written of values: those under names such as "password", everywhere they are found.

    Text, bytes and numbers are written after everything that may tell their names, so that one look is enough.
    """

    __slots__ = ("patterns", "labels", "ids", "hashes", "sought", "left", "replaced", "count", "names")

    def __init__(self, writer: _Writer) -> None:
        self.patterns = writer.patterns
        self.labels = writer.secret  # the names, by index in the string table
        self.names = writer.strings
        self.ids: "Set[int]" = set()  # addresses of hidden objects
        self.hashes: "Set[int]" = set()  # of hidden texts and bytes, for equal ones
        self.sought: "Dict[bytes, None]" = {}  # some of them, for those they are part of
        self.left = 0
        self.replaced: "Dict[int, int]" = {}  # hash of a hidden text: what is written instead
        self.count = 0

    def hide(self, value: "Any") -> None:
        """Hides a value, or what a container or an instance holds."""
        self.left = MOST_HIDDEN_BELOW
        self._hide(value, 0)

    def hide_all(self, values: "Iterable[Any]") -> None:
        for value in values:
            if value is not _HOLE and value is not None:
                self.hide(value)

    def _hide(self, value: "Any", depth: int) -> None:
        self.left -= 1
        if self.left < 0:
            return
        cls = type(value)
        key = id(cls)
        if key not in _VALUES:
            key = next((id(c) for c in _mro(cls) if id(c) in _VALUES or id(c) in _CONTAINERS), 0)
        if key in _VALUES:
            self._hide_value(value, _VALUES[key][0])
        elif key in _CONTAINERS and depth < 3:
            base, _, iterate = _CONTAINERS[key]
            if base is dict:
                for k in list(dict.__iter__(value)):
                    if type(k) is str and len(k) >= 16 or type(k) is bytes:
                        self._hide(k, depth + 1)
                iterate = dict.values
            for item in list(itertools.islice(iterate(value), MOST_HIDDEN_BELOW)):
                self._hide(item, depth + 1)
        elif depth < 2 and _type_flags(cls) & _F_HEAP and key == 0 and _F_TYPE & ~_type_flags(cls):
            for part in _referents(value):
                kind = id(type(part))
                if kind in _VALUES or (kind == id(dict) and dict.__len__(part) < 100):
                    self._hide(part, depth + 2)

    def _hide_value(self, value: "Any", base: type) -> None:
        if base is str or base is bytes or base is bytearray:
            text = _cut_str(value, slice(0, 65536)) if base is str else base.__getitem__(value, slice(0, 65536))
            if len(text) < 2:  # everybody's
                return
            self.ids.add(id(value))
            self._seek(_utf8(text) if base is str else bytes(text))
            if base is str and len(text) >= LEAST_SECRET:
                self.hashes.add(hash(text))
        elif base is int or base is float or base is complex:
            if type(value) is not bool and not (base is int and int.__lt__(value, 257) and int.__gt__(value, -6)):
                self.ids.add(id(value))
                if base is not int or (int.__lt__(value, BIG_INTEGER) and int.__gt__(value, -BIG_INTEGER)):
                    self._seek(base.__repr__(value).encode())

    def _seek(self, data: bytes) -> None:
        """Hides equal values, and some that this is a part of."""
        if len(data) >= LEAST_SECRET:
            self.hashes.add(hash(data))
            if len(data) >= LEAST_SOUGHT and len(self.sought) < MOST_SOUGHT:
                self.sought[data[: PREVIEW_LENGTHS["short"]]] = None

    def entries(self, keys: "List[Any]", values: "List[Any]") -> None:
        """Hides the values of mapping entries by their keys."""
        if not self.patterns:
            return
        kinds = list(map(type, keys))
        by_address = dict(zip(map(id, kinds), kinds))
        named = {a for a, kind in by_address.items() if kind is bytes or _derives(kind, str)}
        places = [i for i, kind in enumerate(kinds) if id(kind) in named]
        texts = [keys[i] if kinds[i] is str else _key_text(keys[i]) for i in places]
        for i in self._matching(texts):
            self.hide(values[places[i]])

    def _matching(self, texts: "List[str]") -> "Iterable[int]":
        """Positions of texts with a part that is hidden: one search through all of them together."""
        together = "\n".join(texts).lower()
        if not any([p in together for p in self.patterns]):
            return ()
        if len(together) != sum(map(len, texts)) + len(texts) - 1 or "\n" in self.patterns:
            return [i for i, t in enumerate(texts) if _is_secret(self.patterns, t)]
        ends = list(itertools.accumulate([len(t) + 1 for t in texts]))
        found: "Set[int]" = set()
        for pattern in self.patterns:
            at = together.find(pattern)
            while at >= 0:
                place = _first_above(ends, at)
                found.add(place)
                at = together.find(pattern, ends[place])
        return sorted(found)

    def arguments(self, arguments: "List[Any]") -> "List[str]":
        """The command line with `--password=x` and `--password x` hidden."""
        shown: "List[str]" = []
        following = False
        for argument in arguments:
            text = _exact_text(argument)
            name, equals, value = text.partition("=")
            if following and not text.startswith("-"):
                self.hide(argument)
                text = HIDDEN
            elif equals and len(name.split()) == 1 and _is_secret(self.patterns, name):
                self.hide(argument)
                self.hide(value)
                text = name + "=" + HIDDEN
            following = text.startswith("-") and not equals and _is_secret(self.patterns, text)
            shown.append(text[:500])
        return shown

    def previews(self, plan: "_Plan", objects: "List[Any]", previews: "List[bytes]") -> "List[bytes]":
        """The previews without those that are hidden."""
        hidden: "Set[int]" = set()
        if not self.ids.isdisjoint(map(id, objects)):
            hidden.update([i for i, o in enumerate(objects) if id(o) in self.ids])
        if self.hashes:
            has_own = plan.exact and (plan.base is str or plan.base is bytes)
            hashes = map(hash, objects) if has_own else map(hash, previews)
            hidden.update([i for i, h in enumerate(hashes) if h in self.hashes])
            together = b"\n".join(previews)
            for secret in self.sought:
                if secret in together:
                    hidden.update([i for i, p in enumerate(previews) if secret in p])
        hidden = {i for i in hidden if previews[i] not in self.names}  # a name that is written anyway
        if not hidden:
            return previews
        self.count += len(hidden)
        return [p if i not in hidden else b"" for i, p in enumerate(previews)]

    def hash(self, value: int) -> int:
        """What is written for the hash of a hidden text: equal for equal ones, and nothing else."""
        if value not in self.replaced:
            self.replaced[value] = int.from_bytes(os.urandom(8), "little", signed=True)
        return self.replaced[value]


def _key_text(key: "Any") -> str:
    if type(key) is bytes:
        return key[:MAX_NAME].decode("latin-1")
    return _exact_text(key)


def _first_above(ends: "List[int]", at: int) -> int:
    """Place of the first of rising numbers that is greater than `at`."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if ends[middle] > at:
            high = middle
        else:
            low = middle + 1
    return low


class _Plans:
    """The plan of each class, made when the first of its objects is met."""

    __slots__ = ("session", "by_address", "registry")

    def __init__(self, session: _Session) -> None:
        self.session = session
        self.by_address: "Dict[int, _Plan]" = {}
        self.registry = self._registry()

    def get(self, cls: type) -> _Plan:
        plan = self.by_address.get(id(cls))
        if plan is None:
            plan = self.by_address[id(cls)] = _Plan(cls)
            self._find_base(plan)
            self._find_members(plan)
            plan.plain = plan.base is object and not plan.candidates and plan.heap and not _has_hidden_fields(plan)
            for o in (cls, plan.mro, plan.base):
                self.session.hold(o)
            self.session.taken.append([cls])
        return plan

    def _registry(self) -> "Dict[int, str]":
        """Classes of modules written in C that are read in a special way, if they are loaded. By address."""
        found: "Dict[int, str]" = {}
        for module, name in (("_collections", "deque"), ("numpy", "ndarray")):
            entry = _lookup(sys.modules, module) if type(sys.modules) is dict else _HOLE
            if type(entry) is _ModuleType:
                cls = _lookup(_module_namespace(entry), name)
                if type(cls) is type and type(_lookup_in_class(cls, "__sizeof__")) is _MethodDescriptorType:
                    found[id(cls)] = name
        return found

    def _find_base(self, plan: _Plan) -> None:
        """The first class above that the agent knows how to read."""
        for c in plan.mro:
            key = id(c)
            if key in _CONTAINERS:
                plan.base, plan.length, plan.iterate = _CONTAINERS[key]
            elif key in _VALUES:
                plan.base, plan.length = _VALUES[key]
            elif self.registry.get(key) == "deque":
                plan.base = c
                plan.length = _lookup_in_class(c, "__len__")  # type: ignore[assignment]
                plan.iterate = _lookup_in_class(c, "__iter__")  # type: ignore[assignment]
            elif key in _SPECIAL or key in self.registry:
                plan.base = c
            else:
                continue
            break
        plan.exact = plan.base is plan.cls
        plan.managed = _VERSION >= (3, 11) and bool(plan.flags & _F_MANAGED_DICT)
        plan.dictoffset = 0 if plan.managed else _type_dictoffset(plan.cls)

    def _find_members(self, plan: _Plan) -> None:
        """The C `__sizeof__`, the slots and, of classes written in C, the members."""
        sizeof: "Optional[Any]" = None
        overridden = False
        for c in plan.mro:
            items = _items(c)
            slots = any(type(k) is str and k == "__slots__" for k, _ in items) and _type_flags(c) & _F_HEAP
            for key, value in items:
                if type(key) is not str:
                    overridden = True  # looking names up could run the key's __eq__
                elif type(value) is _MemberType:
                    if _member_class(value) is c:
                        self._add_getter(plan.slots if slots else plan.candidates, value, _member_name(value))
                elif type(value) is _GetSetType:
                    if (id(c), key) in _GETSETS or (key in _FUTURE_GETSETS and _is_future(c)):
                        self._add_getter(plan.candidates, value, key)
                    elif key == "__dict__" and plan.dict_get is None and _type_flags(c) & _F_HEAP:
                        plan.dict_get = value.__get__
                        self.session.hold(value)
                elif key == "__sizeof__" and sizeof is None:
                    if type(value) is _MethodDescriptorType:
                        sizeof = value
                    else:
                        overridden = True
        if sizeof is not None and not overridden:
            plan.sizeof = sys.getsizeof  # finds the same C method, and adds the headers itself
        else:
            plan.sizeof = sizeof or object.__sizeof__
            managed = _F_MANAGED_DICT | (_F_MANAGED_WEAKREF if _VERSION >= (3, 12) else 0)
            plan.size_extra = 2 * _POINTER_BYTES if plan.gc else 0
            plan.size_extra += 2 * _POINTER_BYTES if _VERSION >= (3, 11) and plan.flags & managed else 0
            self.session.hold(plan.sizeof)

    def _add_getter(self, getters: "List[Any]", descriptor: "Any", name: object) -> None:
        getters.append((self.session.writer.name(_exact_text(name)), descriptor.__get__))
        self.session.hold(descriptor)

    # What many classes need is read from memory for all at once: each read lets other threads run.

    def prepare(self, classes: "List[Any]", functions: "List[Any]", dicts: "List[Any]") -> None:
        """Names of closure cells, names of inline attributes, tables of subclasses."""
        session = self.session
        if (3, 11) <= _VERSION < (3, 13):
            session.dicts.update(map(id, dicts))
        for function in functions:
            closure = _function_closure(function)
            if closure:
                free = _local_names(_function_code(function))[-len(closure) :]
                for cell, text in zip(closure, free):
                    session.cell_names[id(cell)] = session.writer.name(text)
        if session.preview == "none":
            session.program_names.update(map(id, _names_in_code(functions)))
        if session.memory.keys_offset is not None:
            self._prepare_inline([c for c in classes if _keeps_inline(c) and id(c) not in session.own], functions)
        if session.memory.subclasses_offset is not None:
            classes = classes + [object] + _static_types()
            tables = session.memory.word_of_each([id(c) + session.memory.subclasses_offset for c in classes])
            by_class = {id(c): table for c, table in zip(classes, tables) if table and table > _PAGE}
            real = set(by_class.values()).intersection(map(id, dicts))
            session.subclass_tables.update((c, table) for c, table in by_class.items() if table in real)

    def _prepare_inline(self, classes: "List[type]", functions: "List[Any]") -> None:
        """Names of instance attributes: their addresses from the class's table, their texts from the code that uses
        them; only those that no code uses are read from memory one by one."""
        writer, memory = self.session.writer, self.session.memory
        tables = memory.key_addresses([id(c) for c in classes])
        needed = {a for names, _ in tables for a in names}
        texts: "Dict[int, int]" = {}
        for text in _names_in_code(functions):
            if id(text) in needed and id(text) not in texts:
                texts[id(text)] = writer.name(_exact_text(text))
        for address in needed:
            if address not in texts:
                text = memory.ascii_text(address)
                texts[address] = writer.name(text) if text else NO_STRING
        for cls, (names, slots) in zip(classes, tables):
            plan = self.get(cls)
            plan.names = [texts[a] for a in names]
            plan.value_slots = slots


def _names_in_code(functions: "List[Any]") -> "Iterator[str]":
    """Every name that the code of these functions uses for attributes, globals and variables; nested code too."""
    seen: "Set[int]" = set()
    for function in functions:
        waiting = [_function_code(function)]
        while waiting:
            code = waiting.pop()
            if id(code) in seen:
                continue
            seen.add(id(code))
            yield from _code_names(code)
            if _VERSION < (3, 11):
                yield from code.co_varnames
            waiting.extend([c for c in _code_consts(code) if type(c) is _CodeType])


# ----------------------------------------------------------------------------------------------------------------------
# References: contents of containers
# ----------------------------------------------------------------------------------------------------------------------


def _contents(session: _Session, plan: _Plan, objects: "List[Any]") -> "List[_Group]":
    """Entries of dicts, items of sequences, members of sets."""
    n = len(objects)
    iterables: "Iterable[Any]" = objects if plan.exact else map(plan.iterate, objects)  # type: ignore[arg-type]
    # One call into C, during which no other thread runs: lengths and contents agree.
    if plan.base is dict:
        flat = list(_chain(map(dict.__len__, objects), _flatten(iterables), _flatten(map(dict.values, objects))))
        counts = flat[:n]
        half = n + sum(counts)
        return [_mapping(session, counts, flat[n:half], flat[half:])]
    flat = list(_chain(map(plan.length, objects), _flatten(iterables)))  # type: ignore[arg-type]
    counts = flat[:n]
    del flat[:n]
    if plan.base is tuple and not plan.exact and session.redaction.patterns:
        _hide_fields(session, plan, counts, flat)
    return [_items_group(session, plan, counts, flat)]


def _hide_fields(session: _Session, plan: _Plan, counts: "List[int]", items: "List[Any]") -> None:
    """Hides items of named tuples by the names of their fields."""
    fields = next((f for f in [_lookup_in_class(c, "_fields") for c in plan.mro] if f is not _HOLE), ())
    for place, field in enumerate(fields if type(fields) is tuple else ()):
        if _is_secret(session.redaction.patterns, _exact_text(field)):
            starts = _chain((0,), itertools.accumulate(counts))
            session.redaction.hide_all([items[s + place] for s, n in zip(starts, counts) if n > place])


def _items_group(session: _Session, plan: _Plan, counts: "List[int]", items: "List[Any]") -> "_Group":
    if plan.base is set or plan.base is frozenset:
        return (SET, ELEMENT, NO_STRING, [_u32(counts), session.targets(items)])
    return (SEQUENCE, ITEM, NO_STRING, [_u32(counts), session.targets(items)])


def _mapping(session: _Session, counts: "List[int]", keys: "List[Any]", values: "List[Any]") -> "_Group":
    own = session.own
    session.redaction.entries(keys, values)
    if not own.isdisjoint(map(id, values)) or not own.isdisjoint(map(id, keys)):
        # Entries of the agent (its module in sys.modules, its name in __main__) are left out altogether.
        kept = [id(k) not in own and id(v) not in own for k, v in zip(keys, values)]
        ends = itertools.accumulate(counts)
        counts = [sum(kept[end - count : end]) for end, count in zip(ends, counts)]
        keys, values = list(itertools.compress(keys, kept)), list(itertools.compress(values, kept))
    return (MAPPING, VALUE, NO_STRING, [_u32(counts), session.targets(keys), session.targets(values)])


def _contents_in_parts(session: _Session, plan: _Plan, o: "Any") -> "Iterator[_Group]":
    """The contents of one big container, in several groups. Never holds a second copy of it, unless another thread
    changes it meanwhile."""
    done = 0
    source = _parts_of(plan, o, 0)
    while True:
        try:
            part = next(source)
        except RuntimeError:
            session.problem("container-changed", "A big container changed while it was being written.")
            everything = list(dict.items(o) if plan.base is dict else plan.iterate(o))  # type: ignore[misc]
            source = iter([everything[i : i + BATCH_REFERENCES] for i in range(done, len(everything), BATCH_REFERENCES)])
            del everything
            continue
        except StopIteration:
            return
        done += len(part)
        if plan.base is dict:
            yield _mapping(session, [len(part)], [k for k, _ in part], [v for _, v in part])
        else:
            yield _items_group(session, plan, [len(part)], part)


def _parts_of(plan: _Plan, o: "Any", start: int) -> "Iterator[List[Any]]":
    if plan.base is list or plan.base is tuple:
        get = list.__getitem__ if plan.base is list else tuple.__getitem__
        while True:
            part = list(get(o, slice(start, start + BATCH_REFERENCES)))  # type: ignore[operator]
            if not part and start:
                return
            yield part
            start += BATCH_REFERENCES
    iterator = iter(dict.items(o)) if plan.base is dict else plan.iterate(o)  # type: ignore[misc]
    while True:
        part = list(itertools.islice(iterator, BATCH_REFERENCES))
        if not part and start:
            return
        yield part
        start += BATCH_REFERENCES


# ----------------------------------------------------------------------------------------------------------------------
# References: objects that the interpreter is made of
# ----------------------------------------------------------------------------------------------------------------------


def _of_types(session: _Session, classes: "List[type]") -> "List[_Group]":
    heap = [bool(_type_flags(c) & _F_HEAP) for c in classes]
    fields = [
        # A mappingproxy refers to exactly the dict it shows.
        ("__dict__", [(_referents(_type_namespace(c)) or [_HOLE])[0] for c in classes]),
        ("__bases__", _column(_bases, classes)),
        ("__mro__", _column(_type_mro, classes)),
        ("__base__", _column(_type_base, classes)),
        ("__name__", [_try(_type_name, c) if h else _HOLE for c, h in zip(classes, heap)]),
        ("__qualname__", [_try(_type_qualname, c) if h else _HOLE for c, h in zip(classes, heap)]),
    ]
    named = _Named(session)
    for i, cls in enumerate(classes):
        start = len(named.targets)
        known = {id(values[i]) for _, values in fields}
        known.add(id(type(cls)))
        for target in _referents(cls):
            if id(target) not in known:
                named.add(target, NO_STRING, INTERNAL)
        named.end(start)
    groups = [session.field(label, values) for label, values in fields] + [session.named(named)]
    tables = [session.subclass_tables.get(id(c), 0) for c in classes]
    if any(tables):
        groups.append((FIELD, INTERNAL, session.writer.name("subclasses"), [session.addresses(tables)]))
    return groups


def _of_functions(session: _Session, functions: "List[Any]") -> "List[_Group]":
    fields = [(label, _column(get, functions)) for label, get in _FUNCTION_FIELDS]
    closures = dict(fields)["__closure__"]
    name = session.writer.name
    named = _Named(session)
    for function, closure, row in zip(functions, closures, zip(*[values for _, values in fields])):
        start = len(named.targets)
        if closure:
            for cell, text in zip(closure, _local_names(row[0])[-len(closure) :]):
                named.add(cell, name(text), CELL)
        known = set(map(id, row))
        for target in _referents(function):
            if id(target) not in known:
                named.add(target, name(_function_part(session, function, target)), ATTRIBUTE)
        named.end(start)
    return [session.field(label, [v if v != () else None for v in values] if label in _MADE_FOR_US else values)
            for label, values in fields] + [session.named(named)]  # fmt: skip


# CPython answers these with a new or shared empty tuple when there are none.
_MADE_FOR_US = ("__type_params__",)


def _function_part(session: _Session, function: "Any", target: object) -> str:
    """Which of a function's hidden parts this is. Asking it for them would create them."""
    kind = type(target)
    if kind is _FunctionType:
        return "__annotate__"
    if kind is not dict:
        return "__annotations__"
    words = session.memory.words(id(function) + _type_dictoffset(_FunctionType), 1)
    if words:
        return "__dict__" if words[0] == id(target) else "__annotations__"
    arguments = set(_local_names(_function_code(function)))
    keys = list(dict.keys(target))  # type: ignore[arg-type]
    is_annotations = all([type(k) is str and (k == "return" or k in arguments) for k in keys])
    return "__annotations__" if is_annotations else "__dict__"


def _of_code(session: _Session, codes: "List[Any]") -> "List[_Group]":
    return [session.field(label, _column(get, codes)) for label, get in _CODE_FIELDS]


def _of_cells(session: _Session, cells: "List[Any]") -> "_Group":
    named = _Named(session)
    unnamed = session.writer.name("cell_contents")
    for cell in cells:
        start = len(named.targets)
        for target in _referents(cell):
            named.add(target, session.cell_names.get(id(cell), unnamed), CELL)
        named.end(start)
    return session.named(named)


def _of_references(session: _Session, references: "List[Any]") -> "List[_Group]":
    callbacks = _column(_ReferenceType.__dict__["__callback__"].__get__, references)
    targets = [t if t is not None else _HOLE for t in _column(_ReferenceType.__call__, references)]
    return [(FIELD, WEAK, NO_STRING, [session.targets(targets)]), session.field("__callback__", callbacks)]


def _of_proxies(session: _Session, proxies: "List[Any]") -> "List[_Group]":
    groups: "List[_Group]" = []
    offset = session.memory.weakref_target
    if offset is not None:  # touching a proxy touches its target: only memory tells
        words = session.memory.word_of_each([id(p) + offset for p in proxies])
        targets = [w if w and w != id(None) else 0 for w in words]
        groups.append((FIELD, WEAK, NO_STRING, [session.addresses(targets)]))
    callbacks = [(_referents(p) or [None])[0] for p in proxies]
    return groups + [session.field("__callback__", callbacks)]


def _of_frames(session: _Session, frames: "List[Any]") -> "_Group":
    named = _Named(session)
    name = session.writer.name
    offset = session.memory.frame_locals
    codes = [f.f_code for f in frames]
    names = [_local_names(c) for c in codes]
    words: "Sequence[List[int]]" = [[]] * len(frames)
    if offset is not None:
        words = session.memory.words_of_many([id(f) + offset for f in frames], _longest(names))
    for frame, code, texts, values in zip(frames, codes, names, words):
        start = len(named.targets)
        referents = _referents(frame)
        rest = _Rest(referents)
        if values:
            _add_locals(named, rest, [name(t) for t in texts], values)
        elif offset is None or not referents:
            for text, target in _frame_locals(session, frame):
                rest.pop(id(target))
                named.add(target, name(text), LOCAL)
        parts = [("f_code", code), ("f_globals", frame.f_globals), ("f_builtins", frame.f_builtins)]
        if referents:  # 3.11+ tells the collector nothing of a running frame, nor does that hold the one below
            parts += [("f_back", frame.f_back), ("f_trace", frame.f_trace)]
        for text, target in parts:
            if target is not None and (rest.pop(id(target)) is not _HOLE or not referents):
                named.add(target, name(text), ATTRIBUTE)
        for target in rest.left():
            named.add(target, NO_STRING, INTERNAL)
        named.end(start)
    return session.named(named)


def _longest(lists: "List[List[Any]]") -> int:
    """Words to read of each frame; those of the rare longer ones stay without names."""
    return min(256, max(map(len, lists)) or 1)


def _add_locals(named: _Named, rest: _Rest, labels: "List[int]", words: "List[int]") -> None:
    """Names the variables of a frame by the words in their places; 3.14 keeps marks in the lowest bits."""
    for label, word in zip(labels, words):
        target = rest.pop(word & ~7)
        if target is not _HOLE:
            named.add(target, label, CELL if type(target) is _CellType else LOCAL)


def _frame_locals(session: _Session, frame: "Any") -> "List[Tuple[str, Any]]":
    """Names and values of a frame's variables.

    Up to 3.12 CPython keeps the dict it makes for that in the frame; what we put there is taken out again.
    """
    if not frame.f_code.co_flags & 1:
        return []  # a module or class body: its locals are the namespace itself
    values = frame.f_locals
    if type(values) is not dict:  # 3.13+: a view, made anew
        return [(_exact_text(k), v) for k, v in values.items()]
    found = [(_exact_text(k), v) for k, v in list(values.items())]
    # Only the frame has it (and the agent, when it is there from the last time): the user never asked for locals().
    if _getrefcount(values) <= (4 if id(values) in session.dicts else 3):
        for text in _local_names(frame.f_code):
            values.pop(text, None)
    return found


def _of_generators(session: _Session, plan: _Plan, generators: "List[Any]") -> "_Group":
    """Generators, coroutines and async generators of 3.11+, whose frame is part of them. Asking for `gi_frame` would
    make a frame object."""
    named = _Named(session)
    name = session.writer.name
    get_code = _GENERATORS[id(plan.base)]
    names = [_local_names(get_code(g)) for g in generators]
    words: "Sequence[List[int]]" = [[]] * len(generators)
    if session.memory.generator_delta is not None:
        offset = _type_basicsize(plan.cls) + session.memory.generator_delta
        words = session.memory.words_of_many([id(g) + offset for g in generators], _longest(names))
    for generator, texts, values in zip(generators, names, words):
        start = len(named.targets)
        rest = _Rest(_referents(generator))
        _add_locals(named, rest, [name(t) for t in texts], values)
        _add_members(plan, generator, rest, named)
        for target in rest.left():
            named.add(target, NO_STRING, INTERNAL)
        named.end(start)
    return session.named(named)


def _of_arrays(session: _Session, plan: _Plan, arrays: "List[Any]") -> "List[_Group]":
    """numpy's arrays, which the collector does not know: what they are views of, and elements that are objects."""
    get = {name: _lookup_in_class(plan.base, name) for name in ("base", "dtype", "ndim", "tolist")}
    dtypes = _column(get["dtype"].__get__, arrays)  # type: ignore[attr-defined]
    groups = [session.field("base", _column(get["base"].__get__, arrays)), session.field("dtype", dtypes)]  # type: ignore
    counts: "List[int]" = []
    items: "List[Any]" = []
    for o, dtype in zip(arrays, dtypes):
        elements: "List[Any]" = []
        # tolist() of a subclass would make instances of it. Of structured arrays it would make tuples.
        if plan.exact and _referents_kind(dtype) == "O":
            elements = [get["tolist"](o)]  # type: ignore[operator]
            for _ in range(get["ndim"].__get__(o)):  # type: ignore[attr-defined]
                elements = list(_flatten(elements))
        for start in range(BATCH_REFERENCES, len(elements), BATCH_REFERENCES):
            part = elements[start : start + BATCH_REFERENCES]
            session.later.append((id(o), (SEQUENCE, ITEM, NO_STRING, [_u32([len(part)]), session.targets(part)])))
        counts.append(min(len(elements), BATCH_REFERENCES))
        items.extend(elements[:BATCH_REFERENCES])
    return groups + [(SEQUENCE, ITEM, NO_STRING, [_u32(counts), session.targets(items)])]


def _referents_kind(dtype: object) -> str:
    """numpy's letter for what an array consists of; "O" is references."""
    for c in _mro(type(dtype)):
        member = _lookup_in_class(c, "char")
        if type(member) is _MemberType or type(member) is _GetSetType:
            return _exact_text(_try(member.__get__, dtype))  # type: ignore[attr-defined]
    return ""


# ----------------------------------------------------------------------------------------------------------------------
# References: instances
# ----------------------------------------------------------------------------------------------------------------------


def _of_instances(session: _Session, plan: _Plan, objects: "List[Any]", with_dict: "Set[int]") -> "List[_Group]":
    """Instances of classes written in Python without a built-in base: slots, and a dict or inline values. Adds the
    addresses of those that turn out to have a dict to `with_dict`."""
    groups: "List[_Group]" = []
    columns: "List[List[Any]]" = []
    for label, get in plan.slots:
        values = _column(get, objects)
        columns.append(values)
        if label in session.redaction.labels:
            session.redaction.hide_all(values)
        groups.append((FIELD, SLOT, label, [session.targets(values)]))
    if not plan.managed and not plan.dictoffset:
        return groups
    n, slots, visited = len(objects), len(columns), _CLASS_VISITED
    referents = _referents(*objects)
    if not plan.managed or (not plan.names and session.memory.knows_values):
        width = slots + 1 + visited
        dicts = referents[slots::width]
        if len(referents) == n * width and (not plan.managed or all([type(d) is dict for d in dicts])):
            # The most each can have, so each has it: slots, dict, class.
            if plan.managed:
                with_dict.update(map(id, objects))
            return groups + [session.field("__dict__", dicts)]
        # One less is no dict where all slots are set; else some may have the one and not the other.
        is_bare = plan.managed and not session.memory.hides_dict and len(referents) == n * (width - 1)
        if is_bare and not any([v is _HOLE for values in columns for v in values]):
            return groups
    elif session.memory.knows_values:
        width = slots + len(plan.names) + 1
        if len(referents) == n * width and _have_no_dict(session.memory, plan, objects, referents[slots::width]):
            for i, label in enumerate(plan.names):
                values = referents[slots + i :: width]
                if label in session.redaction.labels:
                    session.redaction.hide_all(values)
                groups.append((FIELD, ATTRIBUTE, label, [session.targets(values)]))
            return groups
    del referents
    parts = []
    for i, o in enumerate(objects):
        r = _referents(o)
        parts.append(r[sum([c[i] is not _HOLE for c in columns]) : len(r) - visited])
    named = _Named(session)
    for entries in _attributes(session, plan, objects, parts, with_dict):
        start = len(named.targets)
        for label, target in entries:
            named.add(target, label, ATTRIBUTE)
        named.end(start)
    return groups + [session.named(named)]


def _have_no_dict(memory: _Memory, plan: _Plan, objects: "List[Any]", firsts: "List[Any]") -> bool:
    """Whether as many referents as attributes mean that these are the attributes. `firsts` are those behind the slots."""
    if memory.hides_dict:
        return not any(memory.word_of_each([id(o) + (memory.dict_offset or 0) for o in objects]))
    # One referent may as well be the dict itself.
    return len(plan.names) != 1 or dict not in map(type, firsts)


_Entries = list  # of (label, target)


def _attributes(
    session: _Session, plan: _Plan, objects: "List[Any]", parts: "List[List[Any]]", with_dict: "Set[int]"
) -> "List[_Entries]":
    """Names for the attribute values (or the dict) of each object; `parts` are its referents without slots, class and,
    where that can be told, contents."""
    dict_label = session.writer.name("__dict__")
    result: "List[_Entries]" = [[] for _ in objects]
    if not plan.managed:
        for i, address in enumerate(_dict_pointers(session.memory, plan, objects)):
            for target in parts[i]:
                if id(target) == address or (address is None and type(target) is dict):
                    result[i] = [(dict_label, target)]
                    break
        return result
    names, hides = plan.names, session.memory.hides_dict
    doubtful: "List[int]" = []
    for i, part in enumerate(parts):
        if not part and not hides:
            continue
        if not session.memory.knows_values:
            result[i] = _guessed(session, plan, objects[i], part, dict_label)
        elif len(part) == len(names) and not hides and not (len(part) == 1 and type(part[0]) is dict):
            result[i] = list(zip(names, part))
        else:
            doubtful.append(i)
    if doubtful:
        resolved = _from_memory(session, plan, [objects[i] for i in doubtful], [parts[i] for i in doubtful], with_dict)
        for i, entries in zip(doubtful, resolved):
            result[i] = entries
    return result


def _dict_pointers(memory: _Memory, plan: _Plan, objects: "List[Any]") -> "List[Optional[int]]":
    """Address of each object's dict, 0 for none; None where memory cannot be read."""
    if not memory.works or not plan.dictoffset:
        return [None if plan.dictoffset else 0] * len(objects)
    offset = plan.dictoffset
    if offset > 0:
        places = [id(o) + offset for o in objects]
    else:
        # Counted from the end of a variable-sized object; an int keeps its sign in the count.
        size, item = _type_basicsize(plan.cls), _type_itemsize(plan.cls)
        heads = memory.word_of_each([id(o) + 16 for o in objects])
        places = []
        for o, head in zip(objects, heads):
            count = head or 0
            count = count if count < 1 << 63 else (1 << 64) - count
            places.append(id(o) + ((size + count * item + 7) & ~7) + offset)
    return memory.word_of_each(places)


def _from_memory(
    session: _Session, plan: _Plan, objects: "List[Any]", parts: "List[List[Any]]", with_dict: "Set[int]"
) -> "List[_Entries]":
    """Instances that lack some attribute of their class, or have a dict: which, says memory."""
    memory = session.memory
    dict_label = session.writer.name("__dict__")
    addresses = [id(o) for o in objects]
    result: "List[_Entries]" = []
    dicts = memory.word_of_each([a + (memory.dict_offset or 0) for a in addresses])
    for o, part, found, words in zip(objects, parts, dicts, memory.values(plan, addresses)):
        rest = _Rest(part)
        entries: "_Entries" = []
        pointer = found or 0
        target = rest.pop(pointer)
        if target is _HOLE and memory.hides_dict and pointer > _PAGE and not pointer & 7 and plan.dict_get:
            target = _try(plan.dict_get, o)  # it exists: nothing is created
        if type(target) is dict:
            entries.append((dict_label, target))
            with_dict.add(id(o))
        for label, address in zip(plan.names, words):
            value = rest.pop(address)
            if value is not _HOLE:
                entries.append((label, value))
        left = rest.left()
        if left:
            session.problem("attribute-unnamed", "References of instances whose name could not be told.", len(left))
            entries.extend([(NO_STRING, t) for t in left])
        result.append(entries)
    return result


def _guessed(session: _Session, plan: _Plan, o: "Any", part: "List[Any]", dict_label: int) -> "_Entries":
    """Names without reading memory: those that the class's methods use, tried one by one. Only names that no class
    defines are tried, so that no property runs."""
    if len(part) == 1 and type(part[0]) is dict:
        return [(dict_label, part[0])]
    if plan.guesses is None:
        plan.guesses = [(session.writer.name(n), n) for n in _attribute_guesses(plan)]
    rest = _Rest(part)
    entries: "_Entries" = []
    for label, text in plan.guesses:
        try:
            value = object.__getattribute__(o, text)
        except Exception:
            continue
        target = rest.pop(id(value))
        if target is not _HOLE:
            entries.append((label, target))
    entries.extend([(NO_STRING, t) for t in rest.left()])
    return entries


def _attribute_guesses(plan: _Plan) -> "List[str]":
    if _has_odd_names(plan.cls):
        return []
    defined: "Set[str]" = set()
    used: "Dict[str, None]" = {}
    for c in plan.mro:
        for key, value in _items(c):
            defined.add(key)
            if type(value) is _FunctionType:
                used.update((n, None) for n in _code_names(_function_code(value)) if type(n) is str)
    return [n for n in used if n not in defined]


def _explained(session: _Session, plan: _Plan, objects: "List[Any]", with_dict: "Set[int]") -> "List[_Group]":
    """Objects of classes written in C, and of Python classes derived from those: referents, named by comparing them
    with what the class's members give. Of containers only what is not their contents."""
    named = _Named(session)
    contained = plan.length is not None or id(plan.base) in _VALUES
    referents = [_referents(o) for o in objects]
    slots = [[(label, _try(get, o)) for label, get in plan.slots] for o in objects]
    slots = [[(label, v) for label, v in row if v is not _HOLE] for row in slots]
    rows: "List[_Entries]" = [[] for _ in objects]
    if plan.managed:
        # Referents stand in this order: slots, attributes, class, contents of the base.
        parts = []
        for r, row in zip(referents, slots):
            stop = next((i for i in range(len(row), len(r)) if r[i] is plan.cls), len(row))
            parts.append(r[len(row) : stop])
        rows = _attributes(session, plan, objects, parts, with_dict)
    elif plan.dictoffset:
        rows = _attributes(session, plan, objects, referents, with_dict)
    for o, r, slot_row, row in zip(objects, referents, slots, rows):
        start = len(named.targets)
        rest = _Rest(r)
        for label, target in slot_row:
            rest.pop(id(target))
            named.add(target, label, SLOT)
        for label, target in row:
            rest.pop(id(target))
            named.add(target, label, ATTRIBUTE)
        if plan.heap:
            rest.pop(id(plan.cls))
        _add_members(plan, o, rest, named)
        if not contained and plan.base is not _ReferenceType:
            for target in rest.left():
                named.add(target, plan.only_referent, INTERNAL)
        named.end(start)
    return [session.named(named)] if named.targets else []


def _add_members(plan: _Plan, o: "Any", rest: _Rest, named: _Named) -> None:
    """Members whose value is a referent; and members that give the same object twice, which the object must hold
    although its class does not tell the collector (numbers made on the fly are never the same)."""
    for label, get in plan.candidates:
        target = _try(get, o)
        if target is None or target is _HOLE:
            continue
        if rest.pop(id(target)) is not _HOLE:
            named.add(target, label, ATTRIBUTE)
        elif type(target) not in _MADE_ON_THE_FLY and _try(get, o) is target:
            named.add(target, label, ATTRIBUTE)


# ----------------------------------------------------------------------------------------------------------------------
# Previews
# ----------------------------------------------------------------------------------------------------------------------


def _previews(session: _Session, plan: _Plan, objects: "List[Any]") -> "Optional[List[bytes]]":
    """The beginnings of values and the names of things, as bytes; None for all other types."""
    base, limit = plan.base, PREVIEW_LENGTHS[session.preview]
    if base is type:
        return [_utf8(_type_text(o)[:MAX_NAME]) for o in objects]
    if base is _FunctionType:
        return [_utf8(_exact_text(_function_qualname(o))[:MAX_NAME]) for o in objects]
    if base is _CodeType:
        return [_utf8(_exact_text(_code_title(o))[:MAX_NAME]) for o in objects]
    if base is object and _derives(plan.cls, _ModuleType):
        return [_utf8(_module_name(o)[:MAX_NAME]) for o in objects]
    if base is str and not limit:  # names of the program are no data
        return [_utf8(o[:MAX_NAME]) if id(o) in session.program_names else b"" for o in objects] if plan.exact else None
    if not limit:
        return None
    part = slice(0, limit)
    if base is str:
        return [_utf8(t) for t in ([o[part] for o in objects] if plan.exact else [_cut_str(o, part) for o in objects])]
    if base is bytes:
        return [bytes.__getitem__(o, part) for o in objects]
    if base is bytearray:
        return [bytes(bytearray.__getitem__(o, part)) for o in objects]
    if base is int:
        return _int_previews(plan, objects)
    if base is float:
        return [float.__repr__(o).encode() for o in objects]
    if base is complex:
        return [complex.__repr__(o).encode() for o in objects]
    return None


def _int_previews(plan: _Plan, objects: "List[Any]") -> "List[bytes]":
    if plan.exact and max(objects) < BIG_INTEGER and min(objects) > -BIG_INTEGER:
        return [r.encode() for r in map(repr, objects)]
    if plan.cls is bool:
        return [b"True" if o is True else b"False" for o in objects]
    small = [int.__lt__(o, BIG_INTEGER) and int.__gt__(o, -BIG_INTEGER) for o in objects]
    return [int.__repr__(o).encode() if s else b"" for o, s in zip(objects, small)]


_module_namespace = _ModuleType.__dict__["__dict__"].__get__


def _module_name(module: object) -> str:
    namespace = _try(_module_namespace, module)
    return _exact_text(_lookup(namespace, "__name__")) if type(namespace) is dict else "?"


# ----------------------------------------------------------------------------------------------------------------------
# The walk
# ----------------------------------------------------------------------------------------------------------------------


class _Walk:
    """Every object once: buckets by type, their batches, and what was found on the way.

    Objects that the collector tracks come from `gc.get_objects()`. Untracked ones (text, numbers, tuples of such) are
    found as targets of references; their addresses are remembered. When `gc.freeze()` hid objects, all are found
    that way.
    """

    def __init__(self, session: _Session) -> None:
        self.session = session
        self.plans = _Plans(session)
        self.objects = 0
        self.tracked: "Dict[int, List[Any]]" = {}
        self.found: "Dict[int, List[Any]]" = {}
        self.values: "Dict[int, List[Any]]" = {}  # text, bytes, numbers
        self.seen: "Set[int]" = set()
        # On 3.12 always, see _LEAST_FROZEN. Up to 3.11 classes written in C lead to those of other interpreters.
        self.all_found = gc.get_freeze_count() > 0 or _several_interpreters()
        self.allocations: "Optional[_Allocations]" = None
        # What sys.getrefcount says of an object in no place but one list, less that list.
        self.count_offset = list(map(_getrefcount, [object()]))[0] - 1

    def run(self, objects: "List[Any]", extra: "List[Any]") -> None:
        """Writes all of `objects` (the collector's) and `extra`, and what they lead to. Empties both lists."""
        own = self.session.own
        self._bucket(objects)
        del objects[:]
        for key in own.intersection(self.tracked):  # handles of snapshots that the program keeps
            own.update(map(id, self.tracked.pop(key)))
        if self.all_found:
            for bucket in self.tracked.values():
                self.seen.update(map(id, bucket))
        self.seen |= own
        classes = [c for b in self.tracked.values() if _type_flags(type(b[0])) & _F_TYPE for c in b]
        functions = [f for f in self.tracked.get(id(_FunctionType), []) if id(f) not in own]
        self.plans.prepare(classes, functions, self.tracked.get(id(dict), []))
        del classes, functions
        self._take(extra)
        del extra[:]
        self._write_interned()
        # Values come last, when all is known of where they stand: some are to be hidden.
        buckets = sorted(self.tracked.values(), key=lambda bucket: _is_value(type(bucket[0])))
        for bucket in buckets:
            self._write(bucket)
            self._drain(BATCH_OBJECTS)
        del buckets
        self._drain(1)
        self._take(_static_types())
        self._drain(1)
        while self.values:
            for key in list(self.values):
                self._write(self.values.pop(key))
            self._drain(1)  # what instances of classes derived from values refer to
        if self.allocations is not None:
            self.allocations.flush()

    def _bucket(self, objects: "List[Any]") -> None:
        buckets = self.tracked
        for start in range(0, len(objects), SLICE_OBJECTS):
            part = objects[start : start + SLICE_OBJECTS]
            for key, o in zip(map(id, map(type, part)), part):
                if key in buckets:
                    buckets[key].append(o)
                else:
                    buckets[key] = [o]

    def _write_interned(self) -> None:
        """3.14 shows the interpreter's table of interned strings as a dict. It keeps no string alive: no references."""
        dicts = self.tracked.get(id(dict), [])
        place = _interned_table(dicts)
        if place >= 0:
            table = [dicts.pop(place)]
            self.session.roots.append((id(table[0]), "interned strings", ROOT_INTERPRETER))
            plan = _Plan(dict)
            plan.base, plan.exact, plan.plain, plan.length, plan.sizeof = dict, True, False, dict.__len__, sys.getsizeof
            self._block(plan, table, 1)

    def _take(self, objects: "List[Any]") -> None:
        """Puts those of `objects` that `gc.get_objects()` did not give and that were not seen before into buckets."""
        fresh = objects if self.all_found else list(itertools.filterfalse(_is_tracked, objects))
        by_address = dict(zip(map(id, fresh), fresh))
        for address in by_address.keys() & self.seen:
            del by_address[address]
        if not by_address:
            return
        self.seen.update(by_address)
        buckets, values = self.found, self.values
        for o in by_address.values():
            key = id(type(o))
            if key in buckets:
                buckets[key].append(o)
            elif key in values:
                values[key].append(o)
            elif _is_value(type(o)):
                values[key] = [o]
            else:
                buckets[key] = [o]

    def _drain(self, least: int) -> None:
        """Writes buckets of found objects that have at least `least`, and those found by that, until there is none."""
        while True:
            keys = [k for k, bucket in self.found.items() if len(bucket) >= least]
            if not keys:
                return
            for key in keys:
                self._write(self.found.pop(key))

    def _write(self, bucket: "List[Any]") -> None:
        plan = self.plans.get(type(bucket[0]))
        own = self.session.own
        for start in range(0, len(bucket), BATCH_OBJECTS):
            part = bucket[start : start + BATCH_OBJECTS]
            if own.isdisjoint(map(id, part)):
                self._batch(plan, part, 2)
            else:
                # `part` keeps its name and so stays alive: reference counts are corrected for three lists.
                others = [o for o in part if id(o) not in own]
                if others:
                    self._batch(plan, others, 3)

    def _batch(self, plan: _Plan, objects: "List[Any]", lists: int) -> None:
        """Cuts a batch where its contents are too long for one block. `lists` of the agent hold each object."""
        if plan.length is not None and len(objects) > 1:
            lengths = [n if n is not _HOLE else 0 for n in _column(plan.length, objects)]
            limit = BATCH_REFERENCES
            if plan.iterate is None:
                longest = PREVIEW_LENGTHS[self.session.preview]
                lengths = [min(n, longest) for n in lengths]
                limit = BATCH_TEXT
            if sum(lengths) > limit:
                start = total = 0
                for i, length in enumerate(lengths):
                    if total + length > limit and i > start:
                        self._block(plan, objects[start:i], lists + 1)
                        start, total = i, 0
                    total += length
                self._block(plan, objects[start:], lists + 1)
                return
        self._block(plan, objects, lists)

    def _block(self, plan: _Plan, objects: "List[Any]", lists: int) -> None:
        """Writes one block of objects, and continuations if a single one is too big."""
        counts = self._refcounts(objects, lists)
        rest: "Iterator[_Group]" = iter(())
        groups: "List[_Group]" = []
        if plan.iterate is not None:
            if len(objects) == 1 and plan.length(objects[0]) > BATCH_REFERENCES:  # type: ignore[misc]
                rest = _contents_in_parts(self.session, plan, objects[0])
                groups = [next(rest)]
            else:
                groups = _contents(self.session, plan, objects)
        with_dict: "Set[int]" = set()
        groups = groups + self._references(plan, objects, with_dict)
        payload = _Payload()
        self._head(payload, plan, objects, counts, len(groups), with_dict)
        for group in groups:
            payload.group(group)
        if plan.base is type:
            self._type_rows(objects)
        self.session.writer.block(b"OBJS", payload)
        self.objects += len(objects)
        if self.allocations is not None:
            self.allocations.add(objects)
        self._take_targets()
        for group in rest:
            self._continue(plan, id(objects[0]), group)
        later, self.session.later = self.session.later, []
        for address, group in later:
            self._continue(plan, address, group)

    def _continue(self, plan: _Plan, address: int, group: "_Group") -> None:
        payload = _Payload()
        payload.scalars(8, id(plan.cls))
        payload.scalars(4, 1, 0, 1, 1)
        payload.array(_u64([address]))
        payload.group(group)
        self.session.writer.block(b"OBJS", payload)
        self._take_targets()

    def _take_targets(self) -> None:
        taken, self.session.taken = self.session.taken, []
        while taken:
            self._take(taken.pop())

    def _references(self, plan: _Plan, objects: "List[Any]", with_dict: "Set[int]") -> "List[_Group]":
        """References of each object, but for the contents of containers."""
        session, base = self.session, plan.base
        if base is type:
            return _of_types(session, objects)
        if base is _FunctionType:
            return _of_functions(session, objects)
        if base is _CodeType:
            return _of_code(session, objects)
        if base is _CellType:
            return [_of_cells(session, objects)]
        if base is _FrameType:
            return [_of_frames(session, objects)]
        if id(base) in _GENERATORS and _VERSION >= (3, 11):
            return [_of_generators(session, plan, objects)]
        if base is _ReferenceType:
            groups = _of_references(session, objects)
            return groups if plan.exact else groups + _explained(session, plan, objects, with_dict)
        if base is _ProxyTypes[0] or base is _ProxyTypes[1]:
            return _of_proxies(session, objects)
        if self.plans.registry.get(id(base)) == "ndarray":
            groups = _of_arrays(session, plan, objects)
            return groups if plan.exact else groups + _explained(session, plan, objects, with_dict)
        if plan.plain:
            return _of_instances(session, plan, objects, with_dict)
        simple = plan.exact and (plan.iterate is not None or id(base) in _VALUES)
        if simple or (plan.exact and not plan.gc and not plan.candidates):
            return []
        return _explained(session, plan, objects, with_dict)

    # Columns

    def _head(
        self,
        payload: _Payload,
        plan: _Plan,
        objects: "List[Any]",
        counts: "array[int]",
        groups: int,
        with_dict: "Set[int]",
    ) -> None:
        columns = COLUMN_REFCOUNT
        lengths: "List[int]" = []
        hashes: "Optional[array[int]]" = None
        if plan.length is not None:
            lengths = [n if n is not _HOLE else 0 for n in _column(plan.length, objects)]
            columns |= COLUMN_LENGTH
        # Without PYTHONHASHSEED a hash tells nothing of the text but whether it is equal to another of this process.
        redaction = self.session.redaction
        if plan.exact and (plan.base is str or plan.base is bytes) and (self.session.preview != "none" or _HASHES_SALTED):
            hashes = array("q", map(hash, objects))
            columns |= COLUMN_HASH
            if redaction.hashes and not redaction.hashes.isdisjoint(hashes):
                hashes = array("q", [h if h not in redaction.hashes else redaction.hash(h) for h in hashes])
        previews = _previews(self.session, plan, objects)
        if previews is not None and id(plan.base) in _VALUES:
            previews = redaction.previews(plan, objects, previews)
        if previews is not None:
            columns |= COLUMN_PREVIEW
        payload.scalars(8, id(plan.cls))
        payload.scalars(4, len(objects), columns, groups, 0)
        payload.array(_u64(map(id, objects)))
        payload.array(self._sizes(plan, objects, with_dict))
        payload.array(counts)
        if columns & COLUMN_LENGTH:
            payload.array(_u64(lengths))
        if hashes is not None:
            payload.array(hashes)
        if previews is not None:
            payload.array(_u32(map(len, previews)))
            payload.array(b"".join(previews))

    def _refcounts(self, objects: "List[Any]", lists: int) -> "array[int]":
        offset = self.count_offset + lists
        held = self.session.held
        counts = [c - offset if c < IMMORTAL_FROM else IMMORTAL for c in map(_getrefcount, objects)]
        if not held.keys().isdisjoint(map(id, objects)):
            counts = [c - held.get(id(o), 0) if c != IMMORTAL else c for c, o in zip(counts, objects)]
        if min(counts) < 0:
            counts = [max(c, 0) for c in counts]
        return _u32(counts)

    def _sizes(self, plan: _Plan, objects: "List[Any]", with_dict: "Set[int]") -> "array[int]":
        sizes = [s if s is not _HOLE else 0 for s in _column(plan.sizeof, objects)]
        extra, n = plan.size_extra, plan.value_slots
        if not n:
            return _u64([s + extra for s in sizes] if extra else sizes)
        # CPython's dictobject.c: a small header and room for n values, in no __sizeof__.
        if _VERSION >= (3, 13):
            extra += ((n + 7) & ~7) + 8 * (n + 1)
            return _u64([s + extra for s in sizes])
        inline = ((n + 2 + 7) & ~7) + 8 * n  # goes over to the dict when there is one
        return _u64([s + extra + (0 if id(o) in with_dict else inline) for s, o in zip(sizes, objects)])

    def _type_rows(self, classes: "List[type]") -> None:
        name = self.session.writer.name
        payload = _Payload()
        payload.scalars(4, len(classes), 0)
        payload.array(_u64(map(id, classes)))
        payload.array(_u32(map(_type_bits, classes)))
        payload.array(_u32([_type_basicsize(c) & 0xFFFFFFFF for c in classes]))
        payload.array(_u32([_type_itemsize(c) & 0xFFFFFFFF for c in classes]))
        payload.array(_u32([name(_module_text(c)) for c in classes]))
        payload.array(_u32([name(_exact_text(_try(_type_qualname, c))) for c in classes]))
        self.session.writer.block(b"TYPE", payload)
        statics = [(id(c), _type_text(c), ROOT_STATIC) for c in classes if not _type_flags(c) & _F_HEAP]
        self.session.roots.extend(statics)


def _is_value(cls: type) -> bool:
    """Whether its instances are text, bytes or numbers."""
    return any([id(c) in _VALUES for c in _mro(cls)])


def _type_bits(cls: type) -> int:
    """The format's flags of a class."""
    flags = _type_flags(cls)
    bits = 1 if flags & _F_HEAP else 0
    bits |= 2 if flags & _F_GC else 0
    bits |= 4 if _type_dictoffset(cls) or (_VERSION >= (3, 11) and flags & _F_MANAGED_DICT) else 0
    bits |= 8 if _keeps_inline(cls) else 0
    bits |= 128 if flags & _F_EXCEPTION else 0
    if any([type(_lookup_in_class(c, "__del__")) is _FunctionType for c in _mro(cls)]):
        bits |= 16
    if flags & _F_HEAP and not (_VERSION >= (3, 10) and flags & _F_IMMUTABLE):
        names = {key for key, _ in _items(cls) if type(key) is str}
        bits |= 64 if "__slots__" in names else 0
        bits |= 32 if "__module__" in names else 0
    return bits


def _interned_table(dicts: "List[Any]") -> int:
    """Place of the interpreter's table of interned strings among all dicts, -1 where it is none of them."""
    probe = sys.intern("_backref_interned")
    for i, candidate in enumerate(dicts if _VERSION >= (3, 12) else []):
        if dict.__len__(candidate) > 500:
            beginning = itertools.islice(dict.items(candidate), 50)
            if all([type(k) is str and k is v for k, v in beginning]) and any([k is probe for k in candidate]):
                return i
    return -1


def _static_types() -> "List[Any]":
    """Classes that no object led to, found below `object`."""
    found: "List[Any]" = []
    seen = {id(object)}
    waiting: "List[type]" = [object]
    while waiting:
        subclasses = _try(_subclasses, waiting.pop())
        for cls in subclasses if type(subclasses) is list else []:
            if id(cls) not in seen:
                seen.add(id(cls))
                waiting.append(cls)
                if not _type_flags(cls) & _F_HEAP:
                    found.append(cls)
    return found


# ----------------------------------------------------------------------------------------------------------------------
# The agent's own objects
# ----------------------------------------------------------------------------------------------------------------------


def _own_objects(session: _Session, before: "Dict[str, Any]", options: "Dict[str, Any]") -> "Set[int]":
    """Addresses of everything the agent is made of, and of what it made for this snapshot; notes in `session.held` the
    references these have to objects of the target."""
    namespace = globals()
    own: "Set[int]" = set()
    seen_code: "Set[int]" = set()
    module = sys.modules.get(__name__)
    modules = list(_ADDED_MODULES)
    if type(module) is _ModuleType and _module_namespace(module) is namespace:
        modules.append(module)
    names = {__name__} | {m.__name__ for m in _ADDED_MODULES}
    # What the added modules keep may be the target's: gc.garbage, gc.callbacks.
    foreign = {id(_module_namespace(m)) for m in _ADDED_MODULES}
    waiting: "List[Any]" = [namespace, options] + modules
    own.add(id(before))
    for key, value in before.items():
        if key in ("hooks", "locals"):  # lists and keepers in them are the target's
            own.add(id(value))
            for part in value:
                session.hold(part)
        elif _is_own(value, namespace, names, modules):
            waiting.append(value)
    while waiting:
        o = waiting.pop()
        if id(o) in own:
            continue
        own.add(id(o))
        targets = _referents(o)
        if type(o) is type:
            targets = targets + _weakref.getweakrefs(o)
        for target in targets:
            if id(target) in own:
                continue
            is_container = type(target) in (dict, list, set, tuple, frozenset)
            if _is_own(target, namespace, names, modules) and not (is_container and id(o) in foreign):
                waiting.append(target)
            else:
                session.hold(target)
        if type(o) is _FunctionType:
            _add_code(session, o.__code__, own, seen_code)
    for frame in [sys._getframe()] + list((before.get("frames") or sys._current_frames()).values()):
        outer = frame
        while outer is not None:
            if outer.f_globals is namespace or outer.f_globals is _LAUNCHER:
                own.add(id(outer))
            outer = outer.f_back
        if frame.f_globals is namespace:
            while frame is not None and frame.f_globals is namespace:
                frame = frame.f_back
            for _ in range(options.get("frames", 0)):
                if frame is not None:
                    own.add(id(frame))
                    own.update(_ids_of_helpers(frame.f_globals))
                    frame = frame.f_back
    return own


def _ids_of_helpers(namespace: dict) -> "Set[int]":
    """Addresses of what brought the agent into the process: a namespace of its own, called `_backref...`, and the
    functions in it."""
    if not _exact_text(_lookup(namespace, "__name__")).startswith("_backref"):
        return set()
    return {id(namespace)} | {id(f) for f in list(dict.values(namespace)) if type(f) is _FunctionType}


def _is_own(o: "Any", namespace: dict, names: "Set[str]", modules: "List[Any]") -> bool:
    """Whether `o`, which an object of the agent refers to, is the agent's too."""
    kind = type(o)
    if kind is _FunctionType:
        return o.__globals__ is namespace
    if kind is type:
        return _type_module(o) in names
    if kind is _ModuleType:
        return any([o is m for m in modules])
    if kind is _BuiltinType:
        return any([o.__self__ is m for m in modules])
    if kind is dict or kind is list or kind is set:
        return o is not _referents(sys.modules["builtins"])[0] and o is not sys.modules
    if kind is tuple or kind is frozenset:
        return len(o) > 0  # there is only one empty one, and it is everybody's
    if kind in _DESCRIPTORS:
        return _type_module(o.__objclass__) in names
    if kind in (staticmethod, classmethod, property, _CellType, _ReferenceType):
        return True
    if _type_module(kind) in names:
        return True
    return kind.__name__ in ("ModuleSpec", "SourceFileLoader", "ExtensionFileLoader", "SourcelessFileLoader")


_DESCRIPTORS = (
    _MemberType,
    _GetSetType,
    _MethodDescriptorType,
    type(object.__init__),
    type(dict.__dict__["fromkeys"]),
)


def _add_code(session: _Session, code: "Any", own: "Set[int]", seen: "Set[int]") -> None:
    """Notes what a code object of the agent refers to. Its tuples are tracked until the first collection; the compiler
    shares equal ones between code objects."""
    if id(code) in seen:
        return
    seen.add(id(code))
    own.add(id(code))
    waiting = [_try(get, code) for _, get in _CODE_FIELDS]
    while waiting:
        value = waiting.pop()
        if type(value) is _CodeType:
            _add_code(session, value, own, seen)
        elif type(value) is not tuple:
            session.hold(value)
        elif id(value) not in seen and id(value) not in own:
            seen.add(id(value))
            waiting.extend(value)
            if value:  # there is only one empty tuple, and it is everybody's
                own.add(id(value))


# ----------------------------------------------------------------------------------------------------------------------
# Allocation tracebacks
# ----------------------------------------------------------------------------------------------------------------------


class _Allocations:
    """Collects where objects were allocated, as tracemalloc knows, and writes it in blocks."""

    def __init__(self, writer: _Writer, get: "Callable[[Any], Any]") -> None:
        self.writer = writer
        self.get = get
        self._clear()

    def _clear(self) -> None:
        self.frames: "Dict[Any, int]" = {}
        self.stacks: "Dict[Any, int]" = {}
        self.addresses: "List[int]" = []
        self.stack_of: "List[int]" = []

    def add(self, objects: "List[Any]") -> None:
        for o, trace in zip(objects, map(self.get, objects)):
            if trace is None:
                continue
            stack = tuple([self.frames.setdefault(f, len(self.frames)) for f in trace])
            self.addresses.append(id(o))
            self.stack_of.append(self.stacks.setdefault(stack, len(self.stacks)))
        if len(self.addresses) > SLICE_OBJECTS:
            self.flush()

    def flush(self) -> None:
        if not self.addresses:
            return
        starts = [0] + list(itertools.accumulate(map(len, self.stacks)))
        payload = _Payload()
        payload.scalars(4, len(self.frames), len(self.stacks), len(self.addresses), 0)
        payload.array(_u32([self.writer.name(_exact_text(f[0])) for f in self.frames]))
        payload.array(_u32([f[1] for f in self.frames]))
        payload.array(_u32(starts))
        payload.array(_u32(_flatten(self.stacks)))
        payload.array(_u64(self.addresses))
        payload.array(_u32(self.stack_of))
        self.writer.block(b"ALOC", payload)
        self._clear()


def _tracing() -> "Optional[Callable[[Any], Any]]":
    """tracemalloc's look-up, if it is tracing. Imports nothing unless the program asked for tracing when it started."""
    module = sys.modules.get("_tracemalloc")
    if module is None and ("tracemalloc" in sys._xoptions or "PYTHONTRACEMALLOC" in os.environ):
        try:
            import _tracemalloc as module  # type: ignore[no-redef]
        except ImportError:
            return None
    if type(module) is not _ModuleType or not module.is_tracing():
        return None
    return module._get_object_traceback


# ----------------------------------------------------------------------------------------------------------------------
# Roots and facts about the process
# ----------------------------------------------------------------------------------------------------------------------


def _stacks(top: "Dict[int, Any]", foreign: int) -> "List[Tuple[int, List[Any]]]":
    """Every thread and its frames, innermost first, from `top`, the innermost of each. The agent's own frames are cut
    off, and in its own thread `foreign` frames that only called it."""
    stacks = []
    for ident, frame in top.items():
        is_own = frame.f_globals is globals()
        while frame is not None and frame.f_globals is globals():
            frame = frame.f_back
        for _ in range(foreign if is_own else 0):
            frame = frame and frame.f_back
        frames = []
        while frame is not None:
            frames.append(frame)
            frame = frame.f_back  # type: ignore[assignment]
        while frames and (frames[-1].f_globals is globals() or frames[-1].f_globals is _LAUNCHER):
            frames.pop()  # those that started the program
        if frames or not is_own:
            stacks.append((ident, frames))
    return stacks


def _function_name(frame: "Any") -> str:
    return _exact_text(_code_title(frame.f_code))


def _threads() -> "Dict[int, Tuple[Any, str]]":
    """Thread objects and their names by ident, as `threading` knows them."""
    found: "Dict[int, Tuple[Any, str]]" = {}
    module = _lookup(sys.modules, "threading") if type(sys.modules) is dict else _HOLE
    if type(module) is not _ModuleType:
        return found
    active = _lookup(_module_namespace(module), "_active")
    for ident, thread in list(active.items()) if type(active) is dict else []:
        if type(ident) is not int:
            continue
        name: object = ""
        cls = type(thread)
        # A class may make `_name` a property, which would run.
        if not _has_odd_names(cls) and all([_lookup_in_class(c, "_name") is _HOLE for c in _mro(cls)]):
            try:
                name = object.__getattribute__(thread, "_name")
            except Exception:
                pass
        found[ident] = (thread, _exact_text(name))
    return found


def _thread_name(ident: int, frames: "List[Any]", threads: "Dict[int, Tuple[Any, str]]", alone: bool) -> str:
    if ident in threads and threads[ident][1]:
        return threads[ident][1]
    # Without `threading` only its outermost frame tells the main thread: the program itself.
    main = sys.modules.get("__main__")
    is_main = bool(frames) and type(main) is _ModuleType and frames[-1].f_globals is _module_namespace(main)
    return "MainThread" if alone or (is_main and _function_name(frames[-1]) == "<module>") else "thread %d" % ident


def _arguments(redaction: _Redaction) -> "List[str]":
    """The command line, without what is hidden in it; that is hidden in the objects too."""
    lists = [getattr(sys, name, None) for name in ("orig_argv", "argv")]
    shown: "List[str]" = []
    for arguments in lists:
        shown = redaction.arguments(arguments) if type(arguments) is list else []
    return shown


def _facts(
    before: "Dict[str, Any]",
    stacks: "List[Tuple[int, List[Any]]]",
    options: "Dict[str, Any]",
    arguments: "List[str]",
    tracing: bool,
) -> "Dict[str, Any]":
    """The file's `META`. `before` is how the process was when the snapshot began."""
    threads = _threads()
    now, preview = before["time"], options["preview"]
    return {
        "producer": "backref-agent " + VERSION,
        "pid": before["pid"],
        "argv": arguments if preview != "none" else arguments[:1],
        "python": sys.version,
        "implementation": "CPython",
        "platform": _platform(),
        "pointerBytes": _POINTER_BYTES,
        "label": options["label"],
        "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + ".%06dZ" % (now % 1 * 1e6),
        "method": before["method"],
        "methodReason": before["reason"] or None,
        "atForkHandlers": before.get("handlers"),
        "preview": preview,
        "redactedNames": list(options["patterns"]),
        "rssBytes": before["rssBytes"],
        "peakRssBytes": before["peakRssBytes"],
        "gc": {
            "enabled": before["gcEnabled"],
            "counts": before["counts"],
            "thresholds": list(gc.get_threshold()),
            "frozen": before["frozen"],
        },
        "pymalloc": before["allocators"]["pymalloc"],
        "malloc": before["allocators"]["malloc"],
        "memory": before["allocators"]["memory"],
        "tracemalloc": tracing,
        "threads": [
            {
                "ident": str(ident),
                "name": _thread_name(ident, frames, threads, len(stacks) == 1),
                "frames": [
                    {
                        "id": hex(id(f)),
                        "function": _function_name(f),
                        "file": _exact_text(f.f_code.co_filename),
                        "line": f.f_lineno or 0,
                    }
                    for f in frames
                ],
            }
            for ident, frames in stacks
        ],
    }


def _platform() -> str:
    machine = os.uname().machine if hasattr(os, "uname") else ""
    return sys.platform + ("-" + machine if machine else "")


def _pymalloc() -> "Optional[Dict[str, int]]":
    """Bytes of Python's own allocator: in its arenas, in use, free. CPython tells them on stderr only."""
    if not hasattr(os, "memfd_create") or not hasattr(sys, "_debugmallocstats"):
        return None
    try:
        text = _stderr_of(sys._debugmallocstats)
    except OSError:
        return None
    numbers: "Dict[str, int]" = {}
    for line in text.splitlines():
        name, _, value = line.rpartition("=")
        digits = value.strip().replace(",", "")
        if digits.isdigit():
            # "3 arenas * 1048576 bytes/arena" and "7 unused pools * 4096 bytes" begin with a count.
            numbers.setdefault(name.strip(" 0123456789"), int(digits))
    arenas = next((n for name, n in numbers.items() if name.endswith("bytes/arena")), None)
    unused = next((n for name, n in numbers.items() if name.startswith("unused pools")), 0)
    used = numbers.get("# bytes in allocated blocks")
    if used is None or arenas is None:
        return None
    free = numbers.get("# bytes in available blocks", 0) + unused
    return {"arenaBytes": arenas, "usedBytes": used, "freeBytes": free, "unusedPoolBytes": unused}


def _stderr_of(call: "Callable[[], Any]") -> str:
    """What a C function writes to stderr, which is turned aside for some milliseconds. What other threads wrote there
    meanwhile is passed on."""
    saved = os.dup(2)
    try:
        fd = os.memfd_create("backref")
        try:
            os.dup2(fd, 2)
            try:
                call()
            finally:
                os.dup2(saved, 2)
            data = os.pread(fd, 1 << 20, 0)
        finally:
            os.close(fd)
    finally:
        os.close(saved)
    start = data.find(b"Small block threshold")
    if start < 0:  # another allocator, or tracemalloc in front of it: free lists only
        start = data.rfind(b"\n", 0, max(0, data.find(b" free "))) + 1
    stop = data.find(b"\n", data.rfind(b" bytes each =")) + 1
    if start < 0 or stop <= start:
        start, stop = len(data), len(data)
    for foreign in (data[:start], data[stop:]):
        if foreign.strip():
            os.write(2, foreign)
    return data[start:stop].decode("ascii", "replace")


def _allocators(before: "Dict[str, Any]") -> "Dict[str, Any]":
    """What Python's allocator, the C library's and the system say of this process's memory; None for what they do not.

    In a copy all three are asked there. Pages that it has more than the process are counted in `copyBytes`.
    """
    facts: "Dict[str, Any]" = {"pymalloc": _pymalloc(), "malloc": None, "memory": None}
    anonymous, files, shared, swapped = before["resident"]
    if anonymous is None:
        return facts
    if before["method"] == "fork":
        around = {"hooks": before["hooks"], "handlers": before["handlers"]}
        if around["handlers"] == "ran":  # to look for them would have held the process up; here there is time
            _find_hooks_and_locals(around, [])
        if around["handlers"] == "skipped":
            facts["malloc"] = _malloc(around["hooks"], anonymous)
        del around
    now = _numbers_in(_PROC + "/self/status").get("RssAnon", anonymous)
    facts["memory"] = {
        "anonymousBytes": anonymous,
        "fileBytes": files,
        "sharedBytes": shared,
        "swapBytes": swapped,
        "copyBytes": now - anonymous if before["method"] == "fork" else 0,
        "regions": _regions(),
    }
    return facts


def _malloc(hooks: "List[Any]", anonymous: int) -> "Optional[Dict[str, int]]":
    """Bytes that glibc's malloc handed out, has free, and mapped for single big blocks. Asked in a further copy of this
    copy, which ends at once: to call C from Python takes a library that may not even be loaded."""
    receive, send = os.pipe()
    try:
        pid = _bare_fork(hooks)
    except (OSError, RuntimeError):
        os.close(send)
        os.close(receive)
        return None
    if pid == 0:
        try:
            _signal.alarm(_HELPER_SECONDS)
            os.write(send, b"%d %d %d" % _ask_malloc(anonymous))
        finally:
            os._exit(0)
    os.close(send)
    words = os.read(receive, 200).split()  # its end closes the pipe
    os.close(receive)
    _reap(pid)
    if len(words) != 3:
        return None
    return dict(zip(("usedBytes", "freeBytes", "mappedBytes"), map(int, words)))


def _ask_malloc(anonymous: int) -> "Tuple[int, int, int]":
    """In a process of its own: mallinfo2() by way of ctypes' C half, without an import of the program's making."""
    module = sys.modules.get("_ctypes") or _load_ctypes()
    library = module.dlopen(None, 0)
    letter, name = "L", "mallinfo2"
    try:
        address = module.dlsym(library, name)
    except OSError:
        if anonymous >= 1 << 31:  # glibc before 2.33 counts in an int
            raise
        letter, address = "I", module.dlsym(library, "mallinfo")

    class _Number(module._SimpleCData):  # type: ignore[name-defined, misc]
        _type_ = letter

    class _Info(module.Structure):  # type: ignore[name-defined, misc]
        _fields_ = [(n, _Number) for n in ("arena", "a", "b", "c", "mapped", "d", "e", "used", "free", "f")]

    class _Call(module.CFuncPtr):  # type: ignore[name-defined, misc]
        _flags_ = module.FUNCFLAG_CDECL
        _restype_ = _Info

    info = _Call(address)()
    return tuple([n.value if type(n) is not int else n for n in (info.used, info.free, info.mapped)])  # type: ignore


def _load_ctypes() -> "Any":
    import _imp

    if "_ctypes" in sys.builtin_module_names:
        raise ImportError("not seen yet: it is part of the interpreter")
    folder = os.path.dirname(os.__file__) + "/lib-dynload/"
    spec = type("_Spec", (), {"name": "_ctypes", "parent": ""})()
    for suffix in _imp.extension_suffixes():
        spec.origin = folder + "_ctypes" + suffix
        if os.path.exists(spec.origin):
            module = _imp.create_dynamic(spec)
            _imp.exec_dynamic(module)
            return module
    raise ImportError("no ctypes")


# Seconds in which the further copy answers, or ends.
_HELPER_SECONDS = 5
# What a thread's stack and a heap of glibc's that is not the main one look like among the mapped regions.
_LARGEST_GUARD = 1 << 16
_THREAD_HEAP = 64 << 20
_OTHER_ALLOCATORS = ("jemalloc", "tcmalloc", "mimalloc")


def _regions() -> "Optional[Dict[str, Any]]":
    """Memory that belongs to no file, by what it is there for: bytes of address space and bytes of them in RAM; and the
    name of an allocator that stands in for the C library's."""
    found: "Dict[str, Any]" = {n: {"bytes": 0, "residentBytes": 0} for n in _REGIONS}
    found["allocator"] = None
    before: "Tuple[int, str, int]" = (0, "", 0)  # end, permissions and length of the region below
    name = ""
    try:
        with open(_PROC + "/self/smaps", "rb") as file:
            for line in file:
                words = line.split(None, 5)
                if not words[0].endswith(b":"):
                    first, _, last = words[0].partition(b"-")
                    start, end = int(first, 16), int(last, 16)
                    path = words[5].strip().decode("utf-8", "replace") if len(words) > 5 else ""
                    name = _region_name(start, words[1].decode(), path, before)
                    if name:
                        found[name]["bytes"] += end - start if name != "libraries" else 0
                    if path.startswith("/"):
                        tail = path[path.rindex("/") :]
                        found["allocator"] = next((a for a in _OTHER_ALLOCATORS if a in tail), found["allocator"])
                    before = (end, words[1].decode(), end - start)
                elif name and words[0] == (b"Anonymous:" if name == "libraries" else b"Rss:"):
                    found[name]["residentBytes"] += int(words[1]) * 1024
                    if name == "libraries":
                        found[name]["bytes"] += int(words[1]) * 1024
    except (OSError, ValueError, IndexError):
        return None
    return found


_REGIONS = ("heap", "threadHeaps", "stacks", "libraries", "other")


def _region_name(start: int, permissions: str, path: str, below: "Tuple[int, str, int]") -> str:
    """Which of `_REGIONS` a region is; "" where nothing of it can be private memory."""
    if path == "[heap]":
        return "heap"
    if path.startswith("[stack"):
        return "stacks"
    if path.startswith("/"):
        return "libraries"
    if permissions[:1] == "-" or (path and not path.startswith("[anon")):
        return ""
    if start % _THREAD_HEAP == 0:
        return "threadHeaps"
    end, guard, length = below
    return "stacks" if end == start and guard[:3] == "---" and length <= _LARGEST_GUARD else "other"


def _write_roots(session: _Session, before: "Dict[str, Any]", stacks: "List[Tuple[int, List[Any]]]") -> None:
    rows: "List[Tuple[int, str, int]]" = []
    modules = sys.modules
    if _derives(type(modules), dict):
        for key, module in list(dict.items(modules)):
            if type(key) is str and module is not None:
                rows.append((id(module), key, ROOT_MODULE))
        rows.append((id(modules), "sys.modules", ROOT_INTERPRETER))
    for _, frames in stacks:
        rows.extend([(id(f), _function_name(f) + "()", ROOT_FRAME) for f in frames])
    for thread, name in _threads().values():
        rows.append((id(thread), name, ROOT_THREAD))
    for name in ("builtins", "sys"):
        module = modules.get(name)
        if type(module) is _ModuleType:
            rows.append((id(_ModuleType.__dict__["__dict__"].__get__(module)), name + ".__dict__", ROOT_INTERPRETER))
    rows.extend([(id(o), "gc.garbage", ROOT_GARBAGE) for o in gc.garbage])
    rows.extend([(id(o), "at-fork handlers", ROOT_INTERPRETER) for o in before.get("hooks", ()) if o])
    rows.extend(session.roots)
    rows = [row for row in rows if row[0] not in session.own]
    payload = _Payload()
    payload.scalars(4, len(rows), 0)
    payload.array(_u64([row[0] for row in rows]))
    payload.array(_u32([session.writer.name(row[1]) for row in rows]))
    payload.array(bytes([row[2] for row in rows]))
    session.writer.block(b"ROOT", payload)


_UNSEEN = [
    "Memory that C libraries allocate for themselves belongs to no object here.",
    "References held by C code only are not listed; they show as a reference count higher than the references seen.",
    "Values on the evaluation stack of a running function are not listed.",
    "Objects of extension modules that Python's collector does not track show no references, but for numpy's arrays.",
    "Interned strings that nothing refers to are not listed.",
]


def _unseen(session: _Session, before: "Dict[str, Any]", stacks: "List[Tuple[int, List[Any]]]") -> "List[str]":
    """Sentences on what this snapshot cannot show."""
    found = list(_UNSEEN)
    several = len(stacks) > 1
    if before["method"] == "inline" and several:
        found.append("Other threads ran while it was written: what they changed meanwhile may be half there.")
    if before["method"] == "fork" and several and before["handlers"] == "ran":
        found.append("Values of thread-local variables of other threads are not listed.")
    elif before["method"] == "fork" and several and _VERSION < (3, 10):
        found.append("Thread-local values of other threads are listed only where the variable is a module's or a class's.")
    if _frozen_by_program(before["frozen"]):
        found.append("Objects hidden by gc.freeze() are listed where a reference leads to them.")
    if _several_interpreters() and _VERSION >= (3, 9):  # before, the collector shows them all
        where = "are not listed" if _VERSION >= (3, 12) else "are listed where a reference leads to them only"
        found.append("Objects of other interpreters in this process %s." % where)
    if not session.memory.works:
        found.append("This system does not let a process read its own memory: some attributes have no name.")
    if session.preview != "full":
        found.append("Values are cut at %d characters." % PREVIEW_LENGTHS[session.preview])
    return found


# ----------------------------------------------------------------------------------------------------------------------
# dump
# ----------------------------------------------------------------------------------------------------------------------

_lock = _thread.allocate_lock()
_running: "List[Capture]" = []  # snapshots that copies of this process are writing


class Capture:
    """A snapshot that is being written, or is done: what `dump(..., wait=False)` returns.

    Attributes:
        method: "fork" or "inline".
        reason: why "auto" did not fork; "" where it did.
        pid: of the copy that writes; None for "inline".
    """

    __slots__ = ("method", "reason", "pid", "_writer", "_fd", "_buffer", "_summary", "_error", "_pause")

    def __init__(self, writer: _Writer, method: str, reason: str) -> None:
        self.method = method
        self.reason = reason
        self.pid: "Optional[int]" = None
        self._writer = writer
        self._fd = -1
        self._buffer = b""
        self._pause = 0.0
        self._summary: "Optional[Dict[str, Any]]" = None
        self._error: "Optional[BaseException]" = None

    @property
    def done(self) -> bool:
        """Whether it is finished, well or not. Never waits."""
        return self._fd < 0 or self._poll()

    def wait(self, timeout: "Optional[float]" = None) -> "Dict[str, Any]":
        """The summary that `dump` returns when it waits itself.

        Cost to the target: the calling thread sleeps, 1 to 50 ms at a time; other threads run on.

        Args:
            timeout: seconds to wait at most; None for as long as it takes.

        Raises:
            TimeoutError: it is not finished by then, and goes on.
            OSError: the file could not be written.
            RuntimeError: the copy was killed, or `cancel` was called.
        """
        until = None if timeout is None else time.perf_counter() + timeout
        pause = 0.001
        while not self.done:
            if until is not None and time.perf_counter() >= until:
                raise TimeoutError("the snapshot is not finished yet")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.05)
        if self._error is not None:
            raise self._error
        assert self._summary is not None
        return self._summary

    def _settled(self) -> None:
        """Waits for its end, whatever that is."""
        try:
            self.wait()
        except (OSError, RuntimeError):
            pass

    def cancel(self) -> None:
        """Ends the copy; nothing is left of the file. Does nothing when it is finished.

        Cost to the target: the calling thread waits for the end of the copy, milliseconds, at most 5 s.
        """
        if not self.done and self.pid:
            _kill(self.pid)
            until = time.perf_counter() + 5
            while _is_alive(self.pid) and time.perf_counter() < until:
                time.sleep(0.001)
            self._finish(RuntimeError("the snapshot was cancelled"))

    def _poll(self) -> bool:
        alive = _is_alive(self.pid or 0)  # before reading: what it wrote is there when it is gone
        try:
            while True:
                data = os.read(self._fd, 4096)
                if not data:
                    alive = False
                    break
                self._buffer += data
        except BlockingIOError:
            pass
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            self._hear(_parse(line.decode()))
        if not alive and self._fd >= 0:
            self._finish(RuntimeError("the copy of the process that wrote the snapshot was killed"))
        return self._fd < 0

    def _hear(self, line: "Dict[str, Any]") -> None:
        event = line.pop("event")
        if event == "done":
            line["pauseSeconds"] = self._pause
            self._summary = line
            self._finish(None)
        elif event == "error":
            self._finish(_error_of(line))

    def _finish(self, error: "Optional[BaseException]") -> None:
        if self._fd < 0:
            return
        fd, self._fd = self._fd, -1
        os.close(fd)
        self._error = error
        if error is not None:
            self._writer.abandon()
        if self in _running:
            _running.remove(self)


def _is_alive(pid: int) -> bool:
    try:
        _posix.waitpid(pid, os.WNOHANG)  # it is a child only of a process that takes orphans in
    except OSError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def _error_of(facts: "Dict[str, Any]") -> BaseException:
    """The exception that `_error_facts` made facts of."""
    if facts.get("errno"):
        return OSError(facts["errno"], facts["message"], facts.get("path"))
    kinds = (MemoryError, TimeoutError, RuntimeError)
    return next((k for k in kinds if k.__name__ == facts["type"]), RuntimeError)(facts["message"])


def dump(
    path: "Any",
    *,
    label: "Optional[str]" = None,
    preview: str = "short",
    method: str = "auto",
    wait: bool = True,
    redact: "Any" = True,
    timeout: float = 600,
) -> "Any":
    """Writes a snapshot of this process to `path`.

    Cost to the target: by fork, all Python threads wait some milliseconds (10 ms per million objects, 15 ms per GB of
    memory), and a copy of the process needs up to its memory again while it writes. In this process, all threads wait
    one to two seconds per million objects, and 70 bytes of memory per object are used meanwhile. No object is changed,
    no code of the program runs.

    Args:
        path: where the file shall be. It appears there complete or not at all.
        label: a text to recognise the snapshot by.
        preview: values written: "none" (lengths and hashes only), "short" (80 characters), "full" (65,536).
        method: "fork" (a copy of the process writes), "inline" (this process writes and waits) or "auto": by fork
            where the system and the free memory allow it.
        wait: False to return a `Capture` as soon as the program may run on.
        redact: True to hide values under names such as "password", "token" or "cookie" (`REDACTED_NAMES`: keys,
            attributes, local variables, options on the command line), wherever the same value stands; more such
            parts of names as a list of texts; False to hide nothing.
        timeout: seconds after which a copy gives up.

    Returns:
        A dict with path, objects, references, bytes, seconds, method and reason (why "auto" did not fork); by fork
        also pauseSeconds, how long the calling thread was held up.

    Raises:
        ValueError: an unknown preview or method.
        OSError: the file cannot be written; nothing is left of it.
        RuntimeError: another snapshot is being taken, this is no CPython, or no copy can be made for "fork".
    """
    _check_method(method)
    options = _options(label, preview, redact, timeout)
    handle = _begin(os.fsdecode(path), options, method)
    if not wait:
        return handle
    try:
        return handle.wait()
    except BaseException:
        handle.cancel()
        raise


def _check_method(method: str) -> None:
    if method not in ("auto", "fork", "inline"):
        raise ValueError("method is 'auto', 'fork' or 'inline', not %r" % (method,))


def _options(label: "Optional[str]", preview: str, redact: "Any", timeout: float) -> "Dict[str, Any]":
    if preview not in PREVIEW_LENGTHS:
        raise ValueError("preview is 'none', 'short' or 'full', not %r" % (preview,))
    if label is not None and type(label) is not str:
        raise ValueError("label is a text")
    return {"label": label, "preview": preview, "timeout": timeout, "patterns": _patterns(redact)}


def _patterns(redact: "Any") -> "Tuple[str, ...]":
    if redact is None or redact is True:
        return REDACTED_NAMES
    if redact is False:
        return ()
    more = [redact] if type(redact) is str else redact
    if type(more) not in (list, tuple) or not all([type(p) is str and p.strip() for p in more]):
        raise ValueError("redact is True, False, or a list of parts of names")
    return REDACTED_NAMES + tuple([p.strip().lower() for p in more])


def _check_python() -> None:
    if sys.implementation.name != "cpython":
        raise RuntimeError("this agent reads CPython only")
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        raise RuntimeError("this agent does not read Python without its global lock (free-threaded builds)")
    if not getattr(_thread, "_is_main_interpreter", lambda: True)() and not _thread.daemon_threads_allowed():
        # What all interpreters share would here be freed into memory that is not its own.
        raise RuntimeError("an isolated interpreter cannot be read from inside: take the snapshot in the main one")


def _begin(path: str, options: "Dict[str, Any]", method: str) -> Capture:
    """Starts a snapshot by fork, or takes it."""
    _check_python()
    if not _lock.acquire(False):
        raise RuntimeError("another snapshot of this process is being taken")
    try:
        if not all([capture.done for capture in list(_running)]):
            raise RuntimeError("another snapshot of this process is being taken")
        writer = _Writer(path)
        try:
            reason = "asked for" if method == "inline" else _why_not_fork()
            if not reason:
                try:
                    return _fork(writer, options)
                except OSError as error:
                    reason = error.strerror or str(error)
            if method == "fork":
                raise RuntimeError("no copy of the process was made: " + reason)
            handle = Capture(writer, "inline", "" if method == "inline" else reason)
            before = _before_inline()
            before["reason"] = handle.reason
            handle._summary = _inline(writer, options, before)
            return handle
        except BaseException:
            writer.abandon()
            raise
    finally:
        _lock.release()


def _before_inline() -> "Dict[str, Any]":
    """What is written of the process as it is now. See `_before_leaving`."""
    status = _numbers_in(_PROC + "/self/status")
    return {
        "method": "inline",
        "pid": os.getpid(),
        "time": time.time(),
        "rssBytes": status.get("VmRSS"),
        "peakRssBytes": status.get("VmHWM"),
        "resident": [status.get(name) for name in ("RssAnon", "RssFile", "RssShmem", "VmSwap")],
        "counts": list(gc.get_count()),
        "frozen": gc.get_freeze_count(),
        "gcEnabled": gc.isenabled(),
    }


def _inline(writer: _Writer, options: "Dict[str, Any]", before: "Dict[str, Any]") -> "Dict[str, Any]":
    gc.disable()
    try:
        return _capture(writer, options, before)
    finally:
        if before["gcEnabled"]:
            gc.enable()


def _fork(writer: _Writer, options: "Dict[str, Any]") -> Capture:
    started = time.perf_counter()
    state = _before_leaving()
    state.update({"run": _write_as_copy, "writer": writer, "options": options, "reason": ""})
    try:
        pid, fd = _spawn(state)
    finally:
        state.clear()  # it holds frames that hold it
    handle = Capture(writer, "fork", "")
    handle.pid, handle._fd = pid, fd
    writer.left_to(handle.pid)
    _running.append(handle)
    handle._pause = round(time.perf_counter() - started, 6)
    return handle


def _attached_dump(state: "Dict[str, Any]") -> "Dict[str, Any]":
    """What `_attach` was asked for, in the copy (or, without one, in the process). Raises what `dump` raises."""
    _check_python()
    request = state["request"]
    timeout = request.get("timeout") or 600
    options = _options(request.get("label"), request.get("preview") or "short", request.get("redact"), timeout)
    options.update(frames=request.get("frames", 1), channel=state["status"])
    writer = _Writer(request["path"])
    try:
        if "pid" in state:
            return _capture_copy(state, writer, options)
        before = _before_inline()
        before.update(reason=state["reason"], request=request)
        return _inline(writer, options, before)
    except BaseException:
        writer.abandon()
        raise


def _write_as_copy(state: "Dict[str, Any]") -> None:
    """All that a copy of the process does."""
    writer, channel = state["writer"], state["channel"]
    try:
        state["handlers kept"] = _settle((channel, writer.fd), state["options"]["timeout"])
        os.set_blocking(channel, False)
        try:
            writer.moved()
            state["options"]["channel"] = channel
            _say(channel, "done", _capture_copy(state, writer, state["options"]))
        except BaseException:
            writer.abandon()
            raise
    except BaseException as error:
        _say(channel, "error", _error_facts(error))


def _capture_copy(state: "Dict[str, Any]", writer: _Writer, options: "Dict[str, Any]") -> "Dict[str, Any]":
    """The snapshot, taken in a copy of the process."""
    state["method"] = "fork"
    until = time.perf_counter() + options["timeout"]

    said = [time.perf_counter()]

    def watch() -> None:
        now = time.perf_counter()
        if "channel" in options and now - said[0] > _PROGRESS_SECONDS:
            said[0] = now
            walk = options.get("walk")
            _say(options["channel"], "progress", {"objects": walk.objects if walk else 0, "bytes": writer.bytes})
        if now > until:
            raise TimeoutError("the snapshot took longer than %d seconds" % options["timeout"])
        free = _memory_free()
        if free is not None and free < _LEAST_FREE:
            raise MemoryError("only %d MB of memory were left for the copy of the process" % (free // _MB))

    writer.watch = watch
    return _capture(writer, options, state)


def _capture(writer: _Writer, options: "Dict[str, Any]", before: "Dict[str, Any]") -> "Dict[str, Any]":
    """Writes the whole file. In a copy of the process `before` holds the frames of the threads that are gone there."""
    get_traceback = _tracing()
    started = time.perf_counter()
    before["allocators"] = _allocators(before)  # before the snapshot itself takes memory
    objects = gc.get_objects()
    stacks = _stacks(before.get("frames") or sys._current_frames(), options.get("frames", 0))
    switch_seconds = sys.getswitchinterval()
    if len(stacks) > 1:
        sys.setswitchinterval(min(switch_seconds, SWITCH_SECONDS))
    memory = _Memory()
    try:
        writer.patterns = options["patterns"]
        redaction = _Redaction(writer)
        session = _Session(writer, memory, options["preview"], redaction)
        session.own |= _own_objects(session, before, options)
        session.own.update((id(writer), id(objects)))
        arguments = _arguments(redaction)
        for _, frames in stacks:
            for frame in frames:
                session.hold(frame)
        writer.start()
        meta = _Payload()
        meta.array(_json(_facts(before, stacks, options, arguments, get_traceback is not None)).encode())
        writer.block(b"META", meta)
        walk = options["walk"] = _Walk(session)
        if get_traceback is not None:
            walk.allocations = _Allocations(writer, get_traceback)
        extra = [frame for _, frames in stacks for frame in frames]
        extra += [sys.modules] + list(dict.values(sys.modules))
        walk.run(objects, extra)
        _write_roots(session, before, stacks)
        seconds = time.perf_counter() - started
        unseen = _unseen(session, before, stacks)
        problems = [{"code": c, "count": n, "message": m} for c, (n, m) in session.problems.items()]
        tail = _Payload()
        tail.array(_json({"seconds": round(seconds, 6), "hidden": redaction.count, "problems": problems, "unseen": unseen}).encode())
        writer.block(b"TAIL", tail)
        end = _Payload()
        end.scalars(8, walk.objects, session.references)
        writer.block(b"END ", end)
        writer.finish()
    finally:
        options.pop("walk", None)  # which holds all objects, these options too
        memory.close()
        if len(stacks) > 1:
            sys.setswitchinterval(switch_seconds)
    return {
        "path": writer.path,
        "objects": walk.objects,
        "references": session.references,
        "bytes": writer.bytes,
        "seconds": seconds,
        "method": before["method"],
        "reason": before["reason"],
    }


# ----------------------------------------------------------------------------------------------------------------------
# install: snapshots when something happens
# ----------------------------------------------------------------------------------------------------------------------

_installed: "Optional[_Triggers]" = None
_fork_handler_is_there = False
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
# Seconds between two looks at the memory in use.
RSS_SECONDS = 1.0
_MOST_KEPT = 10_000


def _amount(value: "Any", units: "Dict[str, float]", what: str) -> float:
    """A number, or a text such as "60s", "2G", "1.5 GB"."""
    if type(value) in (int, float) and value > 0:
        return value
    text = value.strip().lower() if type(value) is str else ""
    digits = text.rstrip("bisecminhourday kgt") if units is _SIZES else text.rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = text[len(digits) :].strip()[:1]
    try:
        number = float(digits) * units[unit if unit != "b" else ""]
    except (KeyError, ValueError):
        number = 0.0
    if not 0 < number < 1e18:
        raise ValueError("%s is a number%s" % (what, " of bytes or a text such as 2G" if units is _SIZES else " of seconds or a text such as 5m"))
    return number


class _Triggers:
    """What `install` set up: a thread that waits for a time, a size or a wish."""

    __slots__ = (
        "folder", "file", "options", "method", "keep", "name", "number", "every", "rss_over", "rss_step", "rss_last",
        "rss_armed", "wake", "wishes", "stopped", "handlers", "verbose", "next", "working",
    )  # fmt: skip

    def __init__(self, folder: "Optional[str]", file: "Optional[str]", options: "Dict[str, Any]", method: str) -> None:
        self.folder, self.file, self.options, self.method = folder, file, options, method
        self.keep: "Optional[int]" = None
        self.name = ""
        self.number = 0
        self.every: "Optional[float]" = None
        self.rss_over: "Optional[float]" = None
        self.rss_step: "Optional[float]" = None  # bytes; a share of the last where it is below 0
        self.rss_last = 0.0
        self.rss_armed = True
        self.wake = _thread.allocate_lock()
        self.wake.acquire()
        self.wishes: "List[str]" = []  # why, for each snapshot that was asked for
        self.stopped = False
        self.handlers: "List[Callable[[], None]]" = []  # what puts things back
        self.verbose = False
        self.next = 0.0
        self.working = _thread.allocate_lock()

    def start(self) -> None:
        if self.every is not None:
            self.next = time.monotonic() + self.every
        _thread.start_new_thread(self._watch, ())

    def _watch(self) -> None:
        """The thread. Ends with `uninstall`."""
        while not self.stopped:
            wait = -1.0
            if self.rss_over is not None or self.rss_step is not None:
                wait = RSS_SECONDS
            if self.every is not None:
                until_next = max(0.0, self.next - time.monotonic())
                wait = until_next if wait < 0 else min(wait, until_next)
            self.wake.acquire(True, min(wait, 1e6))
            if self.stopped:
                return
            why = self._due()
            if why:
                self.take(why)

    def _due(self) -> str:
        if self.wishes:
            return self.wishes.pop(0)
        if self.every is not None and time.monotonic() >= self.next:
            self.next = max(self.next + self.every, time.monotonic())
            return "every"
        return self._rss_due()

    def _rss_due(self) -> str:
        if self.rss_over is None and self.rss_step is None:
            return ""
        rss = _numbers_in(_PROC + "/self/status").get("VmRSS", 0)
        if self.rss_over is not None:
            if rss < self.rss_over:
                self.rss_armed = self.rss_armed or rss < 0.9 * self.rss_over
            elif self.rss_armed:
                self.rss_armed = False
                self.rss_last = rss
                return "rss"
        if self.rss_step is not None and (self.rss_over is None or not self.rss_armed):
            step = self.rss_step if self.rss_step > 0 else -self.rss_step * self.rss_last
            if rss >= self.rss_last + step:
                self.rss_last = rss
                return "rss"
        return ""

    def wish(self, why: str) -> None:
        """Asks the thread for a snapshot. May be called in a signal handler."""
        self.wishes.append(why)
        try:
            self.wake.release()
        except RuntimeError:
            pass  # it is awake already

    def take(self, why: str, label: "Optional[str]" = None) -> "Optional[Dict[str, Any]]":
        """Takes a snapshot and waits for it; says on stderr when it fails. One at a time."""
        with self.working:
            try:
                for capture in list(_running):  # one that `mark` began
                    capture._settled()
                summary = self.begin(why, label).wait()
                self._rotate()
            except Exception as error:
                _complain("no snapshot (%s): %s" % (why, error))
                return None
        if self.verbose:
            _complain("%s: %d objects, %d bytes, %.1f s" % tuple([summary[k] for k in ("path", "objects", "bytes", "seconds")]))
        return summary

    def begin(self, why: str, label: "Optional[str]" = None) -> "Capture":
        options = dict(self.options)
        options["label"] = label if label is not None else options["label"]
        return _begin(self._path(why), options, self.method)

    def _path(self, why: str) -> str:
        """A name that sorts by time among those of this process."""
        if self.file is not None:
            return self.file
        self.number += 1
        now = time.strftime("%Y%m%dT%H%M%S", time.localtime())
        name = "%s-%d-%s-%04d-%s.backref" % (self.name, os.getpid(), now, self.number, why)
        return os.path.join(self.folder or ".", name)

    def _rotate(self) -> None:
        if self.keep is None or self.file is not None:
            return
        start = "%s-%d-" % (self.name, os.getpid())
        mine = [n for n in os.listdir(self.folder or ".") if n.startswith(start) and n.endswith(".backref")]
        for name in sorted(mine)[: -self.keep]:
            try:
                os.unlink(os.path.join(self.folder or ".", name))
            except OSError:
                pass

    def on_signal(self, number: int) -> None:
        def handler(signum: int, frame: "Any") -> None:
            self.wish("signal")
            if callable(before):
                before(signum, frame)

        before = _signal.getsignal(number)
        _signal.signal(number, handler)

        def restore() -> None:
            if _signal.getsignal(number) is handler and before is not None:
                _signal.signal(number, before)

        self.handlers.append(restore)

    def on_memory_error(self) -> None:
        def hook(kind: type, error: BaseException, traceback: "Any") -> None:
            if _derives(kind, MemoryError):
                self.take("memory-error")
            before(kind, error, traceback)

        before = sys.excepthook
        sys.excepthook = hook

        def restore() -> None:
            if sys.excepthook is hook:
                sys.excepthook = before

        self.handlers.append(restore)
        threading = sys.modules.get("threading")
        if threading is None or not hasattr(threading, "excepthook"):
            return

        def thread_hook(args: "Any") -> None:
            if _derives(args.exc_type, MemoryError):
                self.take("memory-error")
            thread_before(args)

        thread_before = threading.excepthook
        threading.excepthook = thread_hook

        def thread_restore() -> None:
            if threading.excepthook is thread_hook:
                threading.excepthook = thread_before

        self.handlers.append(thread_restore)

    def at_exit(self) -> None:
        import atexit

        def leave() -> None:
            if not self.stopped:
                self.take("exit")

        atexit.register(leave)
        self.handlers.append(lambda: atexit.unregister(leave))

    def stop(self) -> None:
        self.stopped = True
        for restore in self.handlers:
            restore()
        try:
            self.wake.release()
        except RuntimeError:
            pass


def _complain(text: str) -> None:
    try:
        os.write(2, ("backref: " + text + "\n").encode("utf-8", "backslashreplace"))
    except OSError:
        pass


def _after_fork() -> None:
    """In a worker that a server forked: its own thread, under the same conditions."""
    if _installed is not None:
        for lock in ("wake", "working"):
            setattr(_installed, lock, _thread.allocate_lock())
        _installed.wake.acquire()
        _installed.number = 0
        _installed.start()


def install(
    folder: "Any" = ".",
    *,
    every: "Any" = None,
    rss_over: "Any" = None,
    rss_step: "Any" = None,
    on_signal: "Any" = None,
    on_memory_error: bool = False,
    at_exit: bool = False,
    keep: "Optional[int]" = None,
    label: "Optional[str]" = None,
    preview: str = "short",
    redact: "Any" = True,
    method: str = "auto",
) -> None:
    """Takes snapshots into a folder whenever one of these happens. A second call replaces the first.

    The files are called `name-pid-time-number-why.backref`, so that those of a process sort by time. Processes that
    this one forks afterwards do the same for themselves.

    Cost to the target: a thread that sleeps, and looks at the memory in use once a second where that was asked for;
    for each snapshot what `dump` costs.

    Args:
        folder: where the snapshots go; made when it is not there.
        every: seconds, or a text such as "60s", "5m".
        rss_over: bytes, or a text such as "2G": once when the resident memory rises above that, and again after it
            fell below nine tenths of it.
        rss_step: a text such as "10%", or bytes: whenever the resident memory has grown by that much since the last
            such snapshot, or since now.
        on_signal: a signal's number or name ("USR2"). A handler that was there before is called too.
        on_memory_error: when a MemoryError is about to end a thread.
        at_exit: when the interpreter ends.
        keep: how many snapshots of this process stay; the oldest go.
        label: see `dump`; it begins the names of the files too. So are preview, redact and method.

    Raises:
        ValueError: an argument is not as described, or signals can only be handled by another thread.
        OSError: the folder cannot be made.
    """
    options = _options(label, preview, redact, 600)
    _install(os.fsdecode(folder), None, options, method, every, rss_over, rss_step, on_signal, on_memory_error, at_exit, keep)


def _install(
    folder: "Optional[str]",
    file: "Optional[str]",
    options: "Dict[str, Any]",
    method: str,
    every: "Any",
    rss_over: "Any",
    rss_step: "Any",
    on_signal: "Any",
    on_memory_error: bool,
    at_exit: bool,
    keep: "Optional[int]",
    program: str = "",
) -> "_Triggers":
    global _installed, _fork_handler_is_there
    _check_python()
    _check_method(method)
    triggers = _Triggers(folder, file, options, method)
    if keep is not None and (type(keep) is not int or not 0 < keep <= _MOST_KEPT):
        raise ValueError("keep is a number of files from 1 to %d" % _MOST_KEPT)
    triggers.keep = keep
    triggers.name = _slug(options["label"] or os.path.basename(program or _first_argument()) or "python")
    triggers.every = _amount(every, _UNITS, "every") if every is not None else None
    triggers.rss_over = _amount(rss_over, _SIZES, "rss_over") if rss_over is not None else None
    triggers.rss_step = _step(rss_step)
    triggers.rss_last = _numbers_in(_PROC + "/self/status").get("VmRSS", 0)
    if (rss_over is not None or rss_step is not None) and not triggers.rss_last:
        raise ValueError("this system does not tell how much memory a process uses")
    number = _signal_number(on_signal) if on_signal is not None else None
    if folder is not None:
        os.makedirs(folder, exist_ok=True)
    uninstall()
    if number is not None:
        triggers.on_signal(number)
    if on_memory_error:
        triggers.on_memory_error()
    if at_exit:
        triggers.at_exit()
    if hasattr(os, "register_at_fork") and not _fork_handler_is_there:
        os.register_at_fork(after_in_child=_after_fork)
        _fork_handler_is_there = True
    _installed = triggers
    triggers.start()
    return triggers


def uninstall() -> None:
    """Takes back what `install` did. Snapshots that are being written are finished.

    Cost to the target: none; it does not wait for them.
    """
    global _installed
    triggers, _installed = _installed, None
    if triggers is not None:
        triggers.stop()


def mark(label: str) -> Capture:
    """Takes a snapshot now, into the folder that was given to `install`.

    Cost to the target: as `dump`; returns as soon as the program may run on. Waits for one that is being written.

    Args:
        label: what has just happened: a text to recognise the snapshot by.

    Raises:
        RuntimeError: `install` was not called.
    """
    if type(label) is not str:
        raise ValueError("label is a text")
    if _installed is None:
        raise RuntimeError("backref.install(folder) comes first")
    with _installed.working:
        for capture in list(_running):
            capture._settled()
        return _installed.begin("mark", label)


def _first_argument() -> str:
    arguments = getattr(sys, "argv", None)
    return _exact_text(arguments[0]) if type(arguments) is list and arguments else ""


def _slug(text: str) -> str:
    """A part of a file's name."""
    cleaned = "".join([c if c.isalnum() and c.isascii() or c in "._" else "-" for c in text[:60]]).strip("-.")
    return (cleaned[:-3] if cleaned.endswith(".py") else cleaned) or "python"


def _step(value: "Any") -> "Optional[float]":
    if type(value) is str and value.strip().endswith("%"):
        try:
            share = float(value.strip()[:-1]) / 100
        except ValueError:
            share = 0.0
        if not 0 < share < 1000:
            raise ValueError("rss_step is a share such as 10%, or a number of bytes")
        return -share
    return _amount(value, _SIZES, "rss_step") if value is not None else None


def _signal_number(value: "Any") -> int:
    number = value if isinstance(value, int) else None
    if type(value) is str:
        name = value.upper()
        number = getattr(_signal, name if name.startswith("SIG") else "SIG" + name, None)
    if type(number) is not int or not 0 < number < _signal.NSIG:
        number = int(number) if isinstance(number, int) and 0 < number < _signal.NSIG else 0
    if not number or number in (_signal.SIGKILL, _signal.SIGSTOP):
        raise ValueError("on_signal is the number or the name of a signal, such as USR2")
    return number


# ----------------------------------------------------------------------------------------------------------------------
# python backref.py run: a program under observation
# ----------------------------------------------------------------------------------------------------------------------

_USAGE = """usage: python backref.py run [options] script.py [argument ...]
       python backref.py run [options] -m module [argument ...]

  -o FILE|FOLDER       where to: a folder (kept apart by name), or a file that the last snapshot stays in
  --every TIME         60s, 5m, 1h
  --rss-over SIZE      2G: once when the resident memory rises above
  --rss-step SIZE|N%   whenever the resident memory has grown by so much
  --on-signal NAME     USR2
  --on-memory-error    when a MemoryError ends a thread
  --at-exit            at the end; also when nothing else is asked for
  --keep N             keep the newest N of a folder
  --label TEXT, --preview none|short|full, --method auto|fork|inline
  --redact NAME        hide values under names with this part too; --no-redact hides none
"""
_FLAGS = ("--on-memory-error", "--at-exit", "--no-redact")
_VALUES_OF_OPTIONS = (
    "-o", "--every", "--rss-over", "--rss-step", "--on-signal", "--keep", "--label", "--preview", "--method", "--redact", "-m",
)  # fmt: skip


def _main(arguments: "List[str]") -> "Any":
    """`python backref.py run ...`. Gives the exit code."""
    if arguments[:1] != ["run"] or "--help" in arguments[1:2] or len(arguments) < 2:
        os.write(1 if arguments[:1] in (["--help"], ["-h"]) or "--help" in arguments[1:2] else 2, _USAGE.encode())
        return 0 if "--help" in arguments[:2] or arguments[:1] == ["-h"] else 2
    try:
        found, rest = _options_of(arguments[1:])
        _observe(found, found.get("-m") or "".join(rest[:1]))
    except (ValueError, OSError, RuntimeError) as error:
        _complain(str(error))
        return 2
    return _run_program(found.get("-m"), rest)


def _options_of(arguments: "List[str]") -> "Tuple[Dict[str, Any], List[str]]":
    """Options before the program, and the program with its arguments."""
    found: "Dict[str, Any]" = {}
    rest = list(arguments)
    while rest and rest[0].startswith("-") and rest[0] != "-":
        name, equals, value = rest.pop(0).partition("=")
        if name == "--":
            break
        if name in _FLAGS and not equals:
            found[name] = True
        elif name in _VALUES_OF_OPTIONS:
            if not equals:
                if not rest:
                    raise ValueError("%s wants a value" % name)
                value = rest.pop(0)
            found[name] = found.get(name, []) + [value] if name == "--redact" else value
            if name == "-m":
                break
        else:
            raise ValueError("no such option: %s (see python backref.py run --help)" % name)
    return found, rest


def _observe(found: "Dict[str, Any]", program: str) -> None:
    if not program:
        raise ValueError("which program? (see python backref.py run --help)")
    target = found.get("-o", ".")
    is_folder = os.path.isdir(target) or target.endswith(("/", os.sep))
    keep = found.get("--keep")
    if keep is not None and not keep.isdigit():
        raise ValueError("--keep is a number of files")
    redact: "Any" = False if "--no-redact" in found else found.get("--redact", True)
    names = ("--every", "--rss-over", "--rss-step", "--on-signal")
    every, rss_over, rss_step, on_signal = [found.get(n) for n in names]
    others = any([n in found for n in names + ("--on-memory-error",)])
    options = _options(found.get("--label"), found.get("--preview", "short"), redact, 600)
    if not is_folder and not os.path.isdir(os.path.dirname(os.path.abspath(target))):
        raise ValueError("no such folder: " + os.path.dirname(os.path.abspath(target)))
    triggers = _install(
        target if is_folder else None,
        None if is_folder else os.path.abspath(target),
        options,
        found.get("--method", "auto"),
        every,
        rss_over,
        rss_step,
        on_signal,
        "--on-memory-error" in found,
        "--at-exit" in found or not others,
        int(keep) if keep is not None else None,
        program,
    )
    triggers.verbose = True


def _run_program(module: "Optional[str]", rest: "List[str]") -> "Any":
    """Runs a script or a module as the interpreter itself would: as `__main__`, with its own `sys.argv` and path."""
    main = _ModuleType("__main__")
    namespace = main.__dict__
    namespace.update(__builtins__=sys.modules["builtins"], __annotations__={})
    if _VERSION >= (3, 14):
        del namespace["__annotations__"]
    sys.modules["__main__"] = main
    safe = getattr(sys.flags, "safe_path", False) or sys.flags.isolated
    if module is not None:
        sys.argv[:] = ["-m"] + rest
        if not safe:
            sys.path[0] = os.getcwd()
        import runpy

        return _guarded(lambda: runpy._run_module_as_main(module))  # type: ignore[attr-defined]
    script = rest[0]
    sys.argv[:] = rest
    if os.path.isdir(script):
        sys.path.insert(0, script) if safe else sys.path.__setitem__(0, script)
        import runpy

        return _guarded(lambda: runpy._run_module_as_main("__main__", False))  # type: ignore[attr-defined]
    if not safe:
        sys.path[0] = os.path.dirname(os.path.realpath(script))
    file = os.path.join(os.getcwd(), script) if _VERSION >= (3, 9) else script
    loader = sys.modules["_frozen_importlib_external"].SourceFileLoader("__main__", file)  # type: ignore[attr-defined]
    namespace.update(__file__=file, __loader__=loader, __spec__=None, __cached__=None)
    try:
        with open(script, "rb") as source:
            text = source.read()
    except OSError as error:
        _complain("can't open file %r: %s" % (script, error.strerror))
        return 2
    return _guarded(lambda: exec(compile(text, file, "exec", dont_inherit=True), namespace))


def _guarded(run: "Callable[[], Any]") -> "Any":
    """Runs the program; an exception is shown without the frames of the agent."""
    try:
        run()
        return None
    except SystemExit:
        raise
    except KeyboardInterrupt:
        # Python itself shows it and then ends as Ctrl-C ends programs, which nothing else can bring about.
        hook = sys.excepthook

        def show(kind: type, error: BaseException, traceback: "Any") -> None:
            error.__traceback__ = traceback = _of_program(traceback)
            sys.excepthook = hook
            hook(kind, error, traceback)

        sys.excepthook = show
        raise
    except BaseException as error:
        traceback = _of_program(error.__traceback__)
        error.__traceback__ = traceback  # 3.8 to 3.10 print this one
        sys.excepthook(type(error), error, traceback)
        return 1


def _of_program(traceback: "Any") -> "Any":
    """What of a traceback is below the agent's frames."""
    while traceback is not None:
        namespace = traceback.tb_frame.f_globals
        if namespace is not globals() and namespace is not _LAUNCHER:
            break
        traceback = traceback.tb_next
    return traceback
