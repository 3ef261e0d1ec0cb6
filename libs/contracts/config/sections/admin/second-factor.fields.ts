import { boolean } from '../../fields.js';
import { endsSessions } from './absent.js';

/** Whether people show who they are a second time. */
export const secondFactor = {
  ENABLE_MFA: boolean(false, { ...endsSessions, path: 'auth.mfa.enable' }),
  MFA_ALLOW_OAUTH_BYPASS: boolean(false, { ...endsSessions, path: 'auth.mfa.allow_oauth_bypass' }),
  /** Of no effect: Reeve takes nobody's word for who somebody is from a header. */
  MFA_ALLOW_TRUSTED_HEADER_BYPASS: boolean(false, {
    ...endsSessions,
    path: 'auth.mfa.allow_trusted_header_bypass',
  }),
};
