import { Command } from 'cmdk';
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { FindRow } from '../../../shared/protocol/rows.ts';
import { CodeText, TypeName } from '../../components/SnapshotText.tsx';
import type { Query } from '../../data/use-query.ts';
import { valueOf } from './find-answer.ts';

/** What was found, types before objects; or why there is nothing. */
export function FoundList({
  query,
  text,
  onChoose,
}: {
  readonly query: Query<{ readonly rows: readonly FindRow[] }>;
  readonly text: string;
  readonly onChoose: (row: FindRow) => void;
}): ReactNode {
  if (query.status === 'failed')
    return <p className="find-note">{visibleText(query.error?.message ?? '', 400)}</p>;
  const rows = query.data?.rows ?? [];
  if (rows.length === 0) {
    return (
      <p className="find-note">
        {query.status === 'ready' ? `Nothing is called or contains “${visibleText(text, 60)}”` : 'Looking…'}
      </p>
    );
  }
  return (['type', 'object'] as const).map((kind) => {
    const group = rows.filter((row) => row.kind === kind);
    if (group.length === 0) return null;
    return (
      <Command.Group key={kind} heading={kind === 'type' ? 'Types' : 'Objects'}>
        {group.map((row, index) => (
          <Command.Item
            key={`${String(index)} ${row.id ?? row.type}`}
            value={valueOf(row, index)}
            className="find-item"
            onSelect={() => onChoose(row)}
          >
            <TypeName type={row.type} max={80} />
            {row.id === null ? (
              <small>{formatCount(row.count)}</small>
            ) : (
              <>
                <CodeText text={row.preview} max={60} tone="soft" />
                <code className="code soft">{row.id}</code>
              </>
            )}
          </Command.Item>
        ))}
      </Command.Group>
    );
  });
}
