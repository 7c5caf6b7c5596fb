import { NEVER_CANCELLED } from '../../shared/base/cancellation.ts';
import type { CancelToken } from '../../shared/base/cancellation.ts';
import { IGNORE_PROGRESS } from '../../shared/base/progress.ts';
import type { ReportProgress } from '../../shared/base/progress.ts';
import { EngineService } from '../../shared/engine/engine-service.ts';
import type { EngineMethod } from '../../shared/protocol/engine-api.ts';
import type { SnapshotInfo } from '../../shared/protocol/rows.ts';
import type { SnapshotPart } from '../../shared/protocol/snapshot-parts.ts';
import { nodeCodecs } from './codecs.ts';
import { openFileByteSource } from './file-byte-source.ts';
import type { SnapshotEngine } from './snapshot-engine.ts';

/** What the one snapshot is called inside its engine; others, for comparing, come under the router's names. */
const OWN = 'own';
/** Once nothing has been asked for this long, the indexes are made that the next question may need. */
const IDLE_MS = 250;

/** The engine for one snapshot file. */
export function createFileEngine(): SnapshotEngine {
  return new FileEngine();
}

class FileEngine implements SnapshotEngine {
  readonly #service = new EngineService(nodeCodecs);
  #prepareTimer: NodeJS.Timeout | null = null;

  async open(path: string, name: string, cancel: CancelToken, report: ReportProgress): Promise<SnapshotInfo> {
    const source = await openFileByteSource(path, name);
    try {
      const info = await this.#service.open(source, { snapshot: OWN, report, cancel });
      this.#prepareTimer = setTimeout(() => this.#prepare(), IDLE_MS).unref();
      return info;
    } finally {
      await source.close();
    }
  }

  #prepare(): void {
    this.#prepareTimer = null;
    this.#service.prepare(OWN, { report: IGNORE_PROGRESS, cancel: NEVER_CANCELLED });
  }

  // Async so that failures reject, as every caller expects of it. `never`: the parameters were checked by the method's
  // schema where they came in, which the compiler cannot follow through two messages.
  // eslint-disable-next-line @typescript-eslint/require-await
  async call(method: EngineMethod, params: unknown, cancel: CancelToken): Promise<unknown> {
    this.#prepareTimer?.refresh();
    return this.#service.call(OWN, method, params as never, { report: IGNORE_PROGRESS, cancel });
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async exportPart(part: SnapshotPart, cancel: CancelToken): Promise<unknown> {
    return this.#service.part(OWN, part, { report: IGNORE_PROGRESS, cancel });
  }

  importPart(snapshot: string, part: SnapshotPart, content: unknown): Promise<void> {
    this.#service.importPart(snapshot, part, content);
    return Promise.resolve();
  }

  forget(snapshot: string): Promise<void> {
    this.#service.close(snapshot);
    return Promise.resolve();
  }
}
