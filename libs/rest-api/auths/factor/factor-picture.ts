/** Loaded when first needed: many installations have no second factor. */
const otpauth = () => import('otpauth');
const qrcode = () => import('qrcode');

/**
 * What an app scans, as an SVG in a `data:` URI: who it is for, who asks for it, and the secret.
 *
 * @param secret in Base32.
 */
export async function factorPicture(secret: string, email: string, issuer: string): Promise<string> {
  const [{ Secret, TOTP }, { default: qr }] = await Promise.all([otpauth(), qrcode()]);
  const uri = new TOTP({ issuer, label: email, secret: Secret.fromBase32(secret) }).toString();
  const svg = await qr.toString(uri, { type: 'svg', errorCorrectionLevel: 'M' });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
