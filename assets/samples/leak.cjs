// The program of leak.heapsnapshot: a list in a Map at module level keeps every Foo that was ever made.
'use strict';

class Foo {
  constructor(value) {
    this.value = value;
  }
}

const registry = new Map([['foos', []]]);

function handleRequest(number) {
  registry.get('foos').push(new Foo(number));
}

for (let number = 0; number < 10_000; number++) handleRequest(number);
globalThis.registry = registry;

require('node:v8').writeHeapSnapshot(process.argv[2] ?? 'leak.heapsnapshot');
