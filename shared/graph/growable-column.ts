/** Typed arrays that a column can be made of. */
export type ColumnArray = Uint8Array | Uint32Array | Float64Array;

/** Elements of the first chunk, and of the greatest: chunks double in between. */
const FIRST_CHUNK = 1 << 12;
const MAX_CHUNK = 1 << 20;

/**
 * A typed array whose length is not known before: values go into chunks, which are never copied until `finish` lays
 * them end to end. Peak memory is twice the column, during `finish`, against three times for a doubling array.
 */
export class GrowableColumn<A extends ColumnArray> {
  private readonly make: (length: number) => A;
  private readonly full: A[] = [];
  private chunk: A;
  private used = 0;
  private before = 0;

  constructor(make: (length: number) => A) {
    this.make = make;
    this.chunk = make(FIRST_CHUNK);
  }

  /** Elements so far. O(1). */
  get length(): number {
    return this.before + this.used;
  }

  /** Adds one element. Amortised O(1). */
  push(value: number): void {
    if (this.used === this.chunk.length) this.nextChunk();
    this.chunk[this.used++] = value;
  }

  /** Adds all of `values`, which must be of the column's own array type. O(length), by memcpy. */
  append(values: A): void {
    for (let from = 0; from < values.length;) {
      if (this.used === this.chunk.length) this.nextChunk();
      const count = Math.min(values.length - from, this.chunk.length - this.used);
      this.chunk.set(values.subarray(from, from + count), this.used);
      this.used += count;
      from += count;
    }
  }

  /** Adds `value` `count` times. O(count). */
  fill(value: number, count: number): void {
    for (let left = count; left > 0;) {
      if (this.used === this.chunk.length) this.nextChunk();
      const step = Math.min(left, this.chunk.length - this.used);
      this.chunk.fill(value, this.used, this.used + step);
      this.used += step;
      left -= step;
    }
  }

  /** The whole column in one array. The growable column is empty afterwards. O(length). */
  finish(): A {
    const whole = this.make(this.length);
    let at = 0;
    for (const chunk of this.full.splice(0)) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    whole.set(this.chunk.subarray(0, this.used), at);
    this.chunk = this.make(0);
    this.used = 0;
    this.before = 0;
    return whole;
  }

  private nextChunk(): void {
    if (this.used > 0) this.full.push(this.chunk);
    this.before += this.used;
    this.used = 0;
    this.chunk = this.make(Math.min(MAX_CHUNK, Math.max(FIRST_CHUNK, this.before)));
  }
}

/** An empty growable column of u8. */
export function growableUint8(): GrowableColumn<Uint8Array> {
  return new GrowableColumn((length) => new Uint8Array(length));
}

/** An empty growable column of u32. */
export function growableUint32(): GrowableColumn<Uint32Array> {
  return new GrowableColumn((length) => new Uint32Array(length));
}

/** An empty growable column of f64. */
export function growableFloat64(): GrowableColumn<Float64Array> {
  return new GrowableColumn((length) => new Float64Array(length));
}
