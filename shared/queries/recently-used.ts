/** The last few answers by key; the one that was not asked for longest goes first. */
export class RecentlyUsed<Value> {
  private readonly values = new Map<string, Value>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** The value of a key, made when it is not kept. O(1) but for making it. */
  get(key: string, make: () => Value): Value {
    let value = this.values.get(key);
    if (value === undefined) value = make();
    else this.values.delete(key);
    // Maps keep the order in which keys were added.
    this.values.set(key, value);
    if (this.values.size > this.most) {
      const oldest = this.values.keys().next();
      if (oldest.done !== true) this.values.delete(oldest.value);
    }
    return value;
  }
}
