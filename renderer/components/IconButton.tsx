import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** A button that is an icon; its name is heard, and seen when pointed at. */
export function IconButton({
  name,
  icon: Icon,
  onClick,
  disabled = false,
}: {
  readonly name: string;
  readonly icon: LucideIcon;
  readonly onClick: () => void;
  readonly disabled?: boolean;
}): ReactNode {
  return (
    <button
      type="button"
      className="button icon quiet"
      aria-label={name}
      title={name}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={14} aria-hidden />
    </button>
  );
}
