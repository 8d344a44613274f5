/** Compilers that read the declarations; each is the newest of its line. */
export const TYPESCRIPT = ['5.4', '5.9', '6.0', '7.0'] as const;

/** How a compiler finds the entries. */
export const MODULE_RESOLUTIONS = ['node16', 'nodenext', 'bundler'] as const;

export type ModuleResolution = (typeof MODULE_RESOLUTIONS)[number];

/** How a consumer's own modules are written. */
export const FORMATS = ['ESM', 'CommonJS'] as const;

export type Format = (typeof FORMATS)[number];

/** Each line that `engines` names at its oldest, where it names one, and at its newest. */
export const NODE = ['20.19.0', '20', '22.12.0', '22', '24'] as const;

/** Peers that a host has: each pair of majors, and the oldest that `peerDependencies` let in. */
export interface Peers {
  readonly express: string;
  readonly ioredis: string;
}

export const PEERS: readonly Peers[] = [
  { express: '4.18.0', ioredis: '5.4.0' },
  { express: '4', ioredis: '5' },
  { express: '4', ioredis: '6' },
  { express: '5', ioredis: '5' },
  { express: '5', ioredis: '6' },
];

/** Whose declarations stand beside ours when types are checked; none: a host that has no optional peer. */
export const TYPED_PEERS: readonly (Peers | undefined)[] = [
  undefined,
  { express: '4', ioredis: '5' },
  { express: '5', ioredis: '6' },
];

/** How a consumer's Jest reads its tests. */
export const JEST = ['JavaScript', 'ts-jest'] as const;

export type JestKind = (typeof JEST)[number];

/** Folders of our own suites that run against the tarball. */
export const SUITES = ['flows', 'hosts', 'interop'] as const;

/** Packages that an installation brings: this one, and jose. */
export const INSTALLED_PACKAGES = 2;

/** The peers as the table names them. */
export function nameOf(peers: Peers | undefined): string {
  return peers === undefined ? 'no peers' : `Express ${peers.express}, ioredis ${peers.ioredis}`;
}
