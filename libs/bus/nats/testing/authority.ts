import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** PEM files. */
export interface SignedCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Vouches for certificates, as a company's own authority does. */
export interface Authority {
  readonly caFile: string;
  /** @param subject where it holds: `IP:127.0.0.1`, `DNS:gateway`. */
  sign(name: string, subject: string): Promise<SignedCertificate>;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Made now, with `openssl`. */
export async function anAuthority(folder: string, name: string): Promise<Authority> {
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args);
  const file = (suffix: string) => join(folder, `${name}${suffix}`);
  const caFile = file('.ca.pem');
  const caKeyFile = file('.ca.key');
  await openssl(
    ...['req', '-x509', ...NEW_KEY, '-days', '2', '-subj', `/CN=${name}`],
    ...['-keyout', caKeyFile, '-out', caFile],
  );
  return {
    caFile,
    sign: async (holder, subject) => {
      const request = file(`.${holder}.csr`);
      const extensions = file(`.${holder}.ext`);
      const signed = { certificateFile: file(`.${holder}.pem`), keyFile: file(`.${holder}.key`) };
      await writeFile(extensions, `subjectAltName=${subject}`);
      await openssl('req', ...NEW_KEY, '-subj', `/CN=${holder}`, '-keyout', signed.keyFile, '-out', request);
      await openssl(
        ...['x509', '-req', '-in', request, '-CA', caFile, '-CAkey', caKeyFile, '-CAcreateserial'],
        ...['-days', '2', '-extfile', extensions, '-out', signed.certificateFile],
      );
      return signed;
    },
  };
}
