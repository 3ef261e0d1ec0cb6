import { nkeys } from 'nats';

/** An nkey with its seed. */
export interface KeyPair {
  getPublicKey(): string;
  getSeed(): Uint8Array;
  sign(text: Uint8Array): Uint8Array;
}

/** The client exports it without types. */
export const keyPairs = nkeys as {
  createOperator(): KeyPair;
  createAccount(): KeyPair;
  createUser(): KeyPair;
};

/** As it stands in a file. */
export function seedText(pair: KeyPair): string {
  return new TextDecoder().decode(pair.getSeed());
}
