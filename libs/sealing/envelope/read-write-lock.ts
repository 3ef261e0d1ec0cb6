/** Reads run together; a write runs alone, after all that was asked for before it. Nothing is starved. */
export class ReadWriteLock {
  private lastWrite: Promise<unknown> = Promise.resolve();
  private readonly reads = new Set<Promise<unknown>>();

  read<T>(work: () => Promise<T>): Promise<T> {
    const result = this.lastWrite.then(work);
    const settled: Promise<unknown> = outcomeless(result).then(() => this.reads.delete(settled));
    this.reads.add(settled);
    return result;
  }

  write<T>(work: () => Promise<T>): Promise<T> {
    const result = Promise.all([this.lastWrite, ...this.reads]).then(work);
    this.lastWrite = outcomeless(result);
    return result;
  }
}

/** Whoever asked for the work hears of its failure; those who wait behind it do not. */
function outcomeless(work: Promise<unknown>): Promise<unknown> {
  return work.catch(() => undefined);
}
