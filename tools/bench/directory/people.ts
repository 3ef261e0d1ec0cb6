import type { LiveUserDocument } from '@reeve/users/projections';
import { v5 } from 'uuid';

/** How many there are. */
export const PEOPLE = Number(process.env['BENCH_PEOPLE'] ?? 1_000_000);

const NAMESPACE = '5f9b1f4e-0c0a-4f0e-9a43-8d1f0c6a7a10';
const GIVEN = ['Ada', 'Bohdan', 'Chloé', 'Dmitri', 'Eszter', 'Farid', 'Grace', 'Hanna', 'Ivo', 'Jūratė'];
export const FAMILY = [
  'Lovelace',
  'Novák',
  'Okafor',
  'Papadopoulos',
  'Quispe',
  'Rossi',
  'Sørensen',
  'Tanaka',
];

export function personOf(number: number): LiveUserDocument {
  return {
    emailFingerprint: idOf(number).slice(0, 16),
    name: nameOf(number),
    email: `person${String(number).padStart(7, '0')}@example.com`,
    profileImageUrl: '/user.png',
    profileImageRevision: null,
    passwordHash: 'x'.repeat(220),
    role: number % 1000 === 0 ? 'admin' : number % 10 === 0 ? 'pending' : 'user',
    standing: number % 500 === 0 ? 'disabled' : 'active',
    primaryAdministrator: false,
    sessionStamp: idOf(number),
    createdAt: number,
    updatedAt: random(number),
    bio: null,
    timezone: null,
    status: null,
    gender: null,
    dateOfBirth: null,
    settings: null,
    info: null,
    variables: null,
    identities: null,
  };
}

export function nameOf(number: number): string {
  const mixed = random(number);
  const given = GIVEN[mixed % GIVEN.length] ?? '';
  const family = FAMILY[Math.floor(mixed / 16) % FAMILY.length] ?? '';
  return `${given} ${family} ${String(mixed % 997)}`;
}

export function idOf(number: number): string {
  return v5(String(number), NAMESPACE);
}

/** The same for the same number, in every run. */
export function random(number: number): number {
  return (Math.imul(number + 1, 2_654_435_761) >>> 0) % PEOPLE;
}
