/** A server under test. */
export interface Server {
  readonly name: string;
  /** In this folder. */
  readonly file: string;
  /** Whether its token responses hold an ID token. */
  readonly signs: boolean;
}

/** What everything is compared with: a bare route that does one script. */
export const F1: Server = { name: 'F1', file: 'f1.ts', signs: false };

/** F1 in a second process: what differs between the two is noise. */
export const F1_AGAIN: Server = { ...F1, name: 'F1 again' };

export const OURS: Server = { name: 'ours', file: 'ours.ts', signs: true };

export const SERVERS: readonly Server[] = [F1, OURS, F1_AGAIN];
