/** Exit codes as a shell gives them: 128 + the signal's number. */
export const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
export type StopSignal = keyof typeof EXIT_CODES;

/** What Ctrl-C and SIGTERM do: end the process at once, or what a command that has something to close asked for. */
export interface StopSignals {
  /** From now on a signal calls the listener in place of ending the process; returns the way back. */
  handle(listener: (signal: StopSignal) => void): () => void;
}

/** Listens to the signals of this process. `atOnce` is called before it ends without anybody handling the signal. */
export function listenForStop(atOnce: () => void): StopSignals {
  let current: ((signal: StopSignal) => void) | null = null;
  for (const signal of Object.keys(EXIT_CODES) as StopSignal[]) {
    process.on(signal, () => {
      if (current !== null) {
        current(signal);
        return;
      }
      atOnce();
      process.exit(EXIT_CODES[signal]);
    });
  }
  return {
    handle(listener) {
      const before = current;
      current = listener;
      return () => (current = before);
    },
  };
}
