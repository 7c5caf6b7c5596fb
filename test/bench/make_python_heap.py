"""python3 make_python_heap.py AGENT SCALE OUT: builds a varied heap, the same for the same scale, and captures it."""

import random
import runpy
import sys

agent_path, scale, out = sys.argv[1], float(sys.argv[2]), sys.argv[3]
random.seed(42)
COUNT = int(30_000 * scale)


class Customer:
    def __init__(self, number):
        self.number = number
        self.name = "customer %d" % number
        self.address = {"street": "street %d" % random.randrange(900), "house": number}
        self.orders = []


class Order:
    __slots__ = ("customer", "number", "lines", "note")

    def __init__(self, customer, number):
        self.customer = customer
        self.number = number
        self.lines = [(random.random(), "article %d" % random.randrange(5000)) for _ in range(1 + number % 4)]
        self.note = {"seen": number + 0.5}
        customer.orders.append(self)


customers = [Customer(number) for number in range(COUNT)]
orders = [Order(customers[random.randrange(COUNT)], number) for number in range(COUNT)]
by_name = {customer.name: customer for customer in customers}
handlers = [lambda each=customer: each.name for customer in customers[: COUNT // 4]]
linked = None
for position in range(COUNT):
    linked = [position, linked]

runpy.run_path(agent_path)["dump"](out)
