import { ANONYMOUS } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';

/** Of an administrator who has all the time there is. */
export const call: CallContext = {
  principal: { ...ANONYMOUS, kind: 'user', id: 'ada', role: 'admin' },
  requestId: 'request',
  commandId: '0d4f2b3a-5f0e-4a8e-9d63-7f6a1f8f0001',
  commandHash: null,
  deadline: Number.MAX_SAFE_INTEGER,
  ip: null,
  userAgent: null,
  traceparent: null,
};
