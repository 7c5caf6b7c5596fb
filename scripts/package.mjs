// npm run package: the desktop application of what `dist/` holds, in release/.
//   (nothing)       an unpacked application of the Electron that is installed here; no network
//   --installers    what electron-builder.yml lists for this system; electron-builder downloads Electron and its tools
//   --e2e           with --inspect allowed, for tests that drive it; never to be given out
//   --output DIR    instead of release/ (release/e2e with --e2e)
//   --no-build      of dist/ as it is
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';

const root = path.resolve(import.meta.dirname, '..');
const builder = path.join(root, 'node_modules/electron-builder/cli.js');
/** What must have been built: the entries that the application starts from. */
const BUILT = [
  'dist/electron/main.js',
  'dist/electron/preload.cjs',
  'dist/node/engine-worker.mjs',
  'dist/renderer/index.html',
];
const EXECUTABLE =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';

class Refusal extends Error {}

function isUsable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
}

/** The folder of the Electron that is installed, of the version that the package asks for. */
function installedElectron() {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '';
  if (override !== '') {
    if (isUsable(path.join(override, EXECUTABLE))) return path.resolve(override);
    throw new Refusal(`ELECTRON_OVERRIDE_DIST_PATH holds no ${EXECUTABLE}.`);
  }
  const electron = path.join(root, 'node_modules/electron');
  const folder = path.join(electron, 'dist');
  const { version } = JSON.parse(textOf(path.join(electron, 'package.json')) || '{}');
  const installed = textOf(path.join(folder, 'version')).replace(/^v/, '');
  if (version !== undefined && installed === version && isUsable(path.join(folder, EXECUTABLE)))
    return folder;
  throw new Refusal(
    "Electron's binary is not installed here; npm run electron:install gets it (or --installers, which downloads).",
  );
}

function builderArguments(options) {
  const args = ['--publish', 'never'];
  if (!options.installers) args.push('--dir', `-c.electronDist=${installedElectron()}`);
  if (options.e2e) args.push('-c.electronFuses.enableNodeCliInspectArguments=true');
  const output = options.output ?? (options.e2e ? 'release/e2e' : null);
  if (output !== null) args.push(`-c.directories.output=${path.resolve(output)}`);
  return args;
}

function readOptions() {
  const flag = { type: 'boolean', default: false };
  try {
    return parseArgs({
      options: { installers: flag, e2e: flag, 'no-build': flag, output: { type: 'string' } },
    }).values;
  } catch (error) {
    throw new Refusal(error.message);
  }
}

try {
  const options = readOptions();
  if (options.installers && options.e2e) throw new Refusal('Installers are never made for tests (--e2e).');
  const args = builderArguments(options);
  if (!options['no-build']) await build();
  const missing = BUILT.filter((name) => !existsSync(path.join(root, name)));
  if (missing.length > 0) throw new Refusal(`Not built: ${missing.join(', ')}. Run npm run build.`);
  const run = spawnSync(process.execPath, [builder, ...args], { cwd: root, stdio: 'inherit' });
  process.exitCode = run.status ?? 1;
} catch (error) {
  console.error(`package: ${error instanceof Refusal ? error.message : error.stack}`);
  process.exitCode = error instanceof Refusal ? 2 : 1;
}
