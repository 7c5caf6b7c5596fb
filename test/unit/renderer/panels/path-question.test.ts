import { expect, test } from 'vitest';
import {
  USUAL_PATH,
  ignorableOf,
  ignoring,
  pathQuestion,
  restored,
} from '../../../../renderer/panels/Object/path-question.ts';
import type { RootPath } from '../../../../shared/protocol/rows.ts';

const step = (id: string, label: string) => ({ id, label, type: 'dict', preview: '' });
const path: RootPath = {
  root: { kind: 'module', name: 'app', id: '0x1' },
  path: [step('0x1', 'app'), step('0x2', '.cache'), step('0x3', "['k']")],
};

test('of a step the reference to it can be ignored, and itself unless it is what is asked about', () => {
  expect(ignorableOf(path, 0)).toEqual([{ kind: 'object', id: '0x1', name: 'dict 0x1' }]);
  expect(ignorableOf(path, 1).map(({ kind }) => kind)).toEqual(['reference', 'object']);
  expect(ignorableOf(path, 2)).toEqual([{ kind: 'reference', from: '0x2', to: '0x3', name: "dict ['k']" }]);
  expect(ignorableOf(path, 9)).toEqual([]);
});

test('what is ignored goes into the question once, and out of it again', () => {
  const [reference, object] = ignorableOf(path, 1);
  const choice = ignoring(ignoring(ignoring(USUAL_PATH, reference), object), object);
  expect(pathQuestion('0x3', choice)).toEqual({
    id: '0x3',
    count: 1,
    to: null,
    avoid: ['0x2'],
    avoidReferences: [{ from: '0x1', to: '0x2' }],
  });
  expect(restored(restored(choice, object), reference)).toEqual(USUAL_PATH);
});
