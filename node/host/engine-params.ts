import { invalidParams } from '../../shared/engine/wire-errors.ts';
import type { EngineMethod, EngineParams } from '../../shared/protocol/engine-api.ts';
import { ENGINE_SCHEMAS } from '../../shared/protocol/engine-schemas.ts';
import { reasonOf } from './wire-schemas.ts';

export interface CheckedCall<M extends EngineMethod = EngineMethod> {
  readonly method: M;
  readonly params: EngineParams<M>;
}

function isMethod(name: string): name is EngineMethod {
  return Object.hasOwn(ENGINE_SCHEMAS, name);
}

/**
 * The call, when the method exists and the parameters are what it takes. Throws the JSON-RPC error for invalid
 * parameters otherwise. O(size of params).
 */
export function checkCall(name: string, params: unknown): CheckedCall {
  if (!isMethod(name)) throw invalidParams(name, 'there is no such method');
  const parsed = ENGINE_SCHEMAS[name].safeParse(params);
  if (!parsed.success) throw invalidParams(name, reasonOf(parsed.error));
  return { method: name, params: parsed.data };
}
