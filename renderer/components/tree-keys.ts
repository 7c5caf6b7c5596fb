import { nextIndex } from './grid-keys.ts';

interface KeyedLine {
  readonly key: string;
  readonly parent: string;
  readonly kind: string;
  readonly isOpen?: boolean | null;
}

/**
 * What a key does in a tree: the line it leads to, or what it does with the line it is at; null for keys that mean
 * nothing. O(lines) for Left, else O(1).
 */
export function treeMove(
  key: string,
  lines: readonly KeyedLine[],
  active: number,
  pageRows: number,
): number | 'activate' | 'toggle' | null {
  const line = lines.at(active);
  if (line === undefined) return null;
  switch (key) {
    case 'Enter':
      return 'activate';
    case ' ':
      return 'toggle';
    case 'ArrowRight':
      if (line.isOpen === false) return 'toggle';
      return line.isOpen === true && active + 1 < lines.length ? active + 1 : null;
    case 'ArrowLeft': {
      if (line.isOpen === true) return 'toggle';
      const parent = lines.findIndex((other) => other.kind === 'row' && other.key === line.parent);
      return parent < 0 ? null : parent;
    }
    default:
      return nextIndex(key, { active, total: lines.length, pageRows });
  }
}
