"""A program that leaks on purpose: a dictionary that lives as long as main() keeps every object ever made.

    python leak.py leak.backref

Nothing here is freed, and nothing here is a bug in Python: ten thousand small objects are still wanted by somebody.
The question a heap explorer answers is: by whom?
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "agent"))

import backref


class Foo:
    """Something small that is made often, such as an order, a request or a parsed line."""

    def __init__(self):
        self.val = None

    def __str__(self):
        return "foo - val: %s" % self.val


def handle_requests(cache, count):
    """Does its work well, but for one thing: what it puts under "k" is never taken out again."""
    for _ in range(count):
        foo = Foo()
        cache["k"].append(foo)  # the leak


def main(path):
    # A cache without a limit. It is local, but main() runs as long as the program does.
    d = {"k": []}
    handle_requests(d, 10000)
    # main() is still running here, as it would be in a service: its frame holds d, d holds the list, the list holds
    # every Foo.
    summary = backref.dump(path, label="after 10,000 requests")
    print("%(objects)d objects, %(references)d references in %(seconds).2f s: %(path)s" % summary)
    return d


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "leak.backref")
