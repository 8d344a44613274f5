import { X509Certificate } from 'node:crypto';
import type { PresentedCertificate } from '../adapter.js';
import type { Certificates, ClientCertificate } from '../client/key-binding/certificate.js';
import type { Incoming } from '../http/handler.js';
import { isTls } from '../http/peer-certificate.js';
import { HostError } from './host-error.js';

type GetCertificate = (req: Incoming) => Promise<PresentedCertificate | null | undefined>;

/** The certificates of requests, each asked for once however many look at it. */
export function certificates(getCertificate: GetCertificate | undefined): Certificates {
  if (getCertificate === undefined) return { reach: ({ raw }) => isTls(raw), of: async ({ peer }) => peer };
  const asked = new WeakMap<Incoming, Promise<ClientCertificate | undefined>>();
  return {
    reach: () => true,
    of: ({ raw }) => {
      const known = asked.get(raw) ?? getCertificate(raw).then(presentedCertificate);
      asked.set(raw, known);
      return known;
    },
  };
}

function presentedCertificate(
  presented: PresentedCertificate | null | undefined,
): ClientCertificate | undefined {
  if (presented === null || presented === undefined) return undefined;
  const { certificate, chainVerified } = presented;
  try {
    const parsed = certificate instanceof X509Certificate ? certificate : new X509Certificate(certificate);
    return { certificate: parsed, chainVerified: chainVerified === true };
  } catch (error) {
    throw new HostError('getCertificate', error);
  }
}
