import type { StoredDocument } from '@reeve/document-store';
import type { SqlValue } from './sql.js';

/**
 * Rows of `id, document`, or of `id` alone, on their way to the calling thread: the bytes of one JSON text. Bytes change hands without being copied, and lie
 * outside of the heap, where the collector would carry hundreds of texts that wait there from generation to generation.
 *
 * @param joined names of the documents that stand in each row behind these.
 */
export function documentsText(
  rows: readonly (readonly SqlValue[])[],
  joined?: readonly string[],
): Uint8Array {
  const names = joined?.map((name) => JSON.stringify(name));
  const documents = rows.map(([id, document, ...others]) => {
    if (document === undefined) return `{"id":${JSON.stringify(id)}}`;
    const found = names?.flatMap((name, index) => {
      const other = others[index] ?? null;
      return other === null ? [] : [`${name}:${String(other)}`];
    });
    const beside = found === undefined ? '' : `,"joined":{${found.join()}}`;
    return `{"id":${JSON.stringify(id)},"document":${String(document)}${beside}}`;
  });
  return new TextEncoder().encode(`[${documents.join()}]`);
}

/** @param text of {@link documentsText}: without documents where its rows were ids. */
export function documentsIn(text: Uint8Array): readonly StoredDocument[] {
  const { buffer, byteOffset, byteLength } = text;
  return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString()) as StoredDocument[];
}
