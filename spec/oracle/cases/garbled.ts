/** A JWT whose signature is left out, its dot kept. */
export function withoutSignature(text: string): string {
  return text.slice(0, text.lastIndexOf('.') + 1);
}

/** The form of an encrypted JWT: five parts. RFC 7516 §7.1. */
export function jwe(): string {
  const header = Buffer.from('{"alg":"RSA-OAEP-256","enc":"A256GCM","cty":"JWT"}').toString('base64url');
  return [header, 'a2V5', 'aXY', 'dGV4dA', 'dGFn'].join('.');
}

/** A JWT with an array for claims; its signature no longer holds either. */
export function withArray(text: string): string {
  const [header, , signature] = text.split('.');
  return [header, Buffer.from('[1]').toString('base64url'), signature].join('.');
}

/** The same JWS in its JSON form. RFC 7515 §7.2.2. */
export function inJson(text: string): string {
  const [header, payload, signature] = text.split('.');
  return JSON.stringify({ payload, protected: header, signature });
}
