import { useEffect, useEffectEvent } from 'react';
import type { WindowCommand } from '../../shared/protocol/window-commands.ts';
import { useCommands } from '../store/commands.ts';

/**
 * Carries out a command of the menu and the keyboard while the caller is on the screen; null while it cannot. The menu
 * offers exactly what somebody carries out.
 */
export function useCommand(command: WindowCommand, handler: (() => void) | null): void {
  const take = useCommands((state) => state.take);
  const isAble = handler !== null;
  const run = useEffectEvent(() => handler?.());
  useEffect(() => (isAble ? take(command, () => run()) : undefined), [command, isAble, take]);
}
