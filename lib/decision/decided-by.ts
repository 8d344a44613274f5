/** The user who decides, or whose requests are read: whoever is signed in at the approval page. */
export interface DecidedBy {
  /** As your session knows them, never as the request or the form says. */
  readonly sub: string;
}

/** A guard that forgot to say who is signed in must not pass for a user without requests. */
export function requireSub(by: DecidedBy | undefined): string {
  const sub: unknown = by?.sub;
  if (typeof sub === 'string' && sub !== '') return sub;
  throw new TypeError('the sub of the user who is signed in is missing: { sub: string }');
}
