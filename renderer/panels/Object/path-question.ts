import type { EngineParams } from '../../../shared/protocol/engine-api.ts';
import type { ObjectId, PathStep, RootKindName, RootPath } from '../../../shared/protocol/rows.ts';

/** What paths to an object are asked for. */
export interface PathChoice {
  /** Different paths, at most. */
  readonly count: number;
  readonly to: RootKindName | null;
  readonly ignored: readonly Ignored[];
}

/** An object that no path may go through, or a reference that none may use. */
export type Ignored =
  | { readonly kind: 'object'; readonly id: ObjectId; readonly name: string }
  | { readonly kind: 'reference'; readonly from: ObjectId; readonly to: ObjectId; readonly name: string };

export const USUAL_PATH: PathChoice = { count: 1, to: null, ignored: [] };

/** The question to the engine. O(ignored). */
export function pathQuestion(id: ObjectId, { count, to, ignored }: PathChoice): EngineParams<'paths'> {
  return {
    ...{ id, count, to },
    avoid: ignored.flatMap((each) => (each.kind === 'object' ? [each.id] : [])),
    avoidReferences: ignored.flatMap((each) =>
      each.kind === 'reference' ? [{ from: each.from, to: each.to }] : [],
    ),
  };
}

/** With one more ignored; what is ignored already is not twice in it. O(ignored). */
export function ignoring(choice: PathChoice, next: Ignored): PathChoice {
  return { ...choice, ignored: [...restored(choice, next).ignored, next] };
}

/** Without one that was ignored. O(ignored). */
export function restored(choice: PathChoice, one: Ignored): PathChoice {
  return { ...choice, ignored: choice.ignored.filter((each) => nameOf(each) !== nameOf(one)) };
}

function nameOf(each: Ignored): string {
  return each.kind === 'object' ? each.id : `${each.from} ${each.to}`;
}

/** What can be ignored of a step: the reference that leads to it, and itself. O(1). */
export function ignorableOf(path: RootPath, index: number): readonly Ignored[] {
  const step: PathStep | undefined = path.path.at(index);
  if (step === undefined) return [];
  const before = index === 0 ? null : path.path[index - 1];
  const isTarget = index === path.path.length - 1;
  return [
    ...(before === null
      ? []
      : [{ kind: 'reference', from: before.id, to: step.id, name: `${before.type} ${step.label}` } as const]),
    ...(isTarget
      ? []
      : [
          {
            kind: 'object',
            id: step.id,
            name: `${step.type} ${step.preview === '' ? step.id : step.preview}`,
          } as const,
        ]),
  ];
}
