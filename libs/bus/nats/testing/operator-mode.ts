import { randomUUID } from 'node:crypto';
import { keyPairs, seedText } from './key-pairs.js';
import type { KeyPair } from './key-pairs.js';

/** A server that knows one operator, with one account; users are whoever the account has signed. */
export interface OperatorMode {
  readonly config: string;
  /** What stands in the `.creds` file of a new user. */
  newUser(): string;
}

/** Without the tools that usually make them: a JWT of NATS is one signed with an nkey. */
export function operatorMode(): OperatorMode {
  const operator = keyPairs.createOperator();
  const account = keyPairs.createAccount();
  const unlimited = { subs: -1, data: -1, payload: -1 };
  const accountLimits = { ...unlimited, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
  const accountJwt = sign(operator, account, { type: 'account', limits: accountLimits });
  return {
    config: `
      operator: ${sign(operator, operator, { type: 'operator' })}
      resolver: MEMORY
      resolver_preload: { ${account.getPublicKey()}: ${accountJwt} }
    `,
    newUser: () => {
      const user = keyPairs.createUser();
      const jwt = sign(account, user, { type: 'user', pub: {}, sub: {}, ...unlimited });
      const seed = seedText(user);
      return [
        '-----BEGIN NATS USER JWT-----',
        jwt,
        '------END NATS USER JWT------',
        '',
        '-----BEGIN USER NKEY SEED-----',
        seed,
        '------END USER NKEY SEED------',
        '',
      ].join('\n');
    },
  };
}

function sign(issuer: KeyPair, subject: KeyPair, claims: object): string {
  const header = encode({ typ: 'JWT', alg: 'ed25519-nkey' });
  const body = encode({
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    name: 'test',
    nats: { version: 2, ...claims },
  });
  const signature = issuer.sign(new TextEncoder().encode(`${header}.${body}`));
  return `${header}.${body}.${Buffer.from(signature).toString('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
