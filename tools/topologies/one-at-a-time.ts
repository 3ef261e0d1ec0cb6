/** Lets one in, and the next when it has left. */
export class OneAtATime {
  private last: Promise<void> = Promise.resolve();

  /** Resolves when nobody else is in. @returns what to call on leaving. */
  async enter(): Promise<() => void> {
    let leave = (): void => undefined;
    const before = this.last;
    this.last = new Promise((resolve) => (leave = resolve));
    await before;
    return leave;
  }
}
