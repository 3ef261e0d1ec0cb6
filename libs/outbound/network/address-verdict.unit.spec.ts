import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalOf } from './address-verdict.js';

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '93.184.216.34',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '223.255.255.254',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
];

const PRIVATE = [
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['100.64.0.1', 'carrier-grade NAT'],
  ['100.127.255.255', 'carrier-grade NAT'],
  ['::1', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback'],
  ['fc00::1', 'unique local'],
  ['fd12:3456:789a::1', 'unique local'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['0:0:0:0:0:ffff:c0a8:0101', 'private'],
  ['::FFFF:10.0.0.1', 'private'],
  ['64:ff9b::10.0.0.1', 'private'],
] as const;

const NEVER = [
  ['169.254.169.254', 'link-local'],
  ['169.254.0.1', 'link-local'],
  ['169.254.170.2', 'link-local'],
  ['fe80::1', 'link-local'],
  ['febf::1', 'link-local'],
  ['fe80::a9fe:a9fe', 'link-local'],
  ['fe80::1%eth0', 'zone id'],
  ['::1%lo', 'zone id'],
  ['2606:4700:4700::1111%1', 'zone id'],
  ['100.100.100.200', 'cloud metadata'],
  ['168.63.129.16', 'cloud metadata'],
  ['192.0.0.192', 'cloud metadata'],
  ['fd00:ec2::254', 'cloud metadata'],
  ['fd00:ec2::23', 'cloud metadata'],
  ['fd20:ce::254', 'cloud metadata'],
  ['fd00:c1::a9fe:a9fe', 'cloud metadata'],
  ['fd00:42::42', 'cloud metadata'],
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['::', 'unspecified'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.250', 'multicast'],
  ['ff02::1', 'multicast'],
  ['255.255.255.255', 'broadcast'],
  ['240.0.0.1', 'reserved'],
  ['192.0.2.1', 'reserved'],
  ['198.51.100.1', 'reserved'],
  ['203.0.113.1', 'reserved'],
  ['198.18.0.1', 'reserved'],
  ['192.88.99.1', 'reserved'],
  ['2001:db8::1', 'reserved'],
  ['3fff::1', 'reserved'],
  ['100::1', 'discard'],
  ['fec0::1', 'deprecatedSiteLocal'],
  ['4000::1', 'reserved'],
  // Other forms of 169.254.169.254 and of 127.0.0.1
  ['::ffff:169.254.169.254', 'link-local'],
  ['::ffff:a9fe:a9fe', 'link-local'],
  ['0000:0000:0000:0000:0000:ffff:a9fe:a9fe', 'link-local'],
  ['::169.254.169.254', 'reserved'],
  ['::127.0.0.1', 'reserved'],
  ['64:ff9b::169.254.169.254', 'link-local'],
  ['64:ff9b::a9fe:a9fe', 'link-local'],
  ['64:ff9b:1::a9fe:a9fe', 'rfc6052'],
  ['::ffff:0:169.254.169.254', 'rfc6145'],
  ['2002:a9fe:a9fe::1', '6to4'],
  ['2002:7f00:1::', '6to4'],
  ['2001:0:a9fe:a9fe::1', 'teredo'],
  ['2001:0:4136:e378:8000:63bf:5601:5601', 'teredo'],
  ['::ffff:100.100.100.200', 'cloud metadata'],
  ['::ffff:0.0.0.0', 'unspecified'],
] as const;

const NO_ADDRESS = ['', 'localhost', '0x7f.1', '2130706433', '127.1', '::1]', '1.2.3.4.5', '[::1]'];

describe('an address', () => {
  it.each(PUBLIC)('%s of the public internet may be called', (address) => {
    expect(refusalOf(address, false)).toBeUndefined();
  });

  it.each(PRIVATE)('%s (%s) may be called only where private addresses are allowed', (address, kind) => {
    expect(refusalOf(address, false)).toEqual({ kind, allowable: true });
    expect(refusalOf(address, true)).toBeUndefined();
  });

  it.each(NEVER)('%s (%s) is never called', (address, kind) => {
    expect(refusalOf(address, false)).toEqual({ kind, allowable: false });
    expect(refusalOf(address, true)).toEqual({ kind, allowable: false });
  });

  it.each(NO_ADDRESS)('%j is none, and not called', (text) => {
    expect(refusalOf(text, true)).toEqual({ kind: 'not an IP address', allowable: false });
  });

  it('is judged alike in its IPv4-mapped form', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.boolean(), (address, allowPrivate) => {
        expect(refusalOf(`::ffff:${address}`, allowPrivate)).toEqual(refusalOf(address, allowPrivate));
      }),
    );
  });
});
