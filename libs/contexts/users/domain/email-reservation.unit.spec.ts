import type { EmailReserved } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { emailReservationDecider } from './email-reservation.js';
import type { EmailReservationEvent, ReleaseEmail, ReserveEmail } from './email-reservation.js';

const NOON = '2026-01-01T12:00:00.000Z';
const ALMOST_A_MINUTE_LATER = '2026-01-01T12:00:59.999Z';
const A_MINUTE_LATER = '2026-01-01T12:01:00.000Z';

const reserve = (
  userId: string,
  at: string,
  unregistered: string | null = null,
  reason: 'never-registered' | 'not-used' = 'never-registered',
): ReserveEmail => ({
  kind: 'reserve',
  emailFingerprint: 'f00d',
  userId,
  at,
  abandonedBy: unregistered === null ? null : { userId: unregistered, reason },
});
const reserved = (userId: string, reservedAt: string): EmailReserved => ({
  type: 'users.email.reserved.v1',
  data: { emailFingerprint: 'f00d', userId, reservedAt },
});
const released: EmailReservationEvent = {
  type: 'users.email.released.v1',
  data: { emailFingerprint: 'f00d', userId: 'ada', reason: 'never-registered' },
};

const release = (userId: string, reservedAt: string): ReleaseEmail => ({
  kind: 'release',
  emailFingerprint: 'f00d',
  userId,
  reservedAt,
  reason: 'changed',
});

const { given } = DeciderSpecification.for(emailReservationDecider);

describe('An e-mail', () => {
  it('goes to whoever reserves it first', () => {
    given([])
      .when(reserve('ada', NOON))
      .then([reserved('ada', NOON)]);
  });

  it('is refused to everybody else, however long it has been held', () => {
    given([reserved('ada', NOON)])
      .when(reserve('bob', '2027-01-01T12:00:00.000Z'))
      .thenThrows('USERS-EMAIL-TAKEN');
  });

  it('is renewed by its holder, so that the time to register in starts anew', () => {
    given([reserved('ada', NOON)])
      .when(reserve('ada', A_MINUTE_LATER))
      .then([reserved('ada', A_MINUTE_LATER)]);
    given([reserved('ada', NOON), reserved('ada', A_MINUTE_LATER)])
      .when(reserve('bob', A_MINUTE_LATER, 'ada'))
      .thenThrows('USERS-EMAIL-TAKEN');
  });

  it('is taken over from a holder who was never registered, a minute later', () => {
    given([reserved('ada', NOON)])
      .when(reserve('bob', A_MINUTE_LATER, 'ada'))
      .then([released, reserved('bob', A_MINUTE_LATER)]);
  });

  it('is not taken over before that minute is over', () => {
    given([reserved('ada', NOON)])
      .when(reserve('bob', ALMOST_A_MINUTE_LATER, 'ada'))
      .thenThrows('USERS-EMAIL-TAKEN');
  });

  it('is not taken over on what was found out about an earlier holder', () => {
    given([reserved('ada', NOON), released, reserved('cyd', NOON)])
      .when(reserve('bob', A_MINUTE_LATER, 'ada'))
      .thenThrows('USERS-EMAIL-TAKEN');
  });

  it('is free again once it was released', () => {
    given([reserved('ada', NOON), released])
      .when(reserve('bob', NOON))
      .then([reserved('bob', NOON)]);
  });

  it('is taken over from a holder who has another one by now', () => {
    given([reserved('ada', NOON)])
      .when(reserve('bob', A_MINUTE_LATER, 'ada', 'not-used'))
      .then([
        {
          type: 'users.email.released.v1',
          data: { emailFingerprint: 'f00d', userId: 'ada', reason: 'not-used' },
        },
        reserved('bob', A_MINUTE_LATER),
      ]);
  });

  it('is released by its holder', () => {
    given([reserved('ada', NOON)])
      .when(release('ada', NOON))
      .then([
        {
          type: 'users.email.released.v1',
          data: { emailFingerprint: 'f00d', userId: 'ada', reason: 'changed' },
        },
      ]);
  });

  it('is not released by anybody else, nor twice', () => {
    given([reserved('ada', NOON)])
      .when(release('bob', NOON))
      .thenNothing();
    given([reserved('ada', NOON), released])
      .when(release('ada', NOON))
      .thenNothing();
  });

  it('is not released once its holder wants it again', () => {
    given([reserved('ada', NOON), reserved('ada', A_MINUTE_LATER)])
      .when(release('ada', NOON))
      .thenNothing();
  });
});
