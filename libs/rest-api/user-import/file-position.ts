/** Where in a file something stands. Both from 1; columns are characters. */
export interface FilePosition {
  readonly line: number;
  readonly column: number;
}

const LINE_END = /\r\n|\r|\n/g;

/** Knows lines and columns of a file that comes in chunks, and keeps of it only what may still be asked about. */
export class FilePositions {
  private chunks: Buffer[] = [];
  /** Where what is kept begins. */
  private offset = 0;
  private line = 1;

  take(chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  /** @param offset in bytes, not before what was forgotten. */
  at(offset: number): FilePosition {
    const before = this.kept().subarray(0, offset - this.offset);
    const lines = lineEndsIn(before);
    const lineStart = lines.at(-1) ?? 0;
    return { line: this.line + lines.length, column: before.toString('utf8', lineStart).length + 1 };
  }

  /** Nothing before this offset is asked about any more. @param offset where a line begins. */
  forget(offset: number): void {
    if (offset === this.offset) return;
    const kept = this.kept();
    this.line += lineEndsIn(kept.subarray(0, offset - this.offset)).length;
    this.chunks = [kept.subarray(offset - this.offset)];
    this.offset = offset;
  }

  private kept(): Buffer {
    const [kept = Buffer.alloc(0), ...others] = this.chunks;
    if (others.length === 0) return kept;
    const joined = Buffer.concat(this.chunks);
    this.chunks = [joined];
    return joined;
  }
}

/** Offsets after each end of a line. Every character of one byte stands for itself in latin1, whatever stands beside it. */
function lineEndsIn(text: Buffer): readonly number[] {
  return [...text.toString('latin1').matchAll(LINE_END)].map(({ 0: end, index }) => index + end.length);
}
