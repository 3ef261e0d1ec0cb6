const WHITESPACE = /[\t\n\r ]*/y;
const NUMBER_OR_NAME = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;

/**
 * Offset, in characters, of what makes a text no JSON; undefined when it is JSON. Only asked when `JSON.parse` has failed,
 * whose message names an offset for some mistakes and none for others.
 *
 * @param text nested no deeper than the limit: this descends.
 */
export function locateJsonError(text: string): number | undefined {
  const reader = new JsonReader(text);
  return reader.readsDocument() ? undefined : reader.offset;
}

class JsonReader {
  offset = 0;

  constructor(private readonly text: string) {}

  /** Each of these reads one thing and what whitespace follows it, or stops at the mistake and says false. */
  readsDocument(): boolean {
    this.skip(WHITESPACE);
    return this.readsValue() && this.offset === this.text.length;
  }

  private readsValue(): boolean {
    switch (this.text.charAt(this.offset)) {
      case '{':
        return this.readsItems('}', () => this.readsString() && this.reads(':') && this.readsValue());
      case '[':
        return this.readsItems(']', () => this.readsValue());
      case '"':
        return this.readsString();
      default:
        return this.skip(NUMBER_OR_NAME) && this.skip(WHITESPACE);
    }
  }

  private readsItems(closing: string, readsItem: () => boolean): boolean {
    this.reads(this.text.charAt(this.offset));
    if (this.reads(closing)) return true;
    do {
      if (!readsItem()) return false;
    } while (this.reads(','));
    return this.reads(closing);
  }

  private readsString(): boolean {
    if (this.text[this.offset] !== '"') return false;
    this.offset++;
    for (;;) {
      const character = this.text[this.offset];
      if (character === '"') return this.reads('"');
      if (character === '\\') {
        if (!this.skip(ESCAPE)) return false;
      } else if (character === undefined || character < ' ') {
        return false;
      } else {
        this.offset++;
      }
    }
  }

  private reads(character: string): boolean {
    if (this.text[this.offset] !== character) return false;
    this.offset++;
    return this.skip(WHITESPACE);
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset;
    if (!pattern.test(this.text)) return false;
    this.offset = pattern.lastIndex;
    return true;
  }
}
