"""A shop whose orders are never let go: five snapshots of it, for the picture of Growth.

    python shop.py AGENT_FOLDER FOLDER
"""
import random
import sys

sys.path.insert(0, sys.argv[1])
import backref  # noqa: E402


class Order:
    def __init__(self, number):
        self.number = number
        self.lines = ["line %d" % number, number * 1.5]


class Session:
    def __init__(self, number):
        self.user = "user %d" % number
        self.basket = {"items": number}


class Store:
    def __init__(self):
        self.orders = []
        self.sessions = {}
        self.queue = []


store = Store()
for step in range(1, 6):
    for _ in range(4000 * step):
        store.orders.append(Order(len(store.orders)))
    for number in range(3000):
        store.sessions["session %d" % random.randrange(10**9)] = Session(number)
    store.queue = [object() for _ in range(10000 if step % 2 else 6000)]
    label = "after %s orders" % format(len(store.orders), ",")
    backref.dump("%s/shop.%d.backref" % (sys.argv[2], step), label=label)
