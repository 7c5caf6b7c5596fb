#!/usr/bin/env node
// The command: hands over to the built program, and builds it first in a checkout that has not been built yet.
import { existsSync } from 'node:fs';

const program = new URL('../dist/node/cli.js', import.meta.url);
const builder = new URL('../scripts/build.mjs', import.meta.url);
const vite = new URL('../node_modules/vite/package.json', import.meta.url);

if (Number.parseInt(process.versions.node, 10) < 20) {
  console.error(`backref: It needs Node.js 20.19 or later; this is ${process.versions.node}.`);
  process.exit(1);
}
if (!existsSync(program)) {
  if (!existsSync(builder) || !existsSync(vite)) {
    console.error('backref: It is not built yet. Run "npm install" in its folder first.');
    process.exit(1);
  }
  console.error('backref: Building once …');
  const { build } = await import(builder);
  try {
    await build();
  } catch (error) {
    console.error(`backref: ${error.message}`);
    process.exit(1);
  }
}
await import(program);
