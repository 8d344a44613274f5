/** What the `sub` of nobody begins with. */
const NAMESPACE = 'urn:express-ciba:decoy:';

/** The `sub` of a decoy: a request that is kept as if there were a user, and asks nobody. */
export function decoySub(name: string): string {
  return NAMESPACE + name;
}

/** Whether a `sub` is that of a decoy, whichever process made it. */
export function isDecoy(sub: string): boolean {
  return sub.startsWith(NAMESPACE);
}
