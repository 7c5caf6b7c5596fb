import type { ReactNode } from 'react';
import { visibleText } from '../../shared/base/visible-text.ts';

/** Longest text of a snapshot that a title shows. */
const MAX_TITLE = 400;

/**
 * A type's full name with the module quiet and the class loud; in little room the module's beginning gives way first. Everything
 * that could hide or turn is made visible.
 */
export function TypeName({ type, max = 160 }: { readonly type: string; readonly max?: number }): ReactNode {
  const shown = visibleText(type, max);
  if (shown.trim() === '') return <span className="type-name type-module">(no name)</span>;
  const dot = /^[\w$]+(\.[\w$<>]+)+$/.test(shown) ? shown.lastIndexOf('.') + 1 : 0;
  return (
    <span className={dot > 0 ? 'type-name from-end' : 'type-name'} title={visibleText(type, MAX_TITLE)}>
      <bdi>
        {dot > 0 ? <span className="type-module">{shown.slice(0, dot)}</span> : null}
        {shown.slice(dot)}
      </bdi>
    </span>
  );
}

/** Text of a snapshot in the code font, cut, with hidden characters shown. */
export function CodeText({
  text,
  max = 160,
  tone,
}: {
  readonly text: string;
  readonly max?: number;
  readonly tone?: string;
}): ReactNode {
  return (
    <code className={tone === undefined ? 'code' : `code ${tone}`} title={visibleText(text, MAX_TITLE)}>
      {visibleText(text, max)}
    </code>
  );
}
