import { expect, it } from 'vitest';
import { PLAIN_LINE, PLAIN_LINES } from './plain-text.js';

it.each(['', 'Pro', 'Профи 👩‍👩‍👧 ½', 'עברית \u200f(1)', 'a\u200bb', '\u{e0067}'])('%j is plain', (text) => {
  expect([PLAIN_LINE.test(text), PLAIN_LINES.test(text)]).toEqual([true, true]);
});

it.each(['a\nb', 'a\r\nb', 'a\tb'])('%j is plain on several lines', (text) => {
  expect([PLAIN_LINE.test(text), PLAIN_LINES.test(text)]).toEqual([false, true]);
});

it.each(['\u0000', 'a\u0007b', '\u001b[2J', 'a\u007f', 'a\u0085', '\u202egpj.exe', '\u2067a', 'a\n\u0000'])(
  '%j is not plain',
  (text) => {
    expect([PLAIN_LINE.test(text), PLAIN_LINES.test(text)]).toEqual([false, false]);
  },
);
