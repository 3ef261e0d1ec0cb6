import { ReeveError } from '@reeve/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptAfter } from './kept-parts.js';

describe('Settings', () => {
  it('keep what a patch does not name', () => {
    expect(
      keptAfter('settings', { ui: { theme: 'dark', lang: 'en' }, a: 1 }, { ui: { lang: 'de' } }),
    ).toEqual({ ui: { theme: 'dark', lang: 'de' }, a: 1 });
  });

  it('lose a key of `ui` that is null, and no other null', () => {
    expect(
      keptAfter('settings', { ui: { theme: 'dark', lang: 'en' } }, { ui: { theme: null }, b: null }),
    ).toEqual({ ui: { lang: 'en' }, b: null });
  });

  it('keep their `ui` when a patch has null for all of it', () => {
    expect(keptAfter('settings', { ui: { theme: 'dark' } }, { ui: null })).toEqual({ ui: { theme: 'dark' } });
    expect(keptAfter('settings', null, { ui: null })).toEqual({});
  });

  it('are the same when the same patch comes again', () => {
    const object = fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 1 }));
    fc.assert(
      fc.property(object, object, (kept, ui) => {
        const patch = { ui } as never;
        const once = keptAfter('settings', kept as never, patch);
        expect(keptAfter('settings', once, patch)).toEqual(once);
      }),
    );
  });
});

describe('Other parts', () => {
  it('are merged or replaced, each as it is', () => {
    expect(keptAfter('info', { a: 1, b: 2 }, { b: null })).toEqual({ a: 1, b: null });
    expect(keptAfter('variables', { a: '1' }, { b: '2' })).toEqual({ b: '2' });
    expect(keptAfter('status', { status_emoji: 'x' }, { status_emoji: null, status_message: 'y' })).toEqual({
      status_emoji: 'x',
      status_message: 'y',
    });
  });

  it('have a greatest size', () => {
    const patch = { text: 'é'.repeat(40_000) };
    expect(() => keptAfter('info', null, patch)).toThrow(ReeveError);
    expect(() => keptAfter('info', null, patch)).toThrow('USERS-KEPT-TOO-LARGE');
  });
});
