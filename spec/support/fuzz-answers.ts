import { expect } from '@jest/globals';
import type { FuzzAnswer, FuzzHost } from './fuzz-host.ts';
import { DESCRIPTION } from './http-answers.js';

/** The codes of each endpoint by status: its own table, written down once more. CIBA Core 1.0 §13 and §11, RFC 7591 §3.2.2. */
const VOCABULARY: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>> = {
  '/bc-authorize': {
    400: [
      ...['invalid_request', 'invalid_scope', 'unauthorized_client', 'expired_login_hint_token'],
      ...['unknown_user_id', 'missing_user_code', 'invalid_user_code', 'invalid_binding_message'],
      ...['invalid_target', 'invalid_authorization_details', 'invalid_dpop_proof', 'use_dpop_nonce'],
    ],
    401: ['invalid_client'],
    403: ['access_denied'],
    405: ['invalid_request'],
    429: ['temporarily_unavailable'],
  },
  '/token': {
    400: [
      ...['invalid_request', 'invalid_grant', 'unauthorized_client', 'authorization_pending', 'slow_down'],
      ...['expired_token', 'access_denied', 'invalid_scope', 'invalid_target'],
      ...['invalid_authorization_details', 'invalid_dpop_proof', 'use_dpop_nonce'],
    ],
    401: ['invalid_client'],
    403: ['unauthorized_client'],
    429: ['temporarily_unavailable'],
  },
  '/register': {
    400: ['invalid_request', 'invalid_client_metadata', 'invalid_redirect_uri'],
    401: ['invalid_token'],
    405: ['invalid_request'],
  },
};

/** What an answer of success has, and may have. */
const MEMBERS: Readonly<Record<string, readonly [must: readonly string[], may: readonly string[]]>> = {
  '/bc-authorize': [['auth_req_id', 'expires_in'], ['interval']],
  '/token': [
    ['access_token', 'token_type', 'id_token'],
    ['expires_in', 'scope', 'authorization_details', 'refresh_token'],
  ],
  '/register': [
    ['client_id', 'client_id_issued_at', 'grant_types', 'response_types', 'token_endpoint_auth_method'],
    [
      ...['client_secret', 'client_secret_expires_at', 'client_name', 'client_uri', 'logo_uri', 'tos_uri'],
      ...['policy_uri', 'scope', 'software_id', 'software_version', 'token_endpoint_auth_signing_alg'],
      ...['jwks', 'jwks_uri', 'subject_type', 'sector_identifier_uri', 'id_token_signed_response_alg'],
      ...['id_token_encrypted_response_alg', 'backchannel_token_delivery_mode', 'contacts', 'redirect_uris'],
      ...[
        'backchannel_client_notification_endpoint',
        'authorization_details_types',
        'dpop_bound_access_tokens',
      ],
      ...['backchannel_authentication_request_signing_alg', 'require_signed_request_object'],
      ...['tls_client_certificate_bound_access_tokens', 'backchannel_user_code_parameter'],
      ...['tls_client_auth_subject_dn', 'tls_client_auth_san_dns', 'tls_client_auth_san_uri'],
      ...['tls_client_auth_san_ip', 'tls_client_auth_san_email'],
    ],
  ],
};

/** Codes that are answered where a fault is injected, and nowhere else. */
const FAULTS: Readonly<Record<number, readonly string[]>> = {
  500: ['server_error'],
  503: ['temporarily_unavailable'],
};

/** Whether an answer is one that the endpoint may give: JSON that nothing may cache, a code of its table, and no member beside. */
export function expectOfTable(path: string, answer: FuzzAnswer, faulty = false): void {
  const { status, headers, text } = answer;
  expect([headers['content-type'], headers['cache-control']]).toEqual(['application/json', 'no-store']);
  const body: Record<string, unknown> = JSON.parse(text);
  const names = Object.keys(body);
  if (status === 200 || status === 201) {
    const [must, may] = MEMBERS[path] ?? [[], []];
    expect(status).toBe(path === '/register' ? 201 : 200);
    expect(names.filter((name) => ![...must, ...may].includes(name))).toEqual([]);
    expect(must.filter((name) => !names.includes(name))).toEqual([]);
    return;
  }
  const codes = VOCABULARY[path]?.[status] ?? (faulty ? FAULTS[status] : undefined);
  expect(codes ?? `no status of ${path}: ${status} ${text}`).toContain(body.error);
  expect(names).toEqual(['error', 'error_description']);
  expect(body.error_description).toMatch(DESCRIPTION);
}

/** Nobody was told a secret: neither the caller nor, of what the caller sent, whoever hears events and reads logs. */
export function expectKept(host: FuzzHost, answer: string, hidden: readonly string[] = []): void {
  const said = host.said();
  expect(host.secrets.filter((secret) => answer.includes(secret) || said.includes(secret))).toEqual([]);
  expect(hidden.filter((text) => isTelling(text) && said.includes(text))).toEqual([]);
}

/** Shorter texts are found in anything. */
function isTelling(text: string): boolean {
  return text.length >= 12;
}

/** What was the vault's is as it was: one request pending, one approved, and no token of them with anybody. */
export async function expectTreasures({ ciba, treasures }: FuzzHost): Promise<void> {
  const states = await Promise.all(
    treasures.map(async ({ id }) => (await ciba.getRequest(id, { sub: 'alice' }))?.state),
  );
  expect(states).toEqual(['pending', 'approved']);
}
