import { asking, type Case, polling, type Sent } from '../support/case.js';
import { certifiedParties, parties } from '../support/parties.js';
import { CERTIFICATE_HEADER } from '../support/server.js';

type Known = keyof Awaited<ReturnType<typeof certifiedParties>>;

/** A client over a connection with a certificate: its own, another's, or none. */
const showing =
  (id: Known, fields: Sent['fields'] = {}, shown: Known | 'none' = id) =>
  async (): Promise<Sent> => {
    const known = await certifiedParties();
    const headers = shown === 'none' ? {} : over(known[shown].certificate);
    return { party: null, headers, fields: { client_id: known[id].metadata.client_id, ...fields } };
  };

function over(certificate: string): Record<string, string> {
  return { [CERTIFICATE_HEADER]: encodeURIComponent(certificate) };
}

const REFUSED = '401 invalid_client';

/** `self_signed_tls_client_auth`. RFC 8705 §2.2. */
export const certified: readonly Case[] = [
  asking('a registered certificate', '200', showing('certified')),
  asking('no certificate', REFUSED, showing('certified', {}, 'none')),
  asking('the certificate of another client', REFUSED, showing('certified', {}, 'outdated')),
  asking('a certificate that has expired', REFUSED, showing('outdated')),
  asking('a certificate of a client that has registered the key alone', '200', showing('keyOnly')),
  asking('a certificate without client_id', REFUSED, showing('certified', { client_id: undefined })),
  asking('a certificate and the client_id of another', REFUSED, showing('certified', { client_id: 'post' })),
  asking('a certificate and a secret', REFUSED, showing('certified', { client_secret: 'secret' })),
  asking('a certificate beside the registered secret', '200', async () => {
    const { certificate } = (await certifiedParties()).certified;
    return { party: parties.basic, headers: over(certificate) };
  }),
  polling('a registered certificate, polling', '400 invalid_grant', showing('certified')),
  polling('the certificate of another client, polling', REFUSED, showing('certified', {}, 'outdated')),
];
