import type { Configuration } from './configuration/configure.js';
import type { Emit } from './events.js';
import type { Host } from './host/host.js';
import type { CibaStore } from './request/store.js';

/** What every part of the house is wired to. */
export interface Wiring {
  readonly config: Configuration;
  readonly store: CibaStore;
  readonly host: Host;
  readonly emit: Emit;
}
