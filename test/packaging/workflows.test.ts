import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../architecture/source-tree.ts';

/** The reader that electron-builder reads its own configuration with; it brings no types. */
const { load } = createRequire(import.meta.url)('js-yaml') as { load: (text: string) => unknown };

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly 'runs-on': string;
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly needs?: readonly string[];
  readonly strategy?: { readonly matrix: Readonly<Record<string, unknown>> };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly name: string;
  readonly on: object;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = path.join(ROOT, '.github/workflows');
const names = readdirSync(FOLDER);
const texts = new Map(names.map((name) => [name, readFileSync(path.join(FOLDER, name), 'utf8')]));
const workflows = new Map([...texts].map(([name, text]) => [name, load(text) as Workflow]));
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

const jobs = [...workflows].flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ where: `${file}: ${name}`, job, workflow })),
);
const steps = jobs.flatMap(({ where, job }) => job.steps.map((step) => ({ where, step })));
const commands = steps.flatMap(({ where, step }) =>
  step.run === undefined ? [] : [{ where, run: step.run }],
);

/** Keys that a job's matrix defines. */
function matrixKeys(job: Job): Set<string> {
  const matrix = job.strategy?.matrix ?? {};
  const included = Array.isArray(matrix['include']) ? (matrix['include'] as object[]) : [];
  return new Set([...Object.keys(matrix), ...included.flatMap((entry) => Object.keys(entry))]);
}

describe('workflows', () => {
  test('are the two that there are, with jobs, steps and a limit of time', () => {
    expect(names.toSorted()).toEqual(['ci.yml', 'release.yml']);
    expect(jobs.length).toBeGreaterThan(7);
    for (const { where, job } of jobs) {
      expect(job['timeout-minutes'], where).toBeGreaterThan(0);
      expect(typeof job['runs-on'], where).toBe('string');
      for (const step of job.steps) expect('uses' in step, where).toBe(!('run' in step));
    }
  });

  test('call only scripts that package.json has', () => {
    const called = commands.flatMap(({ run }) =>
      [...run.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]!),
    );
    expect(called).toEqual(
      expect.arrayContaining(['check', 'test:unit', 'test:e2e', 'test:agent', 'electron:install', 'package']),
    );
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('name only files and programs of the project that are there', () => {
    const words = commands.flatMap(({ run }) => run.split(/[\s'"();]+/));
    const files = words.filter((word) => /^(\.\/)?(scripts|test|assets|node_modules|docs|dist)\//.test(word));
    expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    const programs = commands.flatMap(({ run }) =>
      [...run.matchAll(/npx ([\w-]+)/g)].map((match) => match[1]!),
    );
    expect(programs.filter((name) => !existsSync(path.join(ROOT, 'node_modules/.bin', name)))).toEqual([]);
  });

  test('start with the right to read, and only the draft of a release may write', () => {
    for (const workflow of workflows.values()) expect(workflow.permissions).toEqual({ contents: 'read' });
    const more = jobs.filter(({ job }) => job.permissions !== undefined);
    expect(more.map(({ where, job }) => ({ where, ...job.permissions }))).toEqual([
      { where: 'release.yml: draft', contents: 'write' },
    ]);
  });

  test('use GitHub’s own actions only, each of a stated version', () => {
    const used = steps.flatMap(({ step }) => (step.uses === undefined ? [] : [step.uses]));
    expect(used.filter((name) => !/^actions\/[\w-]+@(v\d+|[0-9a-f]{40})$/.test(name))).toEqual([]);
  });

  test('put no text that others write into a shell: values come by the environment', () => {
    expect(commands.filter(({ run }) => run.includes('${{'))).toEqual([]);
  });

  test('give secrets to the release only', () => {
    expect(texts.get('ci.yml')).not.toContain('secrets');
    expect(JSON.stringify(workflows.get('ci.yml')!.on)).not.toContain('pull_request_target');
    expect(Object.keys(workflows.get('release.yml')!.on)).toEqual(['push']);
  });

  test('refer to jobs and to matrix values that exist', () => {
    for (const { where, job, workflow } of jobs) {
      for (const needed of job.needs ?? []) expect(Object.keys(workflow.jobs), where).toContain(needed);
      const keys = [...JSON.stringify(job).matchAll(/matrix\.(\w+)/g)].map((match) => match[1]!);
      expect(
        keys.filter((key) => !matrixKeys(job).has(key)),
        where,
      ).toEqual([]);
    }
  });

  test('run real Electron on three systems, with the same specs', () => {
    const { electron } = workflows.get('ci.yml')!.jobs as { electron: Job };
    expect(electron.strategy?.matrix['os']).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest']);
    const lines = electron.steps.flatMap(({ run }) => run ?? []);
    expect(lines.indexOf('npm run electron:install')).toBeGreaterThan(lines.indexOf('npm ci'));
    expect(lines.filter((line) => line.endsWith('npm run test:e2e -- --project=desktop'))).toHaveLength(2);
    const config = readFileSync(path.join(ROOT, 'test/e2e/playwright.config.ts'), 'utf8');
    expect(config).toContain("name: 'desktop'");
  });

  test('keep every kind of package that electron-builder.yml makes', () => {
    const release = texts.get('release.yml')!;
    for (const kind of ['AppImage', 'deb', 'tar.gz', 'dmg', 'zip', 'exe']) {
      expect(release).toContain(`release/*.${kind}\n`);
    }
  });
});
