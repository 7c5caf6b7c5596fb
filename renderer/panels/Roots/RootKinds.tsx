import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { Column } from '../../components/data-grid-column.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Bytes, counted } from '../../components/Quantity.tsx';
import { CodeText } from '../../components/SnapshotText.tsx';
import { TreeGrid } from '../../components/TreeGrid.tsx';
import { useTree } from '../../data/use-tree.ts';
import { Unanswered } from '../../lists/Unanswered.tsx';
import { setsPlace } from '../../store/places/sets.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import type { RootRow } from './root-kinds.ts';
import { ROOT_QUESTION } from './root-question.ts';

/** Kinds of roots as they are said of several. */
const KIND_WORDS: Readonly<Partial<Record<string, readonly [name: string, meaning: string]>>> = {
  module: ['Modules', 'what the interpreter has imported'],
  frame: ['Running functions', 'their local variables'],
  thread: ['Threads', 'what belongs to a thread as such'],
  interpreter: ['Interpreter', 'what Python itself keeps'],
  'c-held': ['Held from C', 'more references than any object has to it'],
  static: ['Static', 'parts of the program, never freed'],
  'gc-garbage': ['gc.garbage', 'what the collector could not free'],
  'v8-root': ['V8', 'what the engine keeps'],
  unknown: ['Other roots', 'the snapshot does not say why'],
  unreachable: ['Unreachable', 'no root: it waits to be collected'],
};

const NONE = {};

function columnsFor(heapBytes: number): readonly Column<RootRow>[] {
  return [
    {
      key: 'root',
      title: 'Root',
      width: 240,
      fill: true,
      cell: (row) => <RootName row={row} />,
      text: (row) => visibleText(row.key ?? row.kind, 1000),
    },
    {
      key: 'count',
      title: 'Objects nearest to it',
      shortTitle: 'Nearest',
      numeric: true,
      width: 92,
      counts: true,
      cell: (row) => formatCount(row.count),
      text: (row) => String(row.count),
    },
    {
      key: 'shallow',
      title: 'Shallow size of those',
      shortTitle: 'Shallow',
      numeric: true,
      width: 92,
      tone: 'shallow',
      share: (row) => (heapBytes === 0 ? 0 : row.shallowBytes / heapBytes),
      cell: (row) => <Bytes bytes={row.shallowBytes} />,
      text: (row) => String(row.shallowBytes),
    },
    {
      key: 'retained',
      title: 'Retained size of those',
      shortTitle: 'Retained',
      numeric: true,
      width: 96,
      tone: 'retained',
      share: (row) => (heapBytes === 0 ? 0 : row.retainedBytes / heapBytes),
      cell: (row) => <Bytes bytes={row.retainedBytes} />,
      text: (row) => String(row.retainedBytes),
    },
  ];
}

function RootName({ row }: { readonly row: RootRow }): ReactNode {
  if (row.name === null) {
    const [name, meaning] = KIND_WORDS[row.kind] ?? [row.kind, ''];
    return (
      <span className="root-kind">
        <b>{visibleText(name, 40)}</b>
        <span className="soft">
          {row.kind === 'unreachable' ? meaning : `${counted(row.roots, 'root')} · ${meaning}`}
        </span>
      </span>
    );
  }
  return <CodeText text={row.name === '' ? '(no name)' : row.name} max={160} tone="root" />;
}

/** Roots by kind, each with the objects to which it is the nearest; choosing one leads to those as a set. */
export function RootKinds({ snapshot }: { readonly snapshot: OpenSnapshot }): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const tree = useTree(ROOT_QUESTION, snapshot.id, NONE);
  const { shallowBytes } = snapshot.info;
  const columns = useMemo(() => columnsFor(shallowBytes), [shallowBytes]);
  if (tree.total === null) {
    return (
      <Unanswered
        error={tree.error}
        progress={tree.progress}
        isStopped={false}
        what="Following paths"
        title="The roots could not be listed"
        onStop={tree.cancel}
        onRetry={tree.reload}
      />
    );
  }
  return (
    <TreeGrid
      label="Roots"
      columns={columns}
      lines={tree.lines}
      onToggle={tree.toggle}
      onMore={tree.more}
      onActivate={({ key, kind }) => {
        if (kind === 'unreachable') goTo(setsPlace(snapshot.slug, { kind: 'unreachable' }));
        else if (key !== null)
          goTo(setsPlace(snapshot.slug, { kind: 'group', of: { kind: 'all' }, by: 'keeper', key }));
        return key !== null || kind === 'unreachable';
      }}
      isSelected={() => false}
      resetKey={tree.key}
      empty={<EmptyState title="This snapshot names no roots" />}
    />
  );
}
