import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export const ROOT = path.resolve(import.meta.dirname, '../..');

export interface Import {
  /** Room or package: `shared/base/errors.ts`, `d3`, `node:fs`. */
  readonly target: string;
  readonly line: number;
}

export interface SourceFile {
  /** Path from the project's root, with `/`. */
  readonly name: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly functions: readonly { readonly name: string; readonly lines: number; readonly line: number }[];
}

const SKIPPED = new Set(['node_modules', 'dist', 'release', 'test-results', '.git', '__pycache__']);

/** Paths of all files below a folder of the project, from its root, with `/`. */
export function listFiles(folder: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(path.join(ROOT, folder), { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...listFiles(name));
    else found.push(name);
  }
  return found;
}

function importsOf(source: ts.SourceFile, name: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: string, node: ts.Node): void => {
    const target = specifier.startsWith('.')
      ? path.posix.normalize(path.posix.join(path.posix.dirname(name), specifier))
      : specifier;
    found.push({ target, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 });
  };
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined
    ) {
      if (ts.isStringLiteral(node.moduleSpecifier)) add(node.moduleSpecifier.text, node);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [first] = node.arguments;
      if (first !== undefined && ts.isStringLiteral(first)) add(first.text, node);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      if (ts.isStringLiteral(node.argument.literal)) add(node.argument.literal.text, node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function functionsOf(source: ts.SourceFile): { name: string; lines: number; line: number }[] {
  const found: { name: string; lines: number; line: number }[] = [];
  const visit = (node: ts.Node, outer: string): void => {
    let name = outer;
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const from = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const to = source.getLineAndCharacterOfPosition(node.end).line;
      const own = node.name !== undefined ? node.name.getText(source) : nameFromParent(node, source);
      name = own;
      found.push({ name: own, lines: to - from + 1, line: from + 1 });
    }
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(source, '');
  return found;
}

function nameFromParent(node: ts.Node, source: ts.SourceFile): string {
  const parent = node.parent;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText(source);
  return '(anonymous)';
}

/** Every TypeScript file of the code rooms (tests left out), parsed. */
export function readSources(rooms: readonly string[]): SourceFile[] {
  return rooms
    .flatMap((room) => listFiles(room))
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => {
      const text = readFileSync(path.join(ROOT, name), 'utf8');
      const kind = name.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
      const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2023, true, kind);
      return {
        name,
        lines: text.split('\n').length - 1,
        imports: importsOf(source, name),
        functions: functionsOf(source),
      };
    });
}
