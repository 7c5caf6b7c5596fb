import { ArrowLeft, ArrowRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';

/** What is needed of the Navigation API; older browsers do without, and then both ways are offered always. */
interface Entries {
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
  addEventListener(type: 'currententrychange', listener: () => void): void;
  removeEventListener(type: 'currententrychange', listener: () => void): void;
}

function waysNow(entries: Entries | undefined): { readonly back: boolean; readonly forward: boolean } {
  return { back: entries?.canGoBack ?? true, forward: entries?.canGoForward ?? true };
}

/** Back and forward through what was looked at. The keys for it are the window's. */
export function HistoryButtons({
  keys,
}: {
  readonly keys: readonly [back: string, forward: string];
}): ReactNode {
  const { navigation } = window as { readonly navigation?: Entries };
  const [ways, setWays] = useState(() => waysNow(navigation));
  useEffect(() => {
    const onChange = (): void => setWays(waysNow(navigation));
    onChange();
    navigation?.addEventListener('currententrychange', onChange);
    return () => navigation?.removeEventListener('currententrychange', onChange);
  }, [navigation]);
  return (
    <span className="history">
      <button
        type="button"
        className="button icon quiet"
        aria-label="Back"
        title={`Back (${keys[0]})`}
        disabled={!ways.back}
        onClick={() => window.history.back()}
      >
        <ArrowLeft size={15} aria-hidden />
      </button>
      <button
        type="button"
        className="button icon quiet"
        aria-label="Forward"
        title={`Forward (${keys[1]})`}
        disabled={!ways.forward}
        onClick={() => window.history.forward()}
      >
        <ArrowRight size={15} aria-hidden />
      </button>
    </span>
  );
}
