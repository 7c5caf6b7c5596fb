import type { ReactNode } from 'react';

/** A few ways of looking, of which one is on. */
export function Switch<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly (readonly [value: Value, name: string, title?: string])[];
  readonly onChange: (value: Value) => void;
}): ReactNode {
  return (
    <div className="switch" role="group" aria-label={label}>
      {choices.map(([each, name, title]) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === value}
          title={title}
          onClick={() => onChange(each)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
