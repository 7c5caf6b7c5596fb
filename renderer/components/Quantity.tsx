import type { ReactNode } from 'react';
import { bytesParts, formatCount, formatExactBytes } from '../../shared/base/numbers-to-text.ts';

/** Bytes for reading: unit small, the exact number when pointed at. null: not known yet. */
export function Bytes({
  bytes,
  signed = false,
}: {
  readonly bytes: number | null;
  readonly signed?: boolean;
}): ReactNode {
  if (bytes === null) {
    return (
      <span className="quantity waiting" title="Being computed">
        …
      </span>
    );
  }
  const { value, unit } = bytesParts(bytes);
  return (
    <span className="quantity" title={formatExactBytes(bytes)}>
      {signed && bytes > 0 ? `+${value} ` : `${value} `}
      <span className="unit">{unit}</span>
    </span>
  );
}

/** `1 type`, `2,345 types`. O(1). */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
