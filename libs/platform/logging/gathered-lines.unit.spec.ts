import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatheredLines } from './gathered-lines.js';

const LINE = `${'x'.repeat(99)}\n`;

describe('Lines of the log', () => {
  let written: string[];
  let lines: GatheredLines;
  let end: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    const once = vi.spyOn(process, 'once').mockReturnThis();
    written = [];
    lines = new GatheredLines({
      write: (text) => written.push(text),
      flushSync: () => written.push('flushed'),
    });
    end = once.mock.calls.find(([event]) => event === 'exit')?.[1] as () => void;
    once.mockRestore();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are written together after a moment', () => {
    lines.write('one\n');
    lines.write('two\n');
    vi.advanceTimersByTime(249);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written).toEqual(['one\ntwo\n']);
    lines.write('three\n');
    vi.advanceTimersByTime(250);
    expect(written).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('are written at once when there are many', () => {
    for (let line = 0; line < 400; line++) lines.write(LINE);
    expect(written).toEqual([LINE.repeat(328)]);
    vi.advanceTimersByTime(250);
    expect(written.join('')).toBe(LINE.repeat(400));
  });

  it('are written when the process ends', () => {
    lines.write('last words\n');
    end();
    expect(written).toEqual(['last words\n', 'flushed']);
  });
});
