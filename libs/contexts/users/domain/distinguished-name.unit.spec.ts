import { describe, expect, it } from 'vitest';
import { commonNameOf } from './distinguished-name.js';

describe('The common name in a distinguished name', () => {
  it.each([
    ['CN=Staff,OU=Groups,DC=example,DC=com', 'Staff'],
    ['cn = Staff , ou=Groups', 'Staff'],
    ['ou=Groups,cn=Staff,cn=Other', 'Staff'],
    ['uid=1+cn=Staff,ou=Groups', 'Staff'],
    ['cn=Doe\\, Staff,ou=Groups', 'Doe, Staff'],
    ['cn=a\\2Cb\\c3\\a9\\,,ou=Groups', 'a,bé,'],
    ['cn=1\\+1=2,ou=Groups', '1+1=2'],
  ])('of %s is %s', (dn, name) => {
    expect(commonNameOf(dn)).toBe(name);
  });

  it.each(['', 'Staff', 'ou=Groups', 'cn=', 'cn=,ou=Groups', 'cnx=Staff'])('is none in %j', (dn) => {
    expect(commonNameOf(dn)).toBeUndefined();
  });
});
