import type { ImportEnded } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { importDecider } from './import.js';

const ended = (created: number, complete: boolean): ImportEnded => ({
  type: 'users.import.ended.v1',
  data: { importId: 'i1', rows: { created, exists: 0, invalid: 1 }, complete },
});
const end = (event: ImportEnded) => ({ kind: 'end', ...event.data }) as const;

const { given } = DeciderSpecification.for(importDecider);

describe('An import', () => {
  it('ends', () => {
    given([])
      .when(end(ended(2, true)))
      .then([ended(2, true)]);
  });

  it('that was cut off ends again when it is repeated', () => {
    given([ended(1, false)])
      .when(end(ended(2, true)))
      .then([ended(2, true)]);
  });

  it('that is complete does not end again', () => {
    given([ended(2, true)])
      .when(end(ended(2, true)))
      .thenNothing();
    given([ended(2, true)])
      .when(end(ended(1, false)))
      .thenNothing();
  });
});
