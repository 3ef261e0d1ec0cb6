import { REQUEST_REFUSED } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { refusalDecider } from './refusal.js';
import type { RecordRefusal } from './refusal.js';

const refused = {
  method: 'POST',
  route: '/api/v1/config/banners',
  capability: 'config.write',
  code: 'AUTH-FORBIDDEN',
};
const record: RecordRefusal = { type: 'record-refusal', refused };
const refusal = DeciderSpecification.for(refusalDecider);

describe('a refusal', () => {
  it('is recorded', () => {
    refusal
      .given([])
      .when(record)
      .then([{ type: REQUEST_REFUSED, data: refused }]);
  });

  it('is recorded once', () => {
    refusal
      .given([{ type: REQUEST_REFUSED, data: refused }])
      .when(record)
      .thenNothing();
  });
});
