import type { Mechanism } from '../credentials.js';

/** A server under test. */
export interface Server {
  readonly name: string;
  /** In this folder. */
  readonly file: string;
  /** Whether its token responses hold an ID token. */
  readonly signs: boolean;
  /** How its client authenticates. */
  readonly mechanism: Mechanism;
}

/** What everything is compared with: a bare Express route that does one script. */
export const F1: Server = { name: 'F1', file: 'f1.ts', signs: false, mechanism: 'secret' };

/** F1 in a second process: what differs between the two is noise. */
export const F1_AGAIN: Server = { ...F1, name: 'F1 again' };

export const OURS: Server = { name: 'ours', file: 'ours.ts', signs: true, mechanism: 'secret' };

/** The same bare routes without Express. */
export const F2: Server = { ...F1, name: 'F2', file: 'f2.ts' };

/** The one other CIBA server in JavaScript, on a Redis adapter. */
export const OIDC_PROVIDER: Server = {
  name: 'node-oidc-provider',
  file: 'oidc-provider.ts',
  signs: true,
  mechanism: 'secret',
};

export const SERVERS: readonly Server[] = [F1, OURS, F2, OIDC_PROVIDER, F1_AGAIN];

/** The same two for a client that signs an ES256 assertion each time; F1 then checks one signature and runs one script more. */
export const F1_ASSERTION: Server = { ...F1, name: 'F1 with an assertion', mechanism: 'assertion' };
export const OURS_ASSERTION: Server = { ...OURS, name: 'ours with an assertion', mechanism: 'assertion' };

/** What an assertion costs. */
export const ASSERTION_SERVERS: readonly Server[] = [F1, F1_ASSERTION, OURS, OURS_ASSERTION, F1_AGAIN];
