import type { PrimaryAdministratorClaimed } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { primaryAdministratorDecider } from './primary-administrator.js';

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
});
