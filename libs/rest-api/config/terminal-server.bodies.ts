import { fields } from '@reeve/contracts';
import type { Declaration } from './declared-body.pipe.js';

const { address, boolean, object, secret, string } = fields;
const optional = { nullable: true, absent: 'default' } as const;
const server = {
  url: address(''),
  key: secret('', optional),
  auth_type: string('bearer', optional),
};

/** Without the data the policy is read, with it it is written (F; reference 3). */
export const policyBody: Declaration = {
  title: 'Terminal server policy',
  fields: { ...server, policy_id: string(''), policy_data: object(null, optional) },
};

export const lifecycleBody: Declaration = {
  title: 'Terminal server lifecycle',
  fields: { ...server, policy_id: string(''), lifecycle_data: object(null, optional) },
};

export const refreshBody: Declaration = {
  title: 'Terminal server refresh',
  fields: {
    ...server,
    user_id: string(null, optional),
    policy_id: string(null, optional),
    only_idle: boolean(true, { absent: 'default' }),
    reset: boolean(false, { absent: 'default' }),
  },
};
