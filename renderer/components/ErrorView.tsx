import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatCount } from '../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../shared/base/visible-text.ts';
import type { HeapError } from '../../shared/base/errors.ts';

/** Where in the file, as `block OBJS, byte 12,345`; '' when the error does not say, or means the whole file. O(1). */
export function whereText({ section, offset, id }: HeapError['details']): string {
  const parts: string[] = [];
  if (section !== undefined) parts.push(visibleText(section, 60));
  if (offset !== undefined && (offset > 0 || section !== undefined))
    parts.push(`byte ${formatCount(offset)}`);
  if (id !== undefined) parts.push(`object ${visibleText(id, 40)}`);
  return parts.join(', ');
}

/** Says what went wrong and where, and offers what can be done about it. */
export function ErrorView({
  title,
  error,
  advice,
  children,
}: {
  readonly title: string;
  readonly error: Pick<HeapError, 'message' | 'details'>;
  readonly advice?: ReactNode;
  /** Buttons. */
  readonly children?: ReactNode;
}): ReactNode {
  const where = whereText(error.details);
  return (
    <div className="error-view" role="alert">
      <TriangleAlert className="error-icon" size={20} aria-hidden />
      <div className="error-body">
        <h2>{visibleText(title, 160)}</h2>
        <p>{visibleText(error.message, 600)}</p>
        {where === '' ? null : <p className="error-where">Where: {where}</p>}
        {advice === undefined ? null : <p className="error-advice">{advice}</p>}
        {children === undefined ? null : <div className="buttons">{children}</div>}
      </div>
    </div>
  );
}
