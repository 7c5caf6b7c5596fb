import { useEffect } from 'react';
import { useHost } from '../../data/host-context.tsx';
import { surroundingsOf } from '../../data/surroundings.ts';
import { useCommand } from '../../data/use-command.ts';
import { useOpener } from '../../data/use-opener.ts';
import { availableCommands, useCommands } from '../../store/commands.ts';
import { commandOfKey } from '../../store/keys.ts';
import { currentSnapshot, useWindow } from '../../store/window-store.ts';

/** Carries out what concerns the window as a whole, follows its keys, and tells the host what it shows. */
export function useWindowCommands(): void {
  const opener = useOpener();
  const current = useWindow(currentSnapshot);
  useCommand('open', () => void opener.pick());
  useCommand('close-snapshot', current === null ? null : () => void opener.close(current.slug));
  useCommand('back', current === null ? null : () => window.history.back());
  useCommand('forward', current === null ? null : () => window.history.forward());
  useKeys();
  useShown(current?.id ?? null);
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function useKeys(): void {
  const host = useHost();
  useEffect(() => {
    const surroundings = surroundingsOf(host);
    const onKey = (event: KeyboardEvent): void => {
      const command = commandOfKey(event, surroundings, isTextField(event.target));
      const run = command === null ? undefined : useCommands.getState().handlers[command];
      if (run === undefined || event.defaultPrevented) return;
      // Also keeps the application's menu from doing it once more.
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [host]);
}

function useShown(snapshot: string | null): void {
  const host = useHost();
  // A text, so that equal ones are not told twice.
  const commands = useCommands(({ handlers }) => availableCommands(handlers).join(' '));
  useEffect(() => {
    const { handlers } = useCommands.getState();
    host.show({ snapshot, commands: availableCommands(handlers) });
  }, [host, snapshot, commands]);
}
