import type { EngineMethod, EngineParams } from '../../shared/protocol/engine-api.ts';
import { invalidParams } from '../../shared/engine/wire-errors.ts';

/** Stands in until every method has a schema. */
const METHODS: Readonly<Record<EngineMethod, true>> = {
  info: true,
  types: true,
  instances: true,
  object: true,
  references: true,
  graph: true,
  path: true,
  diff: true,
  find: true,
};

export interface CheckedCall<M extends EngineMethod = EngineMethod> {
  readonly method: M;
  readonly params: EngineParams<M>;
}

/**
 * The call, when the method exists and the parameters are what it takes. Throws the JSON-RPC error for invalid
 * parameters otherwise. O(size of params).
 */
export function checkCall(method: string, params: unknown): CheckedCall {
  if (!Object.hasOwn(METHODS, method)) throw invalidParams(method, 'there is no such method');
  if (typeof params !== 'object' || params === null) throw invalidParams(method, 'expected an object');
  return { method, params } as CheckedCall;
}
