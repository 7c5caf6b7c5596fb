import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const VERSIONS = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14'];

/** The first CPython found of each version from 3.8 on, oldest first: on PATH, in /usr/bin, under pyenv. */
export function pythons() {
  const pyenv = path.join(process.env.PYENV_ROOT ?? path.join(homedir(), '.pyenv'), 'versions');
  const installed = existsSync(pyenv)
    ? readdirSync(pyenv).map((name) => path.join(pyenv, name, 'bin/python3'))
    : [];
  const candidates = [...VERSIONS.map((version) => `python${version}`), ...installed, '/usr/bin/python3'];
  const found = new Map();
  for (const python of candidates) {
    const ran = spawnSync(python, ['-I', '-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    const version = ran.status === 0 ? ran.stdout.trim() : '';
    if (VERSIONS.includes(version) && !found.has(version)) found.set(version, python);
  }
  return VERSIONS.filter((version) => found.has(version)).map((version) => ({
    version,
    python: found.get(version),
  }));
}
