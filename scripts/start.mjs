// npm start: builds, then opens the app with the bundled sample (or the files given after `--`). With `--no-build` of
// dist/ as it is. Other options are the command's: --no-open, --port N.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from './build.mjs';

const root = path.resolve(import.meta.dirname, '..');
const skipsBuild = process.argv.includes('--no-build');
try {
  if (!skipsBuild) await build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const given = process.argv.slice(2).filter((argument) => argument !== '--no-build');
const hasFile = given.some((word, index) => !word.startsWith('-') && given[index - 1] !== '--port');
const sample = path.join(root, 'assets/samples/leak.backref');
const app = spawn(
  process.execPath,
  [path.join(root, 'bin/backref.js'), ...(hasFile ? [] : [sample]), ...given],
  {
    stdio: 'inherit',
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.kill(signal));
app.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
