import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { AllocationFrame, ObjectDetails } from '../../../shared/protocol/rows.ts';
import { Bytes } from '../../components/Quantity.tsx';
import { CodeText, TypeName } from '../../components/SnapshotText.tsx';
import { isTelling } from './root-text.ts';

/** Python writes this count for objects that are never freed (PEP 683). */
const IMMORTAL = 0xffff_ffff;

function Fact({
  label,
  title,
  children,
}: {
  readonly label: string;
  readonly title?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className="fact" title={title}>
      <dd>{children}</dd>
      <dt>{label}</dt>
    </div>
  );
}

/** What is known of the object itself. `details` null: on its way. */
export function ObjectFacts({
  details,
  onOpen,
}: {
  readonly details: ObjectDetails | null;
  readonly onOpen: (id: string) => void;
}): ReactNode {
  if (details === null) return <div className="facts waiting" aria-busy="true" />;
  const { length, refcount, distance, dominator } = details;
  return (
    <div className="object-facts">
      <dl className="facts">
        <Fact label="shallow" title="Bytes of the object itself">
          <Bytes bytes={details.shallowBytes} />
        </Fact>
        <Fact label="retained" title="Bytes that would be freed with it">
          <Bytes bytes={details.retainedBytes} />
        </Fact>
        <Fact label="held by" title="References to it">
          {formatCount(details.referrerCount)}
        </Fact>
        <Fact label="holds" title="References it has">
          {formatCount(details.referentCount)}
        </Fact>
        <Distance distance={distance} />
        {length === null ? null : <Fact label="length">{formatCount(length)}</Fact>}
        {refcount === null ? null : (
          <Fact label="refcount">{refcount === IMMORTAL ? 'immortal' : formatCount(refcount)}</Fact>
        )}
      </dl>
      {isTelling(details) ? <CodeText text={details.preview} max={300} tone="object-preview" /> : null}
      {dominator === null ? null : (
        <p className="object-line">
          <span className="object-word">Freed with</span>
          <button type="button" className="link" onClick={() => onOpen(dominator.id)}>
            <TypeName type={dominator.type} max={60} />
            <CodeText
              text={dominator.preview === '' ? dominator.id : dominator.preview}
              max={60}
              tone="bare soft"
            />
          </button>
          <span className="object-why">every path from a root goes through it</span>
        </p>
      )}
      {details.allocatedAt.length === 0 ? null : <Allocation frames={details.allocatedAt} />}
    </div>
  );
}

/** Steps, as the path shows them; the engine counts as DevTools does, the root itself as 1. */
function Distance({ distance }: { readonly distance: number | null }): ReactNode {
  if (distance === null) return <Fact label="no root reaches it">–</Fact>;
  if (distance <= 1) return <Fact label="it is a root">root</Fact>;
  const steps = distance - 1;
  return (
    <Fact
      label={steps === 1 ? 'step from a root' : 'steps from a root'}
      title={`Distance ${formatCount(distance)}`}
    >
      {formatCount(steps)}
    </Fact>
  );
}

function Allocation({ frames }: { readonly frames: readonly AllocationFrame[] }): ReactNode {
  const [innermost, ...outer] = frames.map(({ file, line }) => `${visibleText(file, 200)}:${String(line)}`);
  if (outer.length === 0) {
    return (
      <p className="object-line">
        <span className="object-word">Allocated at</span> <code className="code">{innermost}</code>
      </p>
    );
  }
  return (
    <details className="object-line allocation">
      <summary>
        <span className="object-word">Allocated at</span> <code className="code">{innermost}</code>
      </summary>
      <ol>
        {outer.map((frame, index) => (
          <li key={index}>
            called from <code className="code">{frame}</code>
          </li>
        ))}
      </ol>
    </details>
  );
}
