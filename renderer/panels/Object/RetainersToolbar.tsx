import { Layers, ListTree, Maximize, Minus, PinOff, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { GraphDirection } from '../../../shared/protocol/rows.ts';
import type { GraphChoice } from './retainers-graph.ts';

const DIRECTIONS: readonly (readonly [GraphDirection, string, string])[] = [
  ['referrers', 'Backrefs', 'What holds the object'],
  ['referents', 'Refs', 'What the object holds'],
];
const MAX_DEPTH = 20;
const MAX_WIDTH = 200;

interface RetainersToolbarProps {
  readonly choice: GraphChoice;
  readonly onChoice: (choice: GraphChoice) => void;
  readonly outline: boolean;
  readonly onOutline: (outline: boolean) => void;
  readonly onFit: () => void;
  readonly onZoom: (steps: number) => void;
  readonly onFreeAll: () => void;
  readonly onExport: (kind: 'png' | 'svg') => void;
  /** Leads to the objects that are shown, as a set; null while there are none. */
  readonly onSet: (() => void) | null;
}

/** What can be done with the whole graph. */
export function RetainersToolbar(props: RetainersToolbarProps): ReactNode {
  const { choice, onChoice } = props;
  return (
    <div className="retainers-tools" role="toolbar" aria-label="Graph">
      <div className="retainers-switch" role="group" aria-label="Direction">
        {DIRECTIONS.map(([direction, name, title]) => (
          <button
            key={direction}
            type="button"
            aria-pressed={choice.direction === direction}
            title={title}
            onClick={() => onChoice({ ...choice, direction })}
          >
            {name}
          </button>
        ))}
      </div>
      <Amount
        label="Depth"
        title="Steps from the object"
        value={choice.depth}
        max={MAX_DEPTH}
        onChange={(depth) => onChoice({ ...choice, depth })}
      />
      <Amount
        label="Width"
        title="Neighbours of each object before equal ones fold"
        value={choice.width}
        max={MAX_WIDTH}
        onChange={(width) => onChoice({ ...choice, width })}
      />
      <span className="retainers-gap" />
      <span className="retainers-icons">
        <IconButton name="Zoom out" onClick={() => props.onZoom(-1)} icon={<Minus size={14} aria-hidden />} />
        <IconButton name="Zoom in" onClick={() => props.onZoom(1)} icon={<Plus size={14} aria-hidden />} />
        <IconButton name="Fit" onClick={props.onFit} icon={<Maximize size={14} aria-hidden />} />
        <IconButton name="Unpin all" onClick={props.onFreeAll} icon={<PinOff size={14} aria-hidden />} />
        <IconButton
          name="Outline"
          pressed={props.outline}
          onClick={() => props.onOutline(!props.outline)}
          icon={<ListTree size={14} aria-hidden />}
        />
        {props.onSet === null ? null : (
          <IconButton
            name="The objects shown as a set"
            onClick={props.onSet}
            icon={<Layers size={14} aria-hidden />}
          />
        )}
      </span>
      <div className="retainers-switch" role="group" aria-label="Save the picture">
        <ExportButton kind="png" onExport={props.onExport} />
        <ExportButton kind="svg" onExport={props.onExport} />
      </div>
    </div>
  );
}

function Amount({
  label,
  title,
  value,
  max,
  onChange,
}: {
  readonly label: string;
  readonly title: string;
  readonly value: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}): ReactNode {
  return (
    <label className="retainers-amount" title={title}>
      {label}
      <input
        type="number"
        min={1}
        max={max}
        value={value}
        aria-label={label}
        onChange={(event) => {
          const next = Math.round(event.target.valueAsNumber);
          // An empty field is on its way to a number.
          if (next >= 1 && next <= max) onChange(next);
        }}
      />
    </label>
  );
}

function IconButton({
  name,
  icon,
  pressed,
  onClick,
}: {
  readonly name: string;
  readonly icon: ReactNode;
  readonly pressed?: boolean;
  readonly onClick: () => void;
}): ReactNode {
  return (
    <button
      type="button"
      className="button icon quiet"
      aria-label={name}
      title={name}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      onClick={onClick}
    >
      {icon}
    </button>
  );
}

function ExportButton({
  kind,
  onExport,
}: {
  readonly kind: 'png' | 'svg';
  readonly onExport: (kind: 'png' | 'svg') => void;
}): ReactNode {
  const name = `Export ${kind.toUpperCase()}`;
  return (
    <button
      type="button"
      aria-label={name}
      title={`${name}: save the picture`}
      onClick={() => onExport(kind)}
    >
      {kind.toUpperCase()}
    </button>
  );
}
