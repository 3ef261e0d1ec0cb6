import type { PrimaryAdministratorClaimed } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { primaryAdministratorDecider } from './primary-administrator.js';
import type { PrimaryAdministratorEvent } from './primary-administrator.js';

const claim = (userId: string) => ({ kind: 'claim', userId }) as const;
const claimed: PrimaryAdministratorClaimed = {
  type: 'users.primary-administrator.claimed.v1',
  data: { userId: 'ada' },
};

const { given } = DeciderSpecification.for(primaryAdministratorDecider);

describe('The place of the primary administrator', () => {
  it('goes to whoever claims it first', () => {
    given([]).when(claim('ada')).then([claimed]);
  });

  it('stays with its holder, whoever claims it later', () => {
    given([claimed]).when(claim('bob')).thenNothing();
    given([claimed]).when(claim('ada')).thenNothing();
  });

  const transfer = (from: string, to: string) => ({ kind: 'transfer', from, to }) as const;
  const transferred = (from: string, to: string): PrimaryAdministratorEvent => ({
    type: 'users.primary-administrator.transferred.v1',
    data: { userId: { old: from, new: to } },
  });

  it('goes from its holder to another one', () => {
    given([claimed])
      .when(transfer('ada', 'bob'))
      .then([transferred('ada', 'bob')]);
    given([claimed, transferred('ada', 'bob')])
      .when(transfer('bob', 'cyd'))
      .then([transferred('bob', 'cyd')]);
  });

  it('is not given away by who does not have it', () => {
    given([claimed]).when(transfer('bob', 'cyd')).thenThrows('USERS-PRIMARY-ADMINISTRATOR-ONLY');
    given([]).when(transfer('ada', 'bob')).thenThrows('USERS-PRIMARY-ADMINISTRATOR-ONLY');
    given([claimed, transferred('ada', 'bob')])
      .when(transfer('ada', 'cyd'))
      .thenThrows('USERS-PRIMARY-ADMINISTRATOR-ONLY');
  });

  it('is given away once, however often that is asked for', () => {
    given([claimed, transferred('ada', 'bob')])
      .when(transfer('ada', 'bob'))
      .thenNothing();
  });
});
