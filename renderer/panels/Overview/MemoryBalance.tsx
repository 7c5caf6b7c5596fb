import type { ReactNode } from 'react';
import { formatBytes, formatPercent } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { Balance, BalanceRow } from '../../../shared/protocol/balance-rows.ts';
import { Bytes } from '../../components/Quantity.tsx';
import { useQuery } from '../../data/use-query.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import './balance.css';

/** What the process's memory consists of: one bar of its parts, each named beneath, and what to do about them. */
export function MemoryBalance({ snapshot }: { readonly snapshot: OpenSnapshot }): ReactNode {
  const { data, error } = useQuery(snapshot.id, 'balance', {});
  if (error !== null) return <p className="soft">{visibleText(error.message, 200)}</p>;
  if (data === null) return <div className="balance-bar" aria-busy />;
  if (data.rssBytes === null) return null;
  return <BalanceParts balance={data} rssBytes={data.rssBytes} />;
}

function BalanceParts({
  balance,
  rssBytes,
}: {
  readonly balance: Balance;
  readonly rssBytes: number;
}): ReactNode {
  const { parts, advice, notes } = balance;
  return (
    <div className="balance">
      <div className="balance-bar" role="img" aria-label={barInWords(parts, rssBytes)}>
        {parts.map((part) => (
          <i
            key={part.kind}
            className={`balance-${part.kind}`}
            title={`${part.title}: ${formatBytes(part.bytes)}`}
            style={{ flexGrow: Math.max(0, part.bytes) }}
          />
        ))}
      </div>
      <ul className="balance-parts" aria-label="Parts of the memory">
        {parts.map((part) => (
          <Part key={part.kind} part={part} rssBytes={rssBytes} />
        ))}
      </ul>
      {advice.map((sentence) => (
        <p className="balance-advice" key={sentence}>
          {visibleText(sentence, 800)}
        </p>
      ))}
      {notes.map((note) => (
        <p className="balance-note" key={note}>
          {visibleText(note, 400)}
        </p>
      ))}
    </div>
  );
}

function Part({ part, rssBytes }: { readonly part: BalanceRow; readonly rssBytes: number }): ReactNode {
  return (
    <li title={part.how}>
      <i className={`balance-${part.kind}`} aria-hidden />
      <span className="balance-title">{part.title}</span>
      <Bytes bytes={part.bytes} />
      <span className="balance-share">{formatPercent(part.bytes / rssBytes)}</span>
    </li>
  );
}

function barInWords(parts: readonly BalanceRow[], rssBytes: number): string {
  const most = [...parts].sort((a, b) => b.bytes - a.bytes).slice(0, 3);
  const words = most.map(({ title, bytes }) => `${title} ${formatPercent(bytes / rssBytes)}`);
  return `Memory of the process: ${words.join(', ')}`;
}
