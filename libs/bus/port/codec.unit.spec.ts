import { call } from '@reeve/bus/testing';
import { errors } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { decodeReply, decodeRequest } from './codec.js';

describe('a message that anybody may have published', () => {
  it.each([
    ['no JSON', '{', {}],
    ['no context', '{}', {}],
    ['a context that is none', '{}', { 'reeve-context': '[]' }],
    ['a body that is none', 'nonsense', { 'reeve-context': JSON.stringify(call()) }],
  ])('is refused with %s', (_what, body, headers) => {
    const message = { subject: 'reeve.bus-test.slow', body, headers };
    expect(() => decodeRequest(message)).toThrow('BUS-MESSAGE-INVALID');
  });

  it.each(['', 'nonsense', '{}', '{"error":{"code":7}}', '[]', 'null'])(
    'is a fault where it is the reply %j',
    (reply) => {
      expect(() => decodeReply(reply)).toThrow(errors.internal());
    },
  );
});
