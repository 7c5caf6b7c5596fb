import type { HostEvent } from '../protocol/host-api.ts';

/** Passes events to all listeners; those that come before anybody listens wait for the first. */
export class HostEvents {
  readonly #listeners = new Set<(event: HostEvent) => void>();
  #waiting: HostEvent[] = [];

  send(event: HostEvent): void {
    if (this.#listeners.size === 0) this.#waiting.push(event);
    for (const listener of this.#listeners) listener(event);
  }

  /** Returns unsubscribe. */
  listen(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const event of waiting) listener(event);
    return () => this.#listeners.delete(listener);
  }
}
