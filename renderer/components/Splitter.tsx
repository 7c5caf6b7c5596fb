import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';

const STEP = 2;

interface SplitterProps {
  readonly label: string;
  /** Per cent of the parent's width. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

/** The edge between two columns: drag it, or move it by the arrow keys. */
export function Splitter({ label, value, min, max, onChange }: SplitterProps): ReactNode {
  const change = (next: number): void => onChange(Math.min(max, Math.max(min, next)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowLeft' ? -STEP : event.key === 'ArrowRight' ? STEP : 0;
    if (step === 0) return;
    event.preventDefault();
    change(value + step);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const edge = event.currentTarget;
    const width = edge.parentElement?.getBoundingClientRect().width ?? 0;
    if (width === 0) return;
    const start = event.clientX;
    edge.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void =>
      change(value + ((moved.clientX - start) * 100) / width);
    edge.addEventListener('pointermove', move);
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  return (
    <div
      className="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    />
  );
}
