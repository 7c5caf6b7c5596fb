import type { CommandContext } from '../../../../node/cli/command.ts';
import { ClosedOutput } from '../../../../node/cli/command-errors.ts';
import type { Desktop } from '../../../../node/cli/desktop.ts';
import { type Heaps, openHeap, type OpenHeap } from '../../../../node/cli/heaps.ts';
import { makeInk } from '../../../../node/cli/ink.ts';
import type { Processes } from '../../../../node/cli/processes.ts';
import { runCli } from '../../../../node/cli/run-cli.ts';
import type { EngineApi, EngineMethod } from '../../../../shared/protocol/engine-api.ts';
import type { InstanceRow, ObjectDetails, SnapshotInfo, TypeRow } from '../../../../shared/protocol/rows.ts';

export type FakeAnswers = {
  readonly [M in EngineMethod]?: (params: EngineApi[M]['params']) => EngineApi[M]['result'];
};

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface FakeOptions {
  readonly answers?: FakeAnswers;
  readonly info?: Partial<SnapshotInfo>;
  readonly columns?: number | null;
  readonly colours?: boolean;
  readonly desktop?: Partial<Desktop>;
  readonly processes?: Partial<Processes>;
  /** Writes to stdout that succeed before its reader is gone. */
  readonly writesBeforeClose?: number;
}

export const INFO: SnapshotInfo = {
  format: 'backref',
  formatVersion: '1.0',
  producer: 'test',
  objects: 3,
  references: 2,
  types: 2,
  shallowBytes: 300,
  unreachable: { objects: 0, shallowBytes: 0 },
  problems: [],
  process: null,
  rules: [],
  openedInMs: 5,
  language: 'python',
};

export const DETAILS: ObjectDetails = {
  id: '0xabc',
  type: 'app.Order',
  role: 'instance',
  shallowBytes: 48,
  retainedBytes: 152,
  dominator: { id: '0x10', type: 'list', preview: 'list of 3' },
  distance: 4,
  reachable: true,
  preview: 'Order()',
  length: null,
  refcount: 1,
  allocatedAt: [],
  referentCount: 0,
  referrerCount: 0,
};

export function typeRows(count: number): TypeRow[] {
  return Array.from({ length: count }, (_, index) => ({
    type: `app.T${index}`,
    count: index + 1,
    shallowBytes: 100 * (index + 1),
    retainedBytes: 200 * (index + 1),
  }));
}

export function instanceRow(index: number): InstanceRow {
  return {
    id: `0x${(4096 + index).toString(16)}`,
    type: 'app.T0',
    shallowBytes: 48,
    retainedBytes: 64,
    preview: `T0(${index})`,
  };
}

/** `types` of these rows, windowed. */
export function typesAnswer(rows: readonly TypeRow[]): NonNullable<FakeAnswers['types']> {
  return ({ offset, limit, filter }) => {
    const kept = rows.filter((row) => row.type.includes(filter));
    const sum = (of: (row: TypeRow) => number): number => kept.reduce((total, row) => total + of(row), 0);
    return {
      total: kept.length,
      offset,
      rows: kept.slice(offset, offset + limit),
      totals: {
        types: kept.length,
        count: sum((row) => row.count),
        shallowBytes: sum((row) => row.shallowBytes),
      },
      max: { count: 0, shallowBytes: 0, retainedBytes: 0 },
    };
  };
}

function fakeHeaps(options: FakeOptions): Heaps {
  const call = (async (method: EngineMethod, params: never) => {
    const answer = options.answers?.[method] as ((given: never) => unknown) | undefined;
    if (answer === undefined) throw new Error(`the fake engine has no answer to ${method}`);
    return answer(params);
  }) as OpenHeap['call'];
  return {
    open: async (file) => openHeap(file, `snapshot of ${file}`, { ...INFO, ...options.info }, call),
    close: async () => undefined,
  };
}

/** Runs the command line against a fake engine and captures what it writes. */
export async function runFake(words: readonly string[], options: FakeOptions = {}): Promise<Ran> {
  let out = '';
  let err = '';
  let writesLeft = options.writesBeforeClose ?? Number.POSITIVE_INFINITY;
  const missing = (): never => {
    throw new Error('no desktop in this test');
  };
  const context: CommandContext = {
    heaps: fakeHeaps(options),
    desktop: {
      findElectron: missing,
      launchElectron: missing,
      serve: missing,
      openBrowser: missing,
      untilStopped: missing,
      ...options.desktop,
    },
    processes: {
      list: async () => [],
      descendants: () => new Set(),
      capture: missing,
      run: missing,
      ...options.processes,
    },
    terminal: {
      columns: options.columns ?? null,
      ink: makeInk(options.colours ?? false),
      passing: () => undefined,
      err: (text) => void (err += text),
      async out(text) {
        if (writesLeft-- <= 0) throw new ClosedOutput();
        out += text;
      },
    },
  };
  const code = await runCli(words, context, '1.2.3');
  return { code, out, err };
}
