import { createPublicKey, randomUUID } from 'node:crypto';
import { type CryptoKey, importPKCS8, SignJWT } from 'jose';
import * as openid from 'openid-client';
import type { FapiFolder } from '../examples/support/fapi-host.js';
import { type Certified, selfSigned } from '../support/certificates.js';
import { keyFor } from '../support/new-keys.js';
import { fetchWith } from './fapi-fetch.js';

/** How a client of FAPI proves who it is. */
export type FapiMethod = 'private_key_jwt' | 'tls_client_auth' | 'self_signed_tls_client_auth';

/** A client with keys and a certificate, played by openid-client. */
export interface FapiParty {
  readonly id: string;
  /** As the host's configuration takes it. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly certificate: Certified;
  /** Discovers a server; with another certificate than its own, or with none. */
  discover(issuer: string, certificate?: Certified | null): Promise<openid.Configuration>;
  /** A signed authentication request. */
  request(issuer: string, parameters?: Readonly<Record<string, unknown>>): Promise<string>;
}

interface Wish {
  readonly id: string;
  readonly alg: 'PS256' | 'ES256';
  readonly method: FapiMethod;
  /** What the server signs ID tokens by. Default `PS256`, which is the FAPI host's. */
  readonly idTokenAlg?: string;
}

export async function fapiParty(
  wish: Wish,
  { clientsCa, serverCa }: Pick<FapiFolder, 'clientsCa' | 'serverCa'>,
): Promise<FapiParty> {
  const { id, alg, method, idTokenAlg = 'PS256' } = wish;
  const made = keyFor(alg);
  const privateKey = await importPKCS8(made.export({ type: 'pkcs8', format: 'pem' }) as string, alg);
  const kid = `${id}-key`;
  const own = { subject: `CN=${id},O=Test` };
  const certificate = await (method === 'self_signed_tls_client_auth'
    ? selfSigned(own)
    : clientsCa.issue(own));
  const keys = [{ ...createPublicKey(made).export({ format: 'jwk' }), kid, alg }];
  const proof = proofOf(method, { key: privateKey, kid });
  return {
    id,
    metadata: { ...metadataOf(wish), ...proofMetadata(method, keys, { certificate, subject: own.subject }) },
    certificate,
    discover: async (issuer, shown = certificate) => {
      const fetch = fetchWith(serverCa.cert, shown ?? undefined);
      const execute = [openid.enableNonRepudiationChecks];
      const options = { execute, [openid.customFetch]: fetch };
      const metadata = { id_token_signed_response_alg: idTokenAlg, use_mtls_endpoint_aliases: true };
      return openid.discovery(new URL(issuer), id, metadata, proof, options);
    },
    request: (issuer, parameters) =>
      new SignJWT({ scope: 'openid accounts', login_hint: 'alice', ...parameters, jti: randomUUID() })
        .setProtectedHeader({ alg, kid })
        .setIssuer(id)
        .setAudience(issuer)
        .setIssuedAt()
        .setNotBefore('0s')
        .setExpirationTime('5m')
        .sign(privateKey),
  };
}

function metadataOf({ id, alg, method, idTokenAlg = 'PS256' }: Wish): FapiParty['metadata'] {
  return {
    client_id: id,
    token_endpoint_auth_method: method,
    backchannel_authentication_request_signing_alg: alg,
    id_token_signed_response_alg: idTokenAlg,
    scope: 'openid accounts',
  };
}

function proofOf(
  method: FapiMethod,
  key: { readonly key: CryptoKey; readonly kid: string },
): openid.ClientAuth {
  return method === 'private_key_jwt'
    ? openid.PrivateKeyJwt(key as openid.PrivateKey)
    : openid.TlsClientAuth();
}

/** The keys it signs by, and what its certificate is known by. */
function proofMetadata(
  method: FapiMethod,
  keys: readonly object[],
  { certificate, subject }: { readonly certificate: Certified; readonly subject: string },
): FapiParty['metadata'] {
  const ofCertificate = certificate.x509.publicKey.export({ format: 'jwk' });
  switch (method) {
    case 'private_key_jwt':
      return { token_endpoint_auth_signing_alg: (keys[0] as { alg: string }).alg, jwks: { keys } };
    case 'tls_client_auth':
      return { tls_client_auth_subject_dn: subject, jwks: { keys } };
    case 'self_signed_tls_client_auth':
      return { jwks: { keys: [...keys, { ...ofCertificate, kid: 'certificate' }] } };
  }
}
