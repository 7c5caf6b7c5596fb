import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { AdviceExample, AdviceRow, AdvisedAttribute } from '../../../shared/protocol/advice-rows.ts';
import { Bytes, counted } from '../../components/Quantity.tsx';
import { CodeText, TypeName } from '../../components/SnapshotText.tsx';
import { setsPlace } from '../../store/places/sets.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { KIND_TITLES } from './kind-titles.ts';

const SENTENCES = 800;
const MOST_ATTRIBUTES = 40;

/** One cure in words: what to do, how its saving was computed, what it is about. */
export function AdviceDetails({
  snapshot,
  row,
}: {
  readonly snapshot: OpenSnapshot;
  readonly row: AdviceRow;
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const open = useWindow((state) => state.openObject);
  return (
    <article className="advice-details" aria-label="The chosen advice">
      <h3>
        {KIND_TITLES[row.kind]}
        {row.type === null ? null : (
          <>
            {' · '}
            <TypeName type={row.type} />
          </>
        )}
        <span className="advice-saved">
          saves <Bytes bytes={row.savedBytes} />
        </span>
      </h3>
      <p className="advice-how">{visibleText(row.how, SENTENCES)}</p>
      <p className="soft">{visibleText(row.computed, SENTENCES)}</p>
      {row.attributes.length === 0 ? null : <Attributes attributes={row.attributes} count={row.count} />}
      <h4>{row.examples.some(({ count }) => count > 1) ? 'Values that save most' : 'Examples'}</h4>
      <ul className="advice-examples">
        {row.examples.map((example) => (
          <Example key={example.id} example={example} onOpen={open} />
        ))}
      </ul>
      <button type="button" className="button small" onClick={() => goTo(setsPlace(snapshot.slug, row.set))}>
        {row.count === 1 ? 'Show the object' : `Show all ${counted(row.count, 'object')}`}
      </button>
    </article>
  );
}

function Example({
  example,
  onOpen,
}: {
  readonly example: AdviceExample;
  readonly onOpen: (id: string) => void;
}): ReactNode {
  const { id, type, preview, count, savedBytes } = example;
  return (
    <li>
      <button type="button" className="advice-example" onClick={() => onOpen(id)}>
        <CodeText text={id} max={40} />
        <span className="advice-preview">
          <CodeText text={preview === '' ? type : preview} max={120} />
        </span>
        <span className="advice-example-saved">
          {count > 1 ? `${formatCount(count)} copies, ` : ''}saves {formatBytes(savedBytes)}
        </span>
      </button>
    </li>
  );
}

function Attributes({
  attributes,
  count,
}: {
  readonly attributes: readonly AdvisedAttribute[];
  readonly count: number;
}): ReactNode {
  return (
    <table className="advice-attributes">
      <thead>
        <tr>
          <th scope="col">Attribute</th>
          <th scope="col">Values</th>
          <th scope="col" className="numeric">
            Instances
          </th>
        </tr>
      </thead>
      <tbody>
        {attributes.slice(0, MOST_ATTRIBUTES).map((each) => (
          <tr key={each.name}>
            <td>
              <CodeText text={each.name} max={60} />
            </td>
            <td>
              {each.constant === null ? (
                'vary'
              ) : (
                <>
                  always <CodeText text={each.constant} max={60} />
                </>
              )}
            </td>
            <td className="numeric">{each.count === count ? 'all' : formatCount(each.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
