import { describe, expect, it } from 'vitest';
import { isProfileImageUrl } from './profile-image-url.js';

describe('A profile image', () => {
  it.each([
    '',
    '/user.png',
    '/static/favicon.png',
    '/api/v1/users/5b8c8d3e-7a55-4c0c-8f7b-6d1b6f0b9f4e/profile/image',
    'https://example.com/a.png',
    'HTTP://example.com',
    'https://[::1]/a.png',
    'data:image/png;base64,iVBORw0KGgo=',
    'DATA:IMAGE/WEBP;base64,AAAA',
  ])('may be %j', (text) => {
    expect(isProfileImageUrl(text)).toBe(true);
  });

  it.each([
    'javascript:alert(1)',
    ' https://example.com',
    '//example.com/a.png',
    '/api/v1/auths/signout',
    '/api/v1/users/../auths/signout#/profile/image',
    'http://',
    'http:///a.png',
    'https:example.com',
    'http://:80/a.png',
    'ftp://example.com/a.png',
    'file:///etc/passwd',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'data:text/html;base64,PHA+',
    'data:image/png,abc',
    'data:image/png;base64,<script>',
  ])('may not be %j', (text) => {
    expect(isProfileImageUrl(text)).toBe(false);
  });

  it('is bounded in length', () => {
    expect(isProfileImageUrl(`data:image/png;base64,${'A'.repeat(600_000)}`)).toBe(false);
    expect(isProfileImageUrl(`https://example.com/${'a'.repeat(5_000)}`)).toBe(false);
  });
});
