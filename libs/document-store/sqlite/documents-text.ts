import type { StoredDocument } from '@reeve/document-store';
import type { SqlValue } from './sql.js';

/**
 * Rows of `id, document` on their way to the calling thread: the bytes of one JSON text. Bytes change hands without being copied, and lie
 * outside of the heap, where the collector would carry hundreds of texts that wait there from generation to generation.
 */
export function documentsText(rows: readonly (readonly SqlValue[])[]): Uint8Array {
  const documents = rows.map(
    ([id, document]) => `{"id":${JSON.stringify(id)},"document":${String(document)}}`,
  );
  return new TextEncoder().encode(`[${documents.join()}]`);
}

/** @param text of {@link documentsText}. */
export function documentsIn(text: Uint8Array): readonly StoredDocument[] {
  const { buffer, byteOffset, byteLength } = text;
  return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString()) as StoredDocument[];
}
