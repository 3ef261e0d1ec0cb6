/**
 * @param ms milliseconds from now.
 * @throws Error when there is no answer in time. A process that was too busy itself to see an answer that had arrived sees it
 *   first: not the server was late then.
 */
export function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no answer within ${ms} ms`));
    // What has arrived is read between a timer and an immediate.
    const timer = setTimeout(() => setImmediate(late), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
