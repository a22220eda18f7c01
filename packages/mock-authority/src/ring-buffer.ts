/** The last `capacity` things, oldest first. What is beyond that is forgotten, so memory has a bound. */
export class RingBuffer<Item> {
  readonly capacity: number;
  readonly #items: Item[] = [];
  #start = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.#items.length;
  }

  push(item: Item): void {
    if (this.#items.length < this.capacity) {
      this.#items.push(item);
      return;
    }
    this.#items[this.#start] = item;
    this.#start = (this.#start + 1) % this.capacity;
  }

  toArray(): Item[] {
    return this.last(this.size);
  }

  /** The newest, up to so many; the oldest of them first. */
  last(count: number): Item[] {
    const length = Math.min(count, this.size);
    const first = this.#start + this.size - length;
    return Array.from({ length }, (_, index) => this.#items[(first + index) % this.size] as Item);
  }

  clear(): void {
    this.#items.length = 0;
    this.#start = 0;
  }
}
