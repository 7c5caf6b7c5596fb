import type { ProcessRow } from '../../shared/protocol/capture-api.ts';

/** What commands do with other processes. Tests give their own. */
export interface Processes {
  /** The Python processes of this machine, by process id. */
  list(): Promise<readonly ProcessRow[]>;
}
