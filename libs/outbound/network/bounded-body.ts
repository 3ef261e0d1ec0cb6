/**
 * Passes a body on as it is read, handing the size of each piece to `count` first, which throws when there has been
 * enough. A failure reaches the reader as what `translate` makes of it, and the source is let go.
 */
export function boundedBody(
  source: ReadableStream<Uint8Array>,
  count: (bytes: number) => void,
  translate: (error: unknown) => Error,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const piece = await reader.read();
        if (piece.done) {
          controller.close();
          return;
        }
        count(piece.value.byteLength);
        controller.enqueue(piece.value);
      } catch (error) {
        controller.error(translate(error));
        await reader.cancel().catch(() => undefined);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
