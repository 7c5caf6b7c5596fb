// Pythons that are not part of this machine: builds of Debian's newer suites, and Pyodide. They go into a cache folder
// outside of the project (BACKREF_TEST_CACHE names another) and are used again.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const CACHE =
  process.env['BACKREF_TEST_CACHE'] ??
  path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'backref-tests');
/** Suites to look in, the first that has it is taken. */
const DEBIAN = { 3.13: ['trixie'], 3.14: ['forky', 'sid'] };
const PYODIDE = { 3.12: '0.27.7', 3.13: '0.29.5', 3.14: '314.0.7' };
const MINUTES = 5;

/** The path of Debian's interpreter of a version and its suite; null where there is none or no mirror answers. */
function debianPython(version) {
  const script = path.join(import.meta.dirname, 'debian-python.sh');
  for (const suite of DEBIAN[version]) {
    const folder = path.join(CACHE, `debian-${suite}-${version}`);
    const ran = spawnSync('sh', [script, suite, version, folder], {
      encoding: 'utf8',
      timeout: MINUTES * 60_000,
    });
    if (ran.status === 0) return { python: ran.stdout.trim(), suite };
  }
  return null;
}

/** The folder of an unpacked Pyodide; null when the registry cannot be reached. */
function pyodideFolder(release) {
  const folder = path.join(CACHE, `pyodide-${release}`);
  if (existsSync(folder)) return path.join(folder, 'package');
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const run = (command, ...words) =>
    spawnSync(command, words, { cwd: fresh, encoding: 'utf8', timeout: MINUTES * 60_000 });
  const packed = run('npm', 'pack', '--silent', `pyodide@${release}`);
  if (packed.status !== 0 || run('tar', '-xzf', packed.stdout.trim()).status !== 0) return null;
  renameSync(fresh, folder);
  return path.join(folder, 'package');
}

/** Debian's builds: `{version, suite, python}`, python null where it cannot be had. */
export function debianPythons() {
  return Object.keys(DEBIAN).map((version) => {
    const found = debianPython(version);
    return { version, suite: found?.suite ?? DEBIAN[version].join(' or '), python: found?.python ?? null };
  });
}

/** Pyodide's: `{version, release, folder}`, folder null where it cannot be had. */
export function pyodides() {
  return Object.entries(PYODIDE).map(([version, release]) => ({
    version,
    release,
    folder: pyodideFolder(release),
  }));
}
