/** Where the clients are told that nobody calls. */
export const AT = { endpoint: 'https://client.example.com/cb' };

/** What clients hear of a token that is missing or wrong. */
export const REQUIRED = 'client_notification_token is required.';
export const NO_BEARER = 'client_notification_token must be a bearer token.';

/** Values that are bearer tokens. RFC 6750 §2.1. */
export const accepted: readonly [string, string][] = [
  ['one character', 'a'],
  ['all characters', 'ABCXYZabcxyz0189-._~+/'],
  ['one = at the end', 'dG9rZW4='],
  ['two = at the end', 'dG9rZW4xMg=='],
  ['1,024 characters', 'x'.repeat(1024)],
  ['1,024 characters that end in =', `${'x'.repeat(1022)}==`],
];

/** And values that are none, or too long. */
export const refused: readonly [string, string][] = [
  ['1,025 characters', 'x'.repeat(1025)],
  ['= alone', '='],
  ['= within', 'a=b'],
  ['a space', 'a b'],
  ['a line break', 'a\nb'],
  ['a line break at the end', 'token\n'],
  ['a carriage return and a header', 'a\r\nX-Evil: 1'],
  ['a letter beyond ASCII', 'tökén'],
  ['a percent sign', 'a%20b'],
  ['a comma', 'a,b'],
];
