// Type-checks every environment: each has its own libraries, so that shared/ cannot use Node or the DOM.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
const runs = [['-b'], ['-p', 'tsconfig.test.json']];

for (const args of runs) {
  const result = spawnSync(process.execPath, [tsc, ...args], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
