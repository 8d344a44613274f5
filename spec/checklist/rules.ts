/** One part of the rules. */
export interface Section {
  readonly number: string;
  readonly title: string;
  /** Rules that bind, and others that we took upon ourselves: each has a row in the document. */
  readonly must: readonly string[];
  /** Recommendations, permissions and rules of our own beside those: each may have a row. */
  readonly may: readonly string[];
}

/** Numbered ids: `ids('MD', 1, 2)` is MD-1 and MD-2. */
function ids(prefix: string, ...numbers: readonly number[]): string[] {
  return numbers.map((number) => `${prefix}-${number}`);
}

/** The codes of the backchannel endpoint that CIBA Core 1.0 §13 and the RFCs around it name. */
const CODES = [
  ...['invalid_request', 'invalid_scope', 'expired_login_hint_token', 'unknown_user_id'],
  ...['unauthorized_client', 'missing_user_code', 'invalid_user_code', 'invalid_binding_message'],
  ...['invalid_client', 'access_denied', 'invalid_target', 'invalid_authorization_details'],
  ...['invalid_dpop_proof', 'use_dpop_nonce', 'server_error', 'temporarily_unavailable'],
];

/** The rules of CIBA Core 1.0, FAPI-CIBA and the RFCs around them, by our own numbering: the one list that docs/conformance.md is held to. */
export const SECTIONS: readonly Section[] = [
  section('1', 'Server metadata', ids('MD', 1, 2, 3, 4, 5, 6, 9, 10, 11), ids('MD', 7, 8, 12)),
  section(
    '2',
    'Client metadata and registration',
    ids('CM', 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13),
    ids('CM', 10),
  ),
  section('2.1', 'Pairwise subject identifiers', ids('PW', 1, 2, 3, 4, 5, 6, 7), []),
  section('3', 'The authentication request on the wire', ids('BR', 1, 2, 3, 4, 5), ids('BR', 6, 7, 8)),
  section('3.1', 'Client authentication', ids('CA', 1, 2, 3, 4, 5, 6, 8, 9), ids('CA', 7)),
  section('3.2', 'The audience of client assertions', ids('AU', 2, 3, 4, 5, 9), ids('AU', 1, 6, 7, 8)),
  section('4', 'Parameters', ids('PA', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16), []),
  section('4.1', 'Hints', ids('HT', 1, 2, 3, 4, 5, 6, 7, 8), []),
  section(
    '5',
    'Signed authentication requests',
    ids('SR', 1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 13, 14),
    ids('SR', 8, 11, 15, 16, 17),
  ),
  section('6', 'User codes', ids('UC', 1, 2, 3, 4, 5, 7), ids('UC', 6)),
  section('7', 'Acknowledgement', ids('AK', 1, 3, 5, 8, 9, 10), ids('AK', 2, 4, 6, 7)),
  section(
    '8',
    'Errors of the backchannel endpoint',
    [...ids('ER', 1, 2), ...CODES.map((code) => `8-${code}`)],
    ids('ER', 3),
  ),
  section('9.1', 'Token request', ids('TK', 1, 2, 3, 4, 5, 6), []),
  section('9.2', 'Polling', ids('PO', 1, 3, 4, 5, 6, 7, 11), ids('PO', 2, 8, 9, 10, 12)),
  section(
    '9.3',
    'What a poll hears',
    [...ids('9.3', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), ...ids('TE', 1, 2, 3, 4, 5, 6)],
    ids('TE', 7, 8),
  ),
  section('9.4', 'Token response', ids('TR', 1, 2, 4, 5), ids('TR', 3)),
  section('9.5', 'ID token', ids('ID', 1, 2, 3, 4, 6, 7, 8), ids('ID', 5, 9)),
  section(
    '10',
    'The notification endpoint, and ping',
    [...ids('NE', 1, 2), ...ids('PI', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)],
    [],
  ),
  section('11', 'Push', ids('PU', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), []),
  section(
    '12',
    'Security and privacy',
    [...ids('SC', 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12), ...ids('PV', 1, 2)],
    ids('SC', 8),
  ),
  section('12.1', 'Cross-device flows', ids('CD', 1, 2, 3, 4), []),
  section('13', 'FAPI-CIBA', ids('FC', 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16), ids('FC', 10, 11, 17)),
  section('13.1', 'FAPI 2.0 Security Profile', ids('F2', 1, 2, 3, 4, 5, 6, 7, 9, 10), ids('F2', 8)),
  section(
    '14',
    'Other RFCs',
    ids('OA', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19),
    [],
  ),
];

function section(number: string, title: string, must: readonly string[], may: readonly string[]): Section {
  return { number, title, must, may };
}
