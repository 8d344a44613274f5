import type { Emit } from '../events.js';
import type { Configuration } from './configure.js';

/** Warns of what would be noticed only once a user has approved, or somebody has broken in. */
function warnOfGaps(config: Configuration): void {
  warnOfMissingKeys(config);
  warnOfMissingCertificates(config);
  warnOfHashedSecrets(config);
}

/** A host whose `issueTokens` returns no ID token would learn of it only after its user has approved. */
function warnOfMissingKeys({ idToken, logger }: Configuration): void {
  if (idToken.keys.length > 0) return;
  logger.warn?.('express-ciba: idToken.keys is empty, so issueTokens must return an id_token itself');
}

/** Whoever reads a hash out of the database of a host that keeps hashes could sign by it. */
function warnOfHashedSecrets({ rules, adapter, logger }: Configuration): void {
  if (adapter.verifyClientSecret === undefined || !rules.clientAuthMethods.includes('client_secret_jwt'))
    return;
  logger.warn?.(
    'express-ciba: client_secret_jwt verifies by client.client_secret as it is: it must not be a hash of the secret',
  );
}

/** Under the profile all tokens are bound to certificates: a host that cannot see any refuses every request. */
function warnOfMissingCertificates({ rules, issuer, adapter, logger }: Configuration): void {
  if (!rules.certificateBoundTokens || !issuer.startsWith('http:') || adapter.getCertificate) return;
  logger.warn?.(
    'express-ciba: the profile binds tokens to client certificates, and none gets here by plain http',
  );
}

/** Says once that the router is reached under another prefix than the published URLs have. */
export function mountWarning({ mountPath, logger }: Configuration): (baseUrl: string) => void {
  let warned = false;
  return (baseUrl) => {
    if (warned || baseUrl.toLowerCase() === mountPath.toLowerCase()) return;
    warned = true;
    logger.warn?.(
      `express-ciba is mounted at "${baseUrl}", but mountPath is "${mountPath}": published URLs will not fit; set mountPath: '${baseUrl}'`,
    );
  };
}

/** Warns at once; tells what the profile turned on and which mitigations are off as soon as the host has had the chance to listen. */
export function announce(config: Configuration, emit: Emit): void {
  warnOfGaps(config);
  queueMicrotask(() => {
    announceProfile(config, emit);
    emit('mitigations', { off: config.mitigationsOff });
  });
}

function announceProfile({ rules, assertionAudience }: Configuration, emit: Emit): void {
  const { profile } = rules;
  if (profile === undefined) return;
  emit('profile', {
    profile,
    client_auth_methods: rules.clientAuthMethods,
    signing_algs: rules.signingAlgs,
    signed_requests: rules.signedRequests,
    request_lifetime: rules.requestLifetime,
    certificate_bound_tokens: rules.certificateBoundTokens,
    binding_message_required: rules.requireBindingMessage,
    assertion_audience: assertionAudience,
  });
}
