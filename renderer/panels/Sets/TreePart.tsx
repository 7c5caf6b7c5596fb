import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import type { MergedPathNode, PatternNode } from '../../../shared/protocol/rows.ts';
import type { Column } from '../../components/data-grid-column.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Bytes } from '../../components/Quantity.tsx';
import { CodeText, TypeName } from '../../components/SnapshotText.tsx';
import { TreeGrid } from '../../components/TreeGrid.tsx';
import { useTree } from '../../data/use-tree.ts';
import type { TreeQuestion } from '../../data/use-tree.ts';
import { Unanswered } from '../../lists/Unanswered.tsx';
import type { SetsPlace } from '../../store/places/sets.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { MERGED_QUESTION, PATTERN_QUESTION } from './tree-questions.ts';

interface TreePartProps {
  readonly snapshot: OpenSnapshot;
  readonly place: SetsPlace;
  readonly set: ObjectSet;
}

const MERGED_COLUMNS: readonly Column<MergedPathNode>[] = [
  {
    key: 'step',
    title: 'Step',
    width: 260,
    fill: true,
    cell: (node) => (
      <span className="step-name">
        {node.label === '' ? null : (
          <CodeText text={node.label} max={80} tone={node.role === 'root' ? 'root' : 'label'} />
        )}
        {node.holders > 1 ? <b className="times">{formatCount(node.holders)} ×</b> : null}
        <TypeName type={node.type} max={80} />
        {node.preview === '' ? null : <CodeText text={node.preview} max={80} tone="bare soft" />}
      </span>
    ),
    text: (node) => `${visibleText(node.label, 400)} ${visibleText(node.type, 400)} ${node.id ?? ''}`,
  },
  {
    key: 'count',
    title: 'Objects of the set behind it',
    shortTitle: 'Of the set',
    numeric: true,
    width: 92,
    counts: true,
    cell: (node) => formatCount(node.count),
    text: (node) => String(node.count),
  },
  {
    key: 'bytes',
    title: 'Their shallow size',
    shortTitle: 'Shallow',
    numeric: true,
    width: 92,
    cell: (node) => <Bytes bytes={node.bytes} />,
    text: (node) => String(node.bytes),
  },
];

const PATTERN_COLUMNS: readonly Column<PatternNode>[] = [
  {
    key: 'kind',
    title: 'Referred to by',
    width: 260,
    fill: true,
    cell: (node) => (
      <span className="step-name">
        {node.count > 1 ? <b className="times">{formatCount(node.count)} ×</b> : null}
        <TypeName type={node.key} max={120} />
        {node.preview === '' ? null : <CodeText text={node.preview} max={80} tone="bare soft" />}
        {node.roots === 0 ? null : (
          <span className="tag root">
            {node.roots === node.count ? 'root' : `${formatCount(node.roots)} roots`}
          </span>
        )}
      </span>
    ),
    text: (node) => `${visibleText(node.key, 400)} ${node.id ?? ''}`,
  },
  {
    key: 'count',
    title: 'Count',
    numeric: true,
    width: 84,
    counts: true,
    cell: (node) => formatCount(node.count),
    text: (node) => String(node.count),
  },
  {
    key: 'shallow',
    title: 'Shallow size',
    shortTitle: 'Shallow',
    numeric: true,
    width: 92,
    cell: (node) => <Bytes bytes={node.shallowBytes} />,
    text: (node) => String(node.shallowBytes),
  },
];

/** The shortest paths to all objects of the set as one tree, from the roots down. */
export function MergedPart(props: TreePartProps): ReactNode {
  return (
    <SetTree
      {...props}
      question={MERGED_QUESTION}
      columns={MERGED_COLUMNS}
      label="Merged paths"
      what="Following the shortest paths"
      note="The shortest paths to all objects of the set; equal steps are one."
    />
  );
}

/** The set’s objects by kind, and under each what refers to it, up to the roots. */
export function PatternPart(props: TreePartProps): ReactNode {
  return (
    <SetTree
      {...props}
      question={PATTERN_QUESTION}
      columns={PATTERN_COLUMNS}
      label="Reference pattern"
      what="Looking for who refers to them"
      note="Under each kind what refers to it. What stands above is left out, so that cycles end."
    />
  );
}

interface SetNode {
  readonly key: string;
  readonly id: string | null;
}

function SetTree<Node extends SetNode>({
  snapshot,
  place,
  set,
  question,
  columns,
  label,
  what,
  note,
}: TreePartProps & {
  readonly question: TreeQuestion<Node, { readonly set: ObjectSet }>;
  readonly columns: readonly Column<Node>[];
  readonly label: string;
  readonly what: string;
  readonly note: string;
}): ReactNode {
  const open = useWindow((state) => state.openObject);
  const tree = useTree(question, snapshot.id, { set });
  return (
    <>
      <div className="part-tools">
        <span className="soft">{note}</span>
      </div>
      {tree.total === null ? (
        <Unanswered
          error={tree.error}
          progress={tree.progress}
          isStopped={false}
          what={what}
          title={`${label} could not be found`}
          onStop={tree.cancel}
          onRetry={tree.reload}
        />
      ) : (
        <TreeGrid
          label={label}
          columns={columns}
          lines={tree.lines}
          onToggle={tree.toggle}
          onMore={tree.more}
          onActivate={(node) => {
            if (node.id !== null) open(node.id);
            return node.id !== null;
          }}
          isSelected={(node) => node.id !== null && node.id === place.object}
          resetKey={tree.key}
          empty={<EmptyState title="No object is in this set" />}
        />
      )}
    </>
  );
}
