import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';

const SAID_FOR_MS = 1600;

/** Copies `text`, and says so for a moment. `label` is its accessible name; it is only shown without `quiet`. */
export function CopyButton({
  text,
  label = 'Copy',
  quiet = false,
}: {
  readonly text: string;
  readonly label?: string;
  readonly quiet?: boolean;
}): ReactNode {
  const [said, setSaid] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => setSaid(null), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('copied'),
      () => setSaid('failed'),
    );
  };
  const answer = said === 'copied' ? 'Copied' : said === 'failed' ? 'Copying is not allowed here' : null;
  const Icon = said === 'copied' ? Check : Copy;
  return (
    <button
      type="button"
      className={quiet ? 'button icon quiet' : 'button'}
      aria-label={label}
      title={quiet ? (answer ?? label) : undefined}
      onClick={copy}
    >
      <Icon size={14} aria-hidden />
      {quiet ? null : <span>{answer ?? label}</span>}
      <span className="only-heard" role="status">
        {answer}
      </span>
    </button>
  );
}
