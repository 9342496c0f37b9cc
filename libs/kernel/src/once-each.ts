/** Makes what belongs to a key once, for all who ask. A failure is forgotten: the next call tries again. */
export class OnceEach<T> {
  private readonly made = new Map<string, Promise<T>>();

  get(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const making = make();
    this.made.set(key, making);
    making.catch(() => this.made.delete(key)); // the caller hears of it
    return making;
  }
}
