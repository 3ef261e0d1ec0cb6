import fc from 'fast-check';
import { v5 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { eventId } from './event-id.js';

describe('The id of an event', () => {
  it('is the UUIDv5 of its stream and its number, in the namespace of its command', () => {
    const streams = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.uuid(), streams, fc.nat(), (commandId, stream, index) => {
        const name = Buffer.from(`${stream}#${String(index)}`);
        expect(eventId(commandId, stream, index)).toBe(v5(name, commandId));
        expect(eventId(commandId.toUpperCase(), stream, index)).toBe(v5(name, commandId));
      }),
    );
  });

  it('is not to be had of a command without a UUID', () => {
    expect(() => eventId('command-1', 'plan-1', 0)).toThrow(TypeError);
  });
});
