import { createContext, use, useCallback, useMemo, useRef } from 'react';
import type { ChangeEvent, ReactNode } from 'react';
import { useHost } from '../../data/host-context.tsx';
import { useOpener } from '../../data/use-opener.ts';

const ChoiceContext = createContext<() => void>(() => undefined);

/** How to ask the user for files to open: the host's dialog in the app, the browser's own in a browser. */
export function useChooseFiles(): () => void {
  return use(ChoiceContext);
}

/** Holds the one file input of the window; it must live outside of menus, which unmount while the dialog is open. */
export function FileChoice({ children }: { readonly children: ReactNode }): ReactNode {
  const { kind } = useHost();
  const opener = useOpener();
  const input = useRef<HTMLInputElement>(null);
  const choose = useCallback(() => {
    if (kind === 'browser') input.current?.click();
    else void opener.pick();
  }, [kind, opener]);
  const onChange = (event: ChangeEvent<HTMLInputElement>): void => {
    const files = [...(event.target.files ?? [])];
    // The same file may be chosen again.
    event.target.value = '';
    void opener.openFiles(files);
  };
  const attributes = useMemo(() => ({ hidden: true, multiple: true, tabIndex: -1 }), []);
  return (
    <ChoiceContext value={choose}>
      {children}
      {kind === 'browser' ? (
        <input ref={input} type="file" aria-label="Snapshot files" onChange={onChange} {...attributes} />
      ) : null}
    </ChoiceContext>
  );
}
