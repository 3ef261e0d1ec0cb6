import type { JsonObject } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { claimedPerson } from './claims.js';

const SETTINGS = {
  OAUTH_SUB_CLAIM: '',
  OAUTH_EMAIL_CLAIM: 'email',
  OAUTH_USERNAME_CLAIM: 'name',
  OAUTH_PICTURE_CLAIM: 'picture',
  OAUTH_ALLOWED_DOMAINS: '*',
  ENABLE_OAUTH_ROLE_MANAGEMENT: false,
  OAUTH_ROLES_CLAIM: 'roles',
  OAUTH_ADMIN_ROLES: 'admin, chief',
  OAUTH_ALLOWED_ROLES: 'user,member',
  ENABLE_OAUTH_GROUP_MANAGEMENT: false,
  OAUTH_GROUP_CLAIM: 'groups',
};
const ADA = { sub: 's1', email: 'ada@example.com', email_verified: true, name: 'Ada' };
const code = (claims: JsonObject, settings = SETTINGS) => {
  try {
    claimedPerson(claims, settings);
    return 'let in';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('Whom an identity provider vouches for', () => {
  it('is who the claims say', () => {
    expect(claimedPerson({ ...ADA, picture: 'https://example.com/ada.png' }, SETTINGS)).toEqual({
      subject: 's1',
      email: 'ada@example.com',
      emailVerified: true,
      name: 'Ada',
      picture: 'https://example.com/ada.png',
      role: undefined,
      groups: [],
    });
  });

  it.each<[JsonObject, readonly string[]]>([
    [{ groups: ['Staff', ' Crew, too '] }, ['Staff', 'Crew, too']],
    [{ groups: 'Staff; Crew, too' }, ['Staff', 'Crew, too']],
    [{ groups: 7 }, ['7']],
    [{ groups: [] }, []],
    [{ groups: { a: 1 } }, []],
    [{}, []],
  ])('is with %j in the groups %j, where providers have a say in that', (claims, groups) => {
    const managed = { ...SETTINGS, ENABLE_OAUTH_GROUP_MANAGEMENT: true };
    expect(claimedPerson({ ...ADA, ...claims }, managed).groups).toEqual(groups);
    expect(claimedPerson({ ...ADA, ...claims }, SETTINGS).groups).toEqual([]);
  });

  it('may be found in other claims, deeper ones and those with a dot in their name', () => {
    const settings = {
      ...SETTINGS,
      OAUTH_SUB_CLAIM: 'oid',
      OAUTH_EMAIL_CLAIM: 'person.mail',
      OAUTH_USERNAME_CLAIM: 'https://example.com/name',
    };
    const claims = { oid: 7, person: { mail: 'ada@example.com' }, 'https://example.com/name': 'Ada' };
    expect(claimedPerson(claims, settings)).toMatchObject({
      subject: '7',
      email: 'ada@example.com',
      name: 'Ada',
    });
  });

  it.each<[JsonObject, boolean | undefined]>([
    [{ email_verified: false }, false],
    [{ email_verified: 'true' }, true],
    [{ email_verified: 'yes' }, undefined],
    [{ email_verified: 1 }, undefined],
  ])('with %j has an e-mail that is verified: %s', (claims, verified) => {
    expect(claimedPerson({ ...ADA, ...claims }, SETTINGS).emailVerified).toBe(verified);
  });

  it.each<[JsonObject]>([
    [{ sub: 's1' }],
    [{ sub: 's1', email: ' ' }],
    [{ sub: 's1', email: ['a'] }],
    [{ email: 'a@b.c' }],
  ])('needs a subject and an e-mail, not %j', (claims) => {
    expect(code(claims)).toBe('USERS-OAUTH-EMAIL-MISSING');
  });

  it.each([
    ['ada@example.com', 'let in'],
    ['ada@EXAMPLE.org', 'let in'],
    ['ada@sub.example.com', 'USERS-OAUTH-DOMAIN-REFUSED'],
    ['"x@example.com"@evil.example', 'USERS-OAUTH-DOMAIN-REFUSED'],
  ])('is of an allowed domain: %s', (email, outcome) => {
    const settings = { ...SETTINGS, OAUTH_ALLOWED_DOMAINS: 'example.com, Example.org' };
    expect(code({ ...ADA, email }, settings)).toBe(outcome);
  });

  it.each<[JsonObject, string | undefined, string]>([
    [{ roles: ['member'] }, 'user', 'let in'],
    [{ roles: 'reader, chief' }, 'admin', 'let in'],
    [{ roles: ['chief', 'member'] }, 'admin', 'let in'],
    [{ roles: ['Chief'] }, undefined, 'USERS-OAUTH-ROLE-MISSING'],
    [{ roles: ['member,chief'] }, undefined, 'USERS-OAUTH-ROLE-MISSING'],
    [{ roles: { chief: true } }, undefined, 'USERS-OAUTH-ROLE-MISSING'],
    [{}, undefined, 'USERS-OAUTH-ROLE-MISSING'],
  ])('with %j has the role %s', (claims, role, outcome) => {
    const settings = { ...SETTINGS, ENABLE_OAUTH_ROLE_MANAGEMENT: true };
    expect(code({ ...ADA, ...claims }, settings)).toBe(outcome);
    if (role !== undefined) expect(claimedPerson({ ...ADA, ...claims }, settings).role).toBe(role);
  });
});
