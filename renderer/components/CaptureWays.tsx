import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton.tsx';
import './capture-ways.css';

interface Way {
  readonly when: string;
  readonly code: string;
  readonly drawn: ReactNode;
  /** Whether it works on Linux only. */
  readonly isFromOutside: boolean;
}

/** Ways to a snapshot beside the window's own, as `docs/capture.md` tells them. */
const WAYS: readonly Way[] = [
  {
    when: 'In the program',
    code: 'import backref\nbackref.dump("leak.backref")',
    drawn: (
      <>
        <span className="word">import</span> backref{'\n'}backref.dump(
        <span className="text">"leak.backref"</span>)
      </>
    ),
    isFromOutside: false,
  },
  {
    when: 'Starting it',
    code: 'backref run -o leak.backref app.py',
    drawn: (
      <>
        backref <span className="word">run</span> -o <span className="text">leak.backref</span> app.py
      </>
    ),
    isFromOutside: false,
  },
  {
    when: 'While it runs',
    code: 'backref capture PID -o leak.backref',
    drawn: (
      <>
        backref <span className="word">capture</span> PID -o <span className="text">leak.backref</span>
      </>
    ),
    isFromOutside: true,
  },
];

/** Code and commands that take a snapshot, each to be copied; `fromInside`: only those that work on every system. */
export function CaptureWays({ fromInside = false }: { readonly fromInside?: boolean }): ReactNode {
  return (
    <ul className="capture-ways">
      {WAYS.filter((way) => !fromInside || !way.isFromOutside).map(({ when, code, drawn }) => (
        <li key={when}>
          <span className="capture-when">{when}</span>
          <pre>
            <code>{drawn}</code>
          </pre>
          <CopyButton text={code} label={`Copy ${code.split('\n').at(-1) ?? ''}`} quiet />
        </li>
      ))}
    </ul>
  );
}
