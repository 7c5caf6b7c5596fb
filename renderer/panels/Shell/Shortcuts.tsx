import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useHost } from '../../data/host-context.tsx';
import { surroundingsOf } from '../../data/surroundings.ts';
import { useCommand } from '../../data/use-command.ts';
import { keyGroups } from '../../store/keys.ts';
import './shortcuts.css';

/** All keys at a glance: by `?`, or from the menu. Escape and a click beside it close it. */
export function Shortcuts(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  useCommand('show-shortcuts', () => setOpen(true));
  return isOpen ? <ShortcutsDialog onClose={() => setOpen(false)} /> : null;
}

function ShortcutsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const host = useHost();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="shortcuts"
      aria-labelledby="shortcuts-title"
      onClose={onClose}
      onCancel={(event) => {
        // Closed by itself it would tell so only later, and a key pressed meanwhile would be lost.
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        // The dialog's own box is covered by its body: what hits the dialog itself is the backdrop.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="shortcuts-body">
        <div className="shortcuts-head">
          <h2 id="shortcuts-title">Keyboard shortcuts</h2>
          <button type="button" className="button icon quiet" aria-label="Close" onClick={onClose}>
            <X size={15} aria-hidden />
          </button>
        </div>
        <div className="shortcuts-groups">
          {keyGroups(surroundingsOf(host)).map(({ title, rows }) => (
            <section key={title} aria-label={title}>
              <h3>{title}</h3>
              <dl>
                {rows.map(({ keys, does }) => (
                  <div key={does}>
                    <dt>
                      {keys.map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dt>
                    <dd>{does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </dialog>
  );
}
