import { isIP, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Why an address is not called; `allowable` if the setting for private addresses would allow it. */
export interface Refusal {
  readonly kind: string;
  readonly allowable: boolean;
}

/**
 * Judges one address in its text form. An address is called only when it is a server's on the public internet
 * (IANA's special-purpose registries, RFC 6890 and its updates) or, if `allowPrivate`, in a private network.
 *
 * @returns why it is refused, or `undefined` if it may be called.
 */
export function refusalOf(address: string, allowPrivate: boolean): Refusal | undefined {
  const refusal = isIP(address) === 0 ? never('not an IP address') : judgeText(address);
  return refusal?.allowable === true && allowPrivate ? undefined : refusal;
}

/** Where clouds answer questions about the machine, its credentials included, outside the link-local ranges. */
const METADATA = [
  '100.100.100.200/32', // Alibaba Cloud
  '168.63.129.16/32', // Azure's host agent
  '192.0.0.192/32', // Oracle Cloud
  'fd00:ec2::/32', // Amazon
  'fd20:ce::254/128', // Google
  'fd00:c1::a9fe:a9fe/128', // Oracle Cloud
  'fd00:42::42/128', // Scaleway
].map((range) => ipaddr.parseCIDR(range));

const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96');
const PRIVATE_KINDS = new Set<string>(['private', 'loopback', 'carrierGradeNat', 'uniqueLocal']);

type Address = ReturnType<typeof ipaddr.parse>;

function judgeText(address: string): Refusal | undefined {
  if (!isIPv6(address)) return judge(ipaddr.parse(address));
  if (address.includes('%')) return never('zone id');
  // In hexadecimal: ipaddr.js takes the dotted `::127.0.0.1` for `::ffff:127.0.0.1`, which is another address.
  return judge(ipaddr.parse(new URL(`http://[${address}]`).hostname.slice(1, -1)));
}

function judge(address: Address): Refusal | undefined {
  if (address.kind() === 'ipv6') {
    const { parts } = address as ipaddr.IPv6;
    // Both forms reach the IPv4 address in their last 32 bits: through the kernel, or through the network's translator.
    if ((address as ipaddr.IPv6).isIPv4MappedAddress() || within(address, NAT64)) {
      const [high = 0, low = 0] = parts.slice(6);
      return judge(new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]));
    }
  }
  if (METADATA.some((range) => within(address, range))) return never('cloud metadata');

  const kind: string = address.range();
  if (PRIVATE_KINDS.has(kind)) return { kind: WORDS[kind] ?? kind, allowable: true };
  if (kind !== 'unicast') return never(WORDS[kind] ?? kind);
  // Outside 2000::/3 nothing is allocated to anybody; IPv4-compatible addresses (::/96) are among that.
  return address.kind() === 'ipv6' && !within(address, GLOBAL_UNICAST) ? never('reserved') : undefined;
}

const WORDS: Readonly<Record<string, string>> = {
  linkLocal: 'link-local',
  carrierGradeNat: 'carrier-grade NAT',
  uniqueLocal: 'unique local',
};

const never = (kind: string): Refusal => ({ kind, allowable: false });

function within(address: Address, range: [Address, number]): boolean {
  return address.kind() === range[0].kind() && address.match(range);
}
