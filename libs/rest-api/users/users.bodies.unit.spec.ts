import { describe, expect, it } from 'vitest';
import { profileChangesOf } from '../auths/own-profile.bodies.js';
import { accountChangesOf } from './users.bodies.js';

describe('An update', () => {
  it('changes what it names; null and absent are the same', () => {
    expect(accountChangesOf({ role: null, name: '', email: null })).toEqual({ name: '' });
    expect(accountChangesOf({ role: 'user', profile_image_url: '/user.png', password: '' })).toEqual({
      role: 'user',
      profileImageUrl: '/user.png',
    });
  });

  it('changes a password that is given, and not for an empty one', () => {
    expect(accountChangesOf({ password: 'x' })).toEqual({ password: 'x' });
    for (const password of ['', null]) expect(accountChangesOf({ password })).toEqual({});
  });
});

describe('A profile', () => {
  const profile = { name: 'Ada', profile_image_url: '' };

  it('keeps what it does not name, and takes null for nothing', () => {
    expect(profileChangesOf(profile)).toEqual({ name: 'Ada', profileImageUrl: '' });
    expect(profileChangesOf({ ...profile, bio: null, date_of_birth: '' })).toEqual({
      name: 'Ada',
      profileImageUrl: '',
      bio: null,
      dateOfBirth: null,
    });
  });

  it('has a date that there is', () => {
    expect(profileChangesOf({ ...profile, date_of_birth: '2024-02-29' }).dateOfBirth).toBe('2024-02-29');
    for (const date_of_birth of ['2023-02-29', '2024-13-01', '29.02.2024', '2024-02-29T00:00:00Z']) {
      expect(() => profileChangesOf({ ...profile, date_of_birth })).toThrow('date_of_birth');
    }
  });
});
