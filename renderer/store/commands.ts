import { create } from 'zustand';
import type { StoreApi, UseBoundStore } from 'zustand';
import { WINDOW_COMMANDS } from '../../shared/protocol/window-commands.ts';
import type { WindowCommand } from '../../shared/protocol/window-commands.ts';

export type CommandHandlers = Readonly<Partial<Record<WindowCommand, () => void>>>;

interface CommandState {
  /** Who carries out a command now; the last that came, where several would. */
  readonly handlers: CommandHandlers;
  /** Takes the command until the returned function is called. */
  readonly take: (command: WindowCommand, handler: () => void) => () => void;
}

export type CommandStore = UseBoundStore<StoreApi<CommandState>>;

/** The commands of a window, each with whoever on the screen carries it out. One a window; tests make their own. */
export function createCommandStore(): CommandStore {
  const taken = new Map<WindowCommand, (() => void)[]>();
  return create<CommandState>()((set) => {
    const update = (command: WindowCommand, handlers: (() => void)[]): void => {
      taken.set(command, handlers);
      const current = [...taken].flatMap(([each, all]) => {
        const last = all.at(-1);
        return last === undefined ? [] : [[each, last] as const];
      });
      set({ handlers: Object.fromEntries(current) as CommandHandlers });
    };
    return {
      handlers: {},
      take: (command, handler) => {
        update(command, [...(taken.get(command) ?? []), handler]);
        return () =>
          update(
            command,
            (taken.get(command) ?? []).filter((each) => each !== handler),
          );
      },
    };
  });
}

/** The commands of this window. */
export const useCommands = createCommandStore();

/** The commands that somebody carries out now, in their own order. O(commands). */
export function availableCommands(handlers: CommandHandlers): readonly WindowCommand[] {
  return WINDOW_COMMANDS.filter((command) => handlers[command] !== undefined);
}
