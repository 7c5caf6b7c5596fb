// npm run licenses: THIRD-PARTY-LICENSES.txt, of every package that is built into dist/. `--check` only compares.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = path.resolve(import.meta.dirname, '..');
const FILE = 'THIRD-PARTY-LICENSES.txt';
const BUILDS = [
  { part: 'renderer', config: 'vite.renderer.config.ts' },
  ...['node', 'worker', 'main', 'preload'].map((part) => ({ part, config: 'vite.node.config.ts' })),
];
const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i;
/** Texts of packages that bring none, or not for all that is inside them; named like the package, `/` as `+`. */
const SUPPLEMENTS = 'assets/packaging/licenses';

/** Folders of the packages that the build takes modules, styles or fonts from. Builds all parts, writes nothing. */
async function bundledFolders() {
  const folders = new Set();
  const add = (id) => {
    const file = id.split('?')[0];
    const at = file.lastIndexOf('/node_modules/');
    if (at < 0 || id.startsWith('\0')) return;
    const [first, second] = file.slice(at + '/node_modules/'.length).split('/');
    folders.add(path.join(file.slice(0, at), 'node_modules', first, first.startsWith('@') ? second : ''));
  };
  const collect = {
    name: 'collect-packages',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        for (const id of output.moduleIds ?? []) add(id);
        for (const name of output.originalFileNames ?? []) add(path.resolve(root, 'renderer', name));
      }
    },
  };
  for (const { part, config } of BUILDS) {
    process.env['BACKREF_PART'] = part;
    await build({
      root: part === 'renderer' ? path.join(root, 'renderer') : root,
      configFile: path.join(root, config),
      logLevel: 'error',
      mode: 'production',
      build: { write: false },
      plugins: [collect],
      worker: { plugins: () => [collect] },
    });
  }
  return [...folders];
}

/** Name, version, declared licence and licence texts of a package. Throws when it has none to show. */
function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENSE_FILE.test(entry.name))
    .map((entry) => entry.name)
    .toSorted()
    .map((file) => path.join(folder, file));
  const supplement = path.join(root, SUPPLEMENTS, `${String(name).replace('/', '+')}.txt`);
  if (existsSync(supplement)) texts.push(supplement);
  if (typeof license !== 'string' || texts.length === 0) {
    throw new Error(`licenses: ${name}@${version} brings no licence; it may not be given out.`);
  }
  const text = texts.map((file) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
  return { title: `${name} ${version} (${license})`, license, text };
}

/** The packages built into dist/, sorted: title, SPDX expression of the licence, its text. Takes some seconds. */
export async function bundledPackages() {
  const packages = (await bundledFolders()).map(readPackage);
  const titles = new Set();
  return packages
    .filter(({ title }) => !titles.has(title) && titles.add(title))
    .toSorted((a, b) => (a.title < b.title ? -1 : 1));
}

/** The file's text: each licence once, under all packages that come with it. */
export function licensesText(packages) {
  const byText = new Map();
  for (const one of packages) byText.set(one.text, [...(byText.get(one.text) ?? []), one]);
  const line = '='.repeat(80);
  const parts = [...byText].map(
    ([text, group]) => `${line}\n${group.map(({ title }) => title).join('\n')}\n${line}\n\n${text}\n`,
  );
  const head =
    'Backref is built with the packages below, each under its own licence. Electron and Chromium, which the desktop\n' +
    'application contains, bring theirs beside the program: LICENSE.electron.txt and LICENSES.chromium.html.\n';
  return [head, ...parts].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = path.join(root, FILE);
  const packages = await bundledPackages();
  const text = licensesText(packages);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`licenses: ${FILE} is out of date; npm run licenses writes it.`);
    process.exit(1);
  }
  console.log(`${FILE}: ${packages.length} packages`);
}
