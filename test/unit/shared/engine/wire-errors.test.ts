import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { describe, expect, test } from 'vitest';
import { HEAP_ERROR_CODES, HeapError } from '../../../../shared/base/errors.ts';
import { fromWireError, toWireError } from '../../../../shared/engine/wire-errors.ts';

const lost = (): HeapError => new HeapError('internal', 'lost');
/** As the error arrives: a ResponseError made of JSON. */
function cross(error: unknown): HeapError {
  const { code, message, data } = JSON.parse(JSON.stringify(toWireError(error).toJson())) as {
    code: number;
    message: string;
    data: unknown;
  };
  return fromWireError(new ResponseError(code, message, data), lost);
}

describe('a HeapError that crosses', () => {
  test.each(HEAP_ERROR_CODES)('%s keeps code, message and details', (code) => {
    const details = { offset: 2 ** 40, section: 'nodes', id: '0x7f' };
    expect(cross(new HeapError(code, 'Facts.', details))).toMatchObject({ code, message: 'Facts.', details });
  });

  test('leaves stack and cause behind', () => {
    const error = new HeapError('corrupt', 'Facts.', {}, new Error('a path: /secret'));
    expect(JSON.stringify(toWireError(error).toJson())).not.toMatch(/secret|at /);
  });

  test('another error becomes internal with its message', () => {
    expect(cross(new TypeError('x is undefined'))).toMatchObject({ code: 'internal' });
    expect(cross('text')).toMatchObject({ message: 'Internal error: text' });
  });
});

describe('an error of the other side', () => {
  test('with an unknown code, or details of wrong types, is not trusted', () => {
    const data = { code: 'rm -rf', details: {} };
    expect(fromWireError(new ResponseError(-32010, 'm', data), lost)).toMatchObject({ code: 'internal' });
    const odd = { code: 'corrupt', details: { offset: '1', section: {}, more: 1 } };
    expect(fromWireError(new ResponseError(-32010, 'm', odd), lost).details).toEqual({});
    expect(fromWireError(new ResponseError(-32010, 'm', undefined), lost)).toMatchObject({
      code: 'internal',
    });
  });

  test.each([
    ErrorCodes.PendingResponseRejected,
    ErrorCodes.MessageWriteError,
    ErrorCodes.ConnectionInactive,
  ])('%i means that the line is lost', (code) => {
    expect(fromWireError(new ResponseError(code, 'm'), lost).message).toBe('lost');
  });
});
