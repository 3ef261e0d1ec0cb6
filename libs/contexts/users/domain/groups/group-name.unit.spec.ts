import type { GroupNameEvent } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { groupNameDecider } from './group-name.js';

const NOON = '2026-01-01T12:00:00.000Z';
const ALMOST_A_MINUTE_LATER = '2026-01-01T12:00:59.000Z';
const A_MINUTE_LATER = '2026-01-01T12:01:00.000Z';

const reserve = (groupId: string, at: string, withoutName: string | null = null) =>
  ({ kind: 'reserve', nameFingerprint: 'f00d', groupId, at, withoutName }) as const;
const release = (groupId: string, revision: number) =>
  ({ kind: 'release', nameFingerprint: 'f00d', groupId, revision, reason: 'renamed' }) as const;
const reserved = (groupId: string, reservedAt: string): GroupNameEvent => ({
  type: 'users.group-name.reserved.v1',
  data: { nameFingerprint: 'f00d', groupId, reservedAt },
});
const released = (groupId: string, reason: 'renamed' | 'abandoned' = 'renamed'): GroupNameEvent => ({
  type: 'users.group-name.released.v1',
  data: { nameFingerprint: 'f00d', groupId, reason },
});
const { given } = DeciderSpecification.for(groupNameDecider);

describe('The name of a group', () => {
  it('is reserved by the first who asks, and renewed by the same', () => {
    given([])
      .when(reserve('g1', NOON))
      .then([reserved('g1', NOON)]);
    given([reserved('g1', NOON)])
      .when(reserve('g1', A_MINUTE_LATER))
      .then([reserved('g1', A_MINUTE_LATER)]);
  });

  it('is refused to every other group, however long it has been held', () => {
    given([reserved('g1', NOON)])
      .when(reserve('g2', '2027-01-01T12:00:00.000Z'))
      .thenThrows('GROUPS-NAME-TAKEN');
  });

  it('is taken over from a group that does not have it, a minute later and no sooner', () => {
    given([reserved('g1', NOON)])
      .when(reserve('g2', A_MINUTE_LATER, 'g1'))
      .then([released('g1', 'abandoned'), reserved('g2', A_MINUTE_LATER)]);
    given([reserved('g1', NOON)])
      .when(reserve('g2', ALMOST_A_MINUTE_LATER, 'g1'))
      .thenThrows('GROUPS-NAME-TAKEN');
  });

  it('is not taken over on what was found out about an earlier holder', () => {
    given([reserved('g1', NOON), released('g1'), reserved('g3', NOON)])
      .when(reserve('g2', A_MINUTE_LATER, 'g1'))
      .thenThrows('GROUPS-NAME-TAKEN');
  });

  it('is free again once it was released', () => {
    given([reserved('g1', NOON)])
      .when(release('g1', 0))
      .then([released('g1')]);
    given([reserved('g1', NOON), released('g1')])
      .when(reserve('g2', NOON))
      .then([reserved('g2', NOON)]);
  });

  it('is not released by who does not hold it, nor after it was taken again', () => {
    given([reserved('g1', NOON)])
      .when(release('g2', 0))
      .thenNothing();
    given([reserved('g1', NOON), reserved('g1', A_MINUTE_LATER)])
      .when(release('g1', 0))
      .thenNothing();
    given([]).when(release('g1', 0)).thenNothing();
  });
});
