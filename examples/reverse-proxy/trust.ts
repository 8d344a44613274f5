import { generateKeyPairSync } from 'node:crypto';

/** Stand-ins for what the front and the server behind it agreed on. */

/** RFC 7523: the grant by which the front has tokens made for a user. */
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** A real upstream is registered with the public half alone. */
export const frontKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

export const tillSecret = process.env.TILL_SECRET ?? 'till-secret';
