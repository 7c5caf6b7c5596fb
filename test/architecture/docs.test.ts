import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { EDGE_KIND_NAMES, type EdgeKindText } from '../../shared/graph/edge-kinds.ts';
import type { RoleText, RootKindText } from '../../shared/graph/heap-graph.ts';
import type { EdgeKindName, ObjectRole, RootKindName } from '../../shared/protocol/rows.ts';
import { ROOMS } from './layer-table.ts';
import { ROOT, listFiles } from './source-tree.ts';

const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');
const pages = listFiles('').filter((name) => name.endsWith('.md'));

describe('documents', () => {
  test('every link to a file of the project leads to one', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map((match) => match[1]!)
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => !existsSync(path.join(ROOT, path.dirname(page), target)))
        .map((target) => `${page} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  test('the map in CONTRIBUTING names every room of the import table that exists, and no other', () => {
    const map = read('CONTRIBUTING.md');
    const named = [...map.matchAll(/^\| `((?:shared|node|electron|renderer)\/[^`]+)` \|/gm)].map(
      (match) => match[1]!,
    );
    const real = ROOMS.map((room) => room.folder).filter((folder) => existsSync(path.join(ROOT, folder)));
    expect(named.toSorted()).toEqual(real.toSorted());
  });

  test('the README names the commands that package.json has', () => {
    const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;
    const used = pages.flatMap((page) =>
      [...read(page).matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]!),
    );
    expect(used.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('every format that can be read has its page', () => {
    for (const format of ['backref', 'v8-heapsnapshot', 'pyheap', 'meliae'])
      expect(existsSync(path.join(ROOT, `docs/formats/${format}.md`)), format).toBe(true);
  });
});

describe('names that two rooms must share without importing each other', () => {
  test('edge kinds, roles and root kinds are equal in graph and protocol', () => {
    type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
    const same: [
      Same<EdgeKindText, EdgeKindName>,
      Same<RoleText, ObjectRole>,
      Same<RootKindText, RootKindName>,
    ] = [true, true, true];
    expect(same).toEqual([true, true, true]);
    expect(new Set(EDGE_KIND_NAMES).size).toBe(EDGE_KIND_NAMES.length);
  });
});

describe('exported functions', () => {
  test('each in shared/ and node/ says what comes back', () => {
    const bare = [...listFiles('shared'), ...listFiles('node')]
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const source = ts.createSourceFile(name, read(name), ts.ScriptTarget.ES2023, true);
        return source.statements
          .filter(ts.isFunctionDeclaration)
          .filter((node) => node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword))
          .filter((node) => ts.getJSDocCommentsAndTags(node).length === 0)
          .map((node) => `${name}: ${node.name?.text ?? '?'}`);
      });
    expect(bare).toEqual([]);
  });
});

describe('what must not be in the repository', () => {
  test('no text names a path of the machine it was written on', () => {
    const machinePath = new RegExp(`(?<![\\w.])/(?:${['root', 'home/\\w+', 'Users/\\w+'].join('|')})/`);
    const found = listFiles('')
      .filter((name) => /\.(md|ts|tsx|mjs|cjs|js|json|py|css|html|yml|txt)$/.test(name))
      .filter((name) => name !== 'package-lock.json')
      .filter((name) => machinePath.test(read(name)));
    expect(found).toEqual([]);
  });
});
