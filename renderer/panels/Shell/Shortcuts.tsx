import { useState } from 'react';
import type { ReactNode } from 'react';
import { ModalDialog } from '../../components/ModalDialog.tsx';
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
  return (
    <ModalDialog title="Keyboard shortcuts" className="shortcuts" onClose={onClose}>
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
    </ModalDialog>
  );
}
