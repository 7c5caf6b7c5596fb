import { openFileByteSource } from '../../node/worker/file-byte-source.ts';
import { nodeCodecs } from '../../node/worker/codecs.ts';
import { NEVER_CANCELLED } from '../../shared/base/cancellation.ts';
import { IGNORE_PROGRESS } from '../../shared/base/progress.ts';
import { EngineService } from '../../shared/engine/engine-service.ts';
import type { ProcessInfo } from '../../shared/protocol/rows.ts';

export interface Read {
  readonly process: ProcessInfo;
  /** Objects of the target's own class. */
  readonly orders: number;
  /** Types of the agent that are in the snapshot: there should be none. */
  readonly agentTypes: readonly string[];
}

/** Reads a whole snapshot, sizes and all, in this thread. */
export async function readSnapshot(file: string): Promise<Read> {
  const context = { report: IGNORE_PROGRESS, cancel: NEVER_CANCELLED };
  const service = new EngineService(nodeCodecs);
  const source = await openFileByteSource(file);
  try {
    const info = await service.open(source, { ...context, snapshot: 's' });
    const sort = { by: 'name', descending: false } as const;
    const page = { offset: 0, limit: 1000, sort };
    const orders = service.call('s', 'types', { ...page, filter: '__main__.Order' }, context);
    const agent = service.call('s', 'types', { ...page, filter: '_backref' }, context);
    if (info.process === null) throw new Error('the snapshot tells of no process');
    return {
      process: info.process,
      orders: orders.totals.count,
      agentTypes: agent.rows.map((row) => row.type),
    };
  } finally {
    await source.close();
  }
}
