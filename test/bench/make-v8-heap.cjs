// node make-v8-heap.cjs SCALE OUT: builds a varied heap, the same for the same scale, and writes a V8 snapshot of it.
// Scale 1 is some 55 MB and 700,000 nodes.
'use strict';
const scale = Number(process.argv[2]) || 1;
const count = Math.round(14_000 * scale);

let seed = 42;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 4294967296;
};
const below = (limit) => Math.floor(random() * limit);

class Customer {
  constructor(number) {
    this.number = number;
    this.name = Buffer.from(`customer ${number}`).toString();
    this.address = { street: `street ${below(900)}`, house: number, position: { x: random(), y: random() } };
    this.orders = [];
  }
}
class Order {
  constructor(customer, number) {
    this.customer = customer;
    this.number = number;
    this.lines = Array.from({ length: 1 + below(4) }, (_, at) => new Line(this, at));
    this.state = ['new', 'paid', 'sent'][below(3)];
    customer.orders.push(this);
  }
}
class Line {
  constructor(order, at) {
    this.order = order;
    this.price = random() * 100;
    this.article = `article ${below(5000)}-${at}`;
  }
}
class TreeNode {
  constructor(parent, depth) {
    this.parent = parent;
    this.children = depth > 0 ? [new TreeNode(this, depth - 1), new TreeNode(this, depth - 1)] : null;
  }
}

const heap = (globalThis.heap = {});
heap.customers = Array.from({ length: count }, (_, number) => new Customer(number));
heap.orders = Array.from({ length: count }, (_, number) => new Order(heap.customers[below(count)], number));
heap.byName = new Map(heap.customers.map((customer) => [customer.name, customer]));
heap.seen = new Set(heap.orders.map((order) => ({ order, at: random() })));
heap.notes = new WeakMap(heap.customers.map((customer) => [customer, { note: random() }]));
heap.repeated = Array.from({ length: 2 * count }, () =>
  Buffer.from(`repeated text ${below(300)}`).toString(),
);
heap.handlers = heap.customers.map((customer) => () => customer.name + heap.repeated.length);
heap.list = null;
for (let at = 0; at < 3 * count; at++) heap.list = { value: at + 0.5, next: heap.list };
heap.wide = Object.fromEntries(Array.from({ length: count }, (_, at) => [`property${at}`, { at }]));
heap.tree = new TreeNode(null, Math.max(8, Math.round(12 + Math.log2(scale))));
heap.pending = Array.from({ length: count / 4 }, (_, at) => Promise.resolve({ at }));
require('node:v8').writeHeapSnapshot(process.argv[3]);
