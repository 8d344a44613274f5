import type { CibaClient } from '../../lib/client/metadata.js';
import { type Certified, certificateAuthority, selfSigned } from './certificates.ts';
import { CIBA_GRANT, till } from './host.ts';

/** Who comes with which certificate; all of one subject, but `other`. */
export interface ProxyCertificates {
  /** Of the authority that vouches for clients. */
  readonly clientsCa: string;
  readonly server: Certified;
  /** What the client `vouched` registered by its subject. */
  readonly vouched: Certified;
  /** Another client's, by the same authority. */
  readonly other: Certified;
  /** What the client `pinned` registered by its key. */
  readonly pinned: Certified;
  /** By an authority that nobody here trusts. */
  readonly stranger: Certified;
  readonly expired: Certified;
}

const SUBJECT = 'CN=vouched,O=Test';

export async function proxyCertificates(): Promise<ProxyCertificates> {
  const [clients, strangers] = await Promise.all([
    certificateAuthority('Clients'),
    certificateAuthority('Strangers'),
  ]);
  const past = { notBefore: new Date(Date.now() - 7_200_000), notAfter: new Date(Date.now() - 3_600_000) };
  return {
    clientsCa: clients.cert,
    server: await selfSigned({ subject: 'CN=proxy', dns: ['localhost'], ip: ['127.0.0.1'] }),
    vouched: await clients.issue({ subject: SUBJECT }),
    other: await clients.issue({ subject: 'CN=other,O=Test' }),
    pinned: await selfSigned({ subject: SUBJECT }),
    stranger: await strangers.issue({ subject: SUBJECT }),
    expired: await clients.issue({ subject: SUBJECT, ...past }),
  };
}

/** Certificates that are not the client's, or not enough. */
export const WRONG: readonly {
  readonly client: 'vouched' | 'pinned';
  readonly what: string;
  readonly shows?: keyof Omit<ProxyCertificates, 'clientsCa'>;
}[] = [
  { client: 'vouched', what: 'no certificate' },
  { client: 'vouched', what: 'another client’s certificate', shows: 'other' },
  { client: 'vouched', what: 'its name by an authority that nobody trusts', shows: 'stranger' },
  { client: 'vouched', what: 'its name signed by itself', shows: 'pinned' },
  { client: 'pinned', what: 'no certificate' },
  { client: 'pinned', what: 'its name with another key, by an authority', shows: 'vouched' },
  { client: 'pinned', what: 'its name with another key, by one that nobody trusts', shows: 'stranger' },
];

/** The clients: one for each way of using a certificate. All demand bound tokens. */
export function certificateClients({ pinned }: ProxyCertificates): CibaClient[] {
  const bound = { grant_types: [CIBA_GRANT], tls_client_certificate_bound_access_tokens: true };
  return [
    {
      ...bound,
      client_id: 'vouched',
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_subject_dn: SUBJECT,
    },
    {
      ...bound,
      client_id: 'pinned',
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: { keys: [pinned.x509.publicKey.export({ format: 'jwk' }) as never] },
    },
    { ...till, ...bound, client_id: 'secretive' },
  ];
}
