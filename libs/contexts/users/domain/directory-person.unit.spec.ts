import { describe, expect, it } from 'vitest';
import { directoryPerson } from './directory-person.js';

const ATTRIBUTES = {
  attribute_for_mail: 'mail',
  attribute_for_username: 'uid',
  default_email_domain: '',
  enable_group_management: false,
  attribute_for_groups: 'memberOf',
};

describe('Somebody whom a directory knows', () => {
  it.each([
    [
      { uid: ['ada'], mail: ['ada@example.com', 'a@example.com'], cn: ['Ada Lovelace'] },
      'ada@example.com',
      'Ada Lovelace',
    ],
    [{ UID: ['ada'], Mail: ['ada@example.com'] }, 'ada@example.com', 'ada'],
    [{ mail: ['', ' ada@example.com '] }, 'ada@example.com', 'ada@example.com'],
  ])('of %j has the e-mail %s and the name %s', (entry, email, name) => {
    expect(directoryPerson(entry, ATTRIBUTES)).toEqual({ email, name, groups: [] });
  });

  it('is in the groups that the directory says, where it has a say in that', () => {
    const memberof = ['cn=Staff,ou=groups,dc=example', 'ou=nowhere', 'CN=Crew'];
    const entry = { uid: ['ada'], mail: ['ada@example.com'], memberof };
    const managed = { ...ATTRIBUTES, enable_group_management: true };
    expect(directoryPerson(entry, managed).groups).toEqual(['Staff', 'Crew']);
    expect(directoryPerson(entry, ATTRIBUTES).groups).toEqual([]);
  });

  it('gets an e-mail of the default domain, if there is one', () => {
    const entry = { uid: ['ada'], mail: [] };
    const domain = { ...ATTRIBUTES, default_email_domain: 'example.org' };
    expect(directoryPerson(entry, domain).email).toBe('ada@example.org');
    expect(() => directoryPerson(entry, ATTRIBUTES)).toThrow(
      expect.objectContaining({ code: 'USERS-LDAP-EMAIL-MISSING', status: 400 }),
    );
  });
});
