import type { Response } from 'supertest';
import type { CibaGrant, PresentedCertificate } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { type Certified, selfSigned } from './certificates.js';
import { type TestHost, type TestHostOptions, testHost } from './host.js';
import { type FormPost, poll, type Started } from './http-requests.js';
import {
  askSigned,
  assertion,
  type SignedWish,
  type Signer,
  signerOf,
  startSigned,
} from './signed-request.js';

/** A client of the profile: it authenticates by `private_key_jwt` and signs its requests. */
export function fapiClient(alg: string, registered: Partial<CibaClient> = {}): Signer {
  const own = { client_secret: undefined, token_endpoint_auth_method: 'private_key_jwt' };
  return signerOf(alg, { client_id: `fapi-${alg}`, ...own, ...registered });
}

/** Clients by both algorithms. */
export const fapiClients: readonly Signer[] = [fapiClient('ES256'), fapiClient('PS256')];

/** A host under the profile, behind something that hands on the client's certificate. */
export interface FapiHost extends TestHost {
  /** What `issueTokens` was asked for. */
  readonly grants: CibaGrant[];
  /** The certificate of the requests from now on. */
  present(certificate: PresentedCertificate | null | undefined): void;
}

/** Makes such a host; nobody presents a certificate until a test says so. */
export function fapiHost({ adapter, ...options }: TestHostOptions = {}): FapiHost {
  const grants: CibaGrant[] = [];
  let presented: PresentedCertificate | null | undefined;
  const host = testHost({
    profile: 'fapi-ciba',
    clients: fapiClients.map(({ client }) => client),
    ...options,
    adapter: {
      getCertificate: () => presented,
      issueTokens: (grant) => {
        grants.push(grant);
        return { access_token: `access-${grants.length}`, token_type: 'Bearer' };
      },
      ...adapter,
    },
  });
  const present: FapiHost['present'] = (certificate) => {
    presented = certificate;
  };
  return { ...host, grants, present };
}

/** What every request of the profile says beside the rest. */
const COMPLETE = { binding_message: 'W4SCT' };

/** Asks by a signed request and an assertion, as the profile wants it. */
export function askFapi(host: TestHost, signer: Signer, wish: SignedWish = {}): Promise<Response> {
  return askSigned(host, signer, complete(wish), assertion(signer));
}

/** Likewise, and it is accepted. */
export function startFapi(host: TestHost, signer: Signer, wish: SignedWish = {}): Promise<Started> {
  return startSigned(host, signer, complete(wish), assertion(signer));
}

/** Polls by an assertion. */
export function pollFapi(
  host: TestHost,
  { authReqId }: Started,
  signer: Signer,
  sent: FormPost = assertion(signer),
): Promise<Response> {
  return poll(host, authReqId, sent);
}

/** A certificate as a proxy hands it on. */
export async function presentedCertificate(): Promise<
  PresentedCertificate & { certificate: Certified['x509'] }
> {
  const { x509: certificate } = await selfSigned({ subject: 'CN=fapi' });
  return { certificate, chainVerified: false };
}

function complete({ claims, ...wish }: SignedWish): SignedWish {
  return { ...wish, claims: { ...COMPLETE, ...claims } };
}
