import type { ReactNode } from 'react';
import { COMPARED_KEYS } from '../../../shared/protocol/object-set.ts';
import { GROUP_WORDS } from '../../lists/group-words.ts';
import type { ComparedKey } from '../../store/places/growth.ts';

/** What snapshots are compared by. */
export function CompareBy({
  by,
  onChange,
}: {
  readonly by: ComparedKey;
  readonly onChange: (by: ComparedKey) => void;
}): ReactNode {
  return (
    <label className="select">
      Compare by
      <select value={by} onChange={(event) => onChange(event.target.value as ComparedKey)}>
        {COMPARED_KEYS.map((key) => (
          <option key={key} value={key}>
            {GROUP_WORDS[key].name}
          </option>
        ))}
      </select>
    </label>
  );
}
