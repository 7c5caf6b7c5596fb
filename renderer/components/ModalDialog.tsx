import { X } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import './modal-dialog.css';

/**
 * A dialog over the window while it is mounted: Escape, its button and a click beside it close it. The first input in
 * it has the focus.
 */
export function ModalDialog({
  title,
  className,
  onClose,
  onEscape = onClose,
  children,
}: {
  readonly title: string;
  readonly className: string;
  readonly onClose: () => void;
  /** Where Escape does something else first. */
  readonly onEscape?: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (dialog.current?.open !== false) return;
    dialog.current.showModal();
    dialog.current.querySelector('input')?.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`modal-dialog ${className}`}
      aria-labelledby={titleId}
      onClose={onClose}
      onCancel={(event) => {
        // Closed by itself it would tell so only later, and a key pressed meanwhile would be lost.
        event.preventDefault();
        onEscape();
      }}
      onClick={(event) => {
        // The dialog's own box is covered by its body: what hits the dialog itself is the backdrop.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="modal-dialog-body">
        <div className="modal-dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="button icon quiet" aria-label="Close" onClick={onClose}>
            <X size={15} aria-hidden />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
