import type { ReactNode } from 'react';

/** A change: what grew stands out, what shrank is quiet. */
export function Delta({
  value,
  children,
}: {
  readonly value: number | null;
  readonly children: ReactNode;
}): ReactNode {
  return <span className={value !== null && value > 0 ? 'delta more' : 'delta'}>{children}</span>;
}
