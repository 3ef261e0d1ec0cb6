/** What the server itself understands of a stream's metadata. */
export interface StreamMetadata {
  /** Only so many events, the last ones, can be read. */
  readonly maxCount?: number;
  /** Seconds; older events cannot be read. */
  readonly maxAge?: number;
  /** The first revision that can be read. */
  readonly truncateBefore?: number;
}

export const METADATA_TYPE = '$metadata';
const METASTREAM_PREFIX = '$$';

/** A metadata stream shows its last event only, without being told to. */
const OF_METASTREAMS: StreamMetadata = { maxCount: 1 };

/** What `$tb` is in a stream that has been soft-deleted: 2^63 - 1, the next number that JavaScript has. */
const EVERYTHING = 2 ** 63;

export function metastreamOf(stream: string): string {
  return METASTREAM_PREFIX + stream;
}

/** The stream that a metadata stream is about; undefined for any other. */
export function originalOf(stream: string): string | undefined {
  return stream.startsWith(METASTREAM_PREFIX) ? stream.slice(METASTREAM_PREFIX.length) : undefined;
}

/** @param text undefined while nothing was ever said about the stream. */
export function parseMetadata(stream: string, text: string | undefined): StreamMetadata {
  if (originalOf(stream) !== undefined) return OF_METASTREAMS;
  const { $maxCount, $maxAge, $tb } = parseObject(text);
  return {
    ...(typeof $maxCount === 'number' && { maxCount: $maxCount }),
    ...(typeof $maxAge === 'number' && { maxAge: $maxAge }),
    ...(typeof $tb === 'number' && { truncateBefore: $tb }),
  };
}

export function isSoftDeleted({ truncateBefore }: StreamMetadata): boolean {
  return truncateBefore === EVERYTHING;
}

export function softDeleted(text: string | undefined): string {
  return truncatedBefore(text, EVERYTHING);
}

/** The same metadata, but that reading begins at this revision. */
export function truncatedBefore(text: string | undefined, revision: number): string {
  return JSON.stringify({ ...parseObject(text), $tb: revision });
}

/** The server takes anything for metadata, and heeds what it can read. */
function parseObject(text = '{}'): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
