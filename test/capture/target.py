"""A program to be captured: what its main thread does is the first argument. Says "ready" when it is at it."""

import asyncio
import select
import sys
import threading
import time


class Order:
    def __init__(self, number):
        self.number = number


ORDERS = [Order(n) for n in range(2000)]


def allocate():
    while True:
        [bytes(2000) for _ in range(200)]


def compute():
    while True:
        [i * i for i in range(100)]


def wait_for_lock():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def call_into_c():
    while True:
        sum(range(10**12))


async def serve():
    print("ready", flush=True)  # the loop's own files are open now
    while True:
        await asyncio.sleep(0.01)


MODES = {
    "sleep": lambda: time.sleep(600),
    "compute": compute,
    "allocate": allocate,
    "lock": wait_for_lock,
    "select": lambda: select.select([], [], [], 600),
    "asyncio": lambda: asyncio.run(serve()),
    "c-call": call_into_c,
    "workers": lambda: time.sleep(600),
    "brief": lambda: time.sleep(0.3),
}

if __name__ == "__main__":
    mode, threads = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for _ in range(threads):
        threading.Thread(target=allocate, daemon=True).start()
    if mode == "workers":
        import subprocess

        CHILDREN = [subprocess.Popen([sys.executable, __file__, "sleep"], stdout=subprocess.PIPE) for _ in range(2)]
        for child in CHILDREN:
            child.stdout.readline()
    if mode != "asyncio":
        print("ready", flush=True)
    MODES[mode]()
