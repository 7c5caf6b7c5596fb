import type { ReactNode } from 'react';

/** Beside the types while none is chosen: what the columns mean and where to start. */
export function TypesGuide(): ReactNode {
  return (
    <div className="guide">
      <p className="guide-title">Choose a type to see its instances</p>
      <dl>
        <dt>
          <i className="swatch shallow" /> Shallow size
        </dt>
        <dd>The objects themselves: what they take without anything they refer to.</dd>
        <dt>
          <i className="swatch retained" /> Retained size
        </dt>
        <dd>What would be freed with them: everything that only they keep alive.</dd>
      </dl>
      <p>
        To find a leak, look for a type of your own with far more instances than there should be, open one of
        them, and read from its <em>Retainers</em> who still holds it.
      </p>
      <p className="guide-keys">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> move
        </span>
        <span>
          <kbd>Enter</kbd> open
        </span>
        <span>
          <kbd>Ctrl</kbd> <kbd>C</kbd> copy the row
        </span>
        <span>
          <kbd>Ctrl</kbd> <kbd>K</kbd> find
        </span>
      </p>
    </div>
  );
}
