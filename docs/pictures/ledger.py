"""A ledger of orders that many things hold: one snapshot, for the pictures of the retainer graph.

    python ledger.py AGENT_FOLDER FILE
"""
import collections
import sys
import weakref

sys.path.insert(0, sys.argv[1])
import backref  # noqa: E402


class Item:
    def __init__(self, order, sku):
        self.order = order
        self.sku = sku


class Order:
    def __init__(self, number, buyer):
        self.number = number
        self.buyer = buyer
        self.items = [Item(self, "sku-%d" % (number * 2 + part)) for part in range(2)]
        buyer.orders.append(self)


class Buyer:
    def __init__(self, name):
        self.name = name
        self.orders = []


class Ledger:
    def __init__(self):
        self.by_name = {}
        self.recent = collections.deque(maxlen=50)
        self.seen = weakref.WeakSet()
        self.hooks = []

    def add(self, order):
        self.by_name[order.buyer.name] = order.buyer
        self.recent.append(order)
        self.seen.add(order)


LEDGERS = {}


def hook_for(buyer):
    def on_paid():
        return buyer

    return on_paid


def main():
    ledger = LEDGERS["main"] = Ledger()
    for number in range(9000):
        buyer = ledger.by_name.get("buyer-%d" % (number // 3)) or Buyer("buyer-%d" % (number // 3))
        ledger.add(Order(number, buyer))
        if number % 3 == 2:
            ledger.hooks.append(hook_for(buyer))
    del buyer
    backref.dump(sys.argv[2], label="after 9,000 orders", method="inline")


main()
