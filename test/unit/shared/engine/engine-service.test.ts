import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeCodecs } from '../../../../node/worker/codecs.ts';
import type { NamedTotals } from '../../../../shared/analysis/diff.ts';
import { UNWATCHED } from '../../../../shared/analysis/work-context.ts';
import type { CancelToken } from '../../../../shared/base/cancellation.ts';
import { EngineService } from '../../../../shared/engine/engine-service.ts';
import type { ByteSource } from '../../../../shared/formats/reader.ts';
import { ALL } from '../../../fixtures/ask.ts';
import { memorySource } from '../../../fixtures/memory-source.ts';

const SAMPLE = readFileSync(path.resolve(import.meta.dirname, '../../../../assets/samples/leak.backref'));

const sourceOf = (bytes: Uint8Array): ByteSource => memorySource(bytes, 'leak.backref', 10_000);

const cancelledAfter = (looks: number): CancelToken => {
  let left = looks;
  return {
    get cancelled() {
      return left-- <= 0;
    },
  };
};

const typesOf = (engine: EngineService, snapshot: string) =>
  engine.call(snapshot, 'types', { ...ALL, sort: { by: 'count', descending: true }, filter: '' }, UNWATCHED);

describe('the engine', () => {
  test('opens a snapshot in named phases and answers about it', async () => {
    const engine = new EngineService(nodeCodecs);
    const phases: string[] = [];
    const report = ({ phase, done, total }: { phase: string; done: number; total: number }): void => {
      expect(total === 0 || done <= total).toBe(true);
      if (phases.at(-1) !== phase) phases.push(phase);
    };
    const info = await engine.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 's1', report });
    expect(info).toMatchObject({ format: 'backref', language: 'python' });
    expect(phases).toEqual(
      expect.arrayContaining(['Reading objects', 'Finding dominators', 'Computing retained sizes']),
    );
    expect(phases.indexOf('Reading objects')).toBeLessThan(phases.indexOf('Finding dominators'));
    const { rows, totals } = typesOf(engine, 's1');
    expect(rows[0]).toMatchObject({ type: '__main__.Foo', count: 10_000 });
    expect(totals.count).toBe(info.objects);
    expect(totals.shallowBytes).toBe(info.shallowBytes);
    expect(totals.types).toBe(info.types);
  });

  test('what is held by whom is found from the type to the frame', async () => {
    const engine = new EngineService(nodeCodecs);
    await engine.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 's' });
    const sort = { by: 'retained', descending: true } as const;
    const { rows } = engine.call(
      's',
      'instances',
      { ...ALL, type: '__main__.Foo', sort, filter: '' },
      UNWATCHED,
    );
    const { root, path: steps } = engine.call('s', 'path', { id: rows[0]!.id, to: null }, UNWATCHED);
    expect(root).toMatchObject({ kind: 'frame', name: 'main()' });
    expect(steps.map(({ type }) => type)).toEqual(['frame', 'dict', 'list', '__main__.Foo']);
  });

  test('indexes made ahead change no answer', async () => {
    const engine = new EngineService(nodeCodecs);
    await engine.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 'a' });
    await engine.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 'b' });
    engine.prepare('a', UNWATCHED);
    const sort = { by: 'shallow', descending: true } as const;
    const { rows } = engine.call('a', 'instances', { ...ALL, type: 'dict', sort, filter: '' }, UNWATCHED);
    for (const { id } of rows.slice(0, 50)) {
      expect(engine.call('a', 'object', { id }, UNWATCHED)).toEqual(
        engine.call('b', 'object', { id }, UNWATCHED),
      );
    }
  });

  test('keeps several snapshots apart and forgets closed ones', async () => {
    const engine = new EngineService(nodeCodecs);
    await engine.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 'a' });
    await engine.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 'b' });
    engine.close('a');
    engine.close('a');
    expect(() => typesOf(engine, 'a')).toThrow(
      expect.objectContaining({ code: 'not-found', message: 'Snapshot a is not open.' }),
    );
    expect(typesOf(engine, 'b').total).toBeGreaterThan(0);
    await engine.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 'a' });
    expect(typesOf(engine, 'a')).toEqual(typesOf(engine, 'b'));
  });

  test('a name that is open, or being opened, cannot be opened again', async () => {
    const engine = new EngineService(nodeCodecs);
    const first = engine.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 'a' });
    const busy = expect.objectContaining({ code: 'busy' });
    await expect(engine.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 'a' })).rejects.toThrow(busy);
    await first;
    await expect(engine.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 'a' })).rejects.toThrow(busy);
  });

  test('cancelling at any moment ends the opening, and the name is free again', async () => {
    const engine = new EngineService(nodeCodecs);
    let counted = 0;
    const counting: CancelToken = {
      get cancelled() {
        counted++;
        return false;
      },
    };
    await engine.open(sourceOf(SAMPLE), { ...UNWATCHED, cancel: counting, snapshot: 'counted' });
    for (let looks = 0; looks < counted; looks++) {
      const options = { ...UNWATCHED, cancel: cancelledAfter(looks), snapshot: 'a' };
      await expect(engine.open(sourceOf(SAMPLE), options)).rejects.toThrow(
        expect.objectContaining({ code: 'cancelled' }),
      );
      expect(() => typesOf(engine, 'a')).toThrow(expect.objectContaining({ code: 'not-found' }));
    }
    await engine.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 'a' });
  });

  test('a call that is cancelled before it starts does nothing', async () => {
    const engine = new EngineService(nodeCodecs);
    await engine.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 'a' });
    expect(() => engine.call('a', 'info', {}, { ...UNWATCHED, cancel: { cancelled: true } })).toThrow(
      expect.objectContaining({ code: 'cancelled' }),
    );
  });

  test('what is no snapshot is refused, half a snapshot too', async () => {
    const engine = new EngineService(nodeCodecs);
    const open = (bytes: Uint8Array) => engine.open(sourceOf(bytes), { ...UNWATCHED, snapshot: 'x' });
    await expect(open(new Uint8Array(0))).rejects.toThrow(
      expect.objectContaining({ code: 'not-recognised' }),
    );
    await expect(open(SAMPLE.subarray(0, SAMPLE.length / 2))).rejects.toThrow(
      expect.objectContaining({ code: 'truncated' }),
    );
  });

  test('compares with a snapshot of another thread by its type table', async () => {
    const here = new EngineService(nodeCodecs);
    const there = new EngineService(nodeCodecs);
    await here.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 'after' });
    await there.open(sourceOf(SAMPLE), { ...UNWATCHED, snapshot: 'before' });
    const part = { kind: 'totals', by: 'type' } as const;
    const table = structuredClone(there.part('before', part, UNWATCHED)) as NamedTotals;
    const foo = table.names.indexOf('__main__.Foo');
    table.count[foo]! -= 1000;
    const diff = () => here.call('after', 'diff', { ...ALL, before: 'before' }, UNWATCHED);
    expect(diff).toThrow(expect.objectContaining({ code: 'not-found' }));
    here.importPart('before', part, table);
    expect(diff().rows).toEqual([
      {
        ...{ type: '__main__.Foo', countBefore: 9000, countAfter: 10_000, countDelta: 1000 },
        ...{ shallowDelta: 0, retainedDelta: 0 },
      },
    ]);
    expect(here.call('after', 'diff', { ...ALL, before: 'after' }, UNWATCHED).total).toBe(0);
    here.close('before');
    expect(diff).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});
