import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Authority, type Certified, certificateAuthority } from '../../support/certificates.js';
import { freePort } from '../../support/free-port.js';
import { callerTrusting } from './call.js';
import { type Pair, pairOf, registration, type Variant } from './clients.js';
import { discoverPlan, type Plan } from './plan.js';
import { startHostProcess } from './process.js';

/** The hosts of this file; a test takes the plan of its variant. */
export interface SuiteHost {
  plan(variant: Variant): Plan;
}

const START_MS = 90_000;

/** One process: which variants play against it, and whether it names an authority for the certificates of clients. */
interface Part {
  readonly variants: readonly Variant[];
  readonly clientCa: boolean;
}

/** A server that names authorities is shown no self-signed certificate by clients in Java, and the suite is one. */
const PARTS: readonly Part[] = [
  { variants: ['private_key_jwt', 'tls_client_auth'], clientCa: true },
  { variants: ['self_signed_tls_client_auth'], clientCa: false },
];

/** The FAPI example host in processes of its own, for all tests of the file, with two clients for each variant. */
export function suiteHost(): SuiteHost {
  const plans = new Map<Variant, Plan>();
  const cleanUp: (() => unknown)[] = [];

  beforeAll(async () => {
    const authority = await certificateAuthority('Conformance CA');
    const ports = await freePorts(PARTS.length);
    const parts = PARTS.map((part, index) => startPart(part, authority, Number(ports[index])));
    // Also of those that listen only after another one has failed to.
    cleanUp.push(...parts.map((part) => async () => (await part).stop()));
    for (const { plans: played } of await Promise.all(parts)) {
      for (const plan of played) plans.set(plan.first.variant, plan);
    }
  }, START_MS);

  afterAll(() => Promise.allSettled(cleanUp.map((step) => step())));

  return { plan: (variant) => plans.get(variant) as Plan };
}

async function startPart({ variants, clientCa }: Part, authority: Authority, port: number) {
  const pairs = await Promise.all(variants.map((variant) => pairOf(variant, authority)));
  const server = await authority.issue({ dns: ['localhost'], ip: ['127.0.0.1'], keyType: 'rsa' });
  const config = { ...configuration(port, pairs), tls: { ...TLS, ...(clientCa && CLIENT_CA) } };
  const folder = configurationFolder(config, server, authority);
  const end = await startHostProcess(join(folder, 'config.json'));
  const stop = () => end().finally(() => rmSync(folder, { recursive: true, force: true }));
  const call = callerTrusting(authority.cert);
  return { plans: await Promise.all(pairs.map((pair) => discoverPlan(config.issuer, pair, call))), stop };
}

const TLS = { key: 'server.key', cert: 'server.crt' };
const CLIENT_CA = { clientCa: 'clients-ca.crt' };

/** As an operator would write it who points the suite at the host; lifetimes are shorter, since these tests wait. */
function configuration(port: number, pairs: readonly Pair[]) {
  return {
    issuer: `https://localhost:${port}`,
    port,
    profile: 'fapi-ciba',
    signingAlg: 'PS256',
    assertionAudience: 'ciba-core',
    deliveryModes: ['poll'],
    interval: 1,
    expiresIn: 120,
    maxExpiresIn: 600,
    caps: false,
    testApproval: true,
    clients: pairs.flatMap(({ first, second }) => [first, second]).map(registration),
    users: [{ sub: 'alice', login_hints: ['alice@example.com'] }],
  };
}

function configurationFolder(config: unknown, server: Certified, { cert }: Authority): string {
  const folder = mkdtempSync(join(tmpdir(), 'ciba-conformance-'));
  writeFileSync(join(folder, 'server.key'), server.key, { mode: 0o600 });
  writeFileSync(join(folder, 'server.crt'), server.cert);
  writeFileSync(join(folder, 'clients-ca.crt'), cert);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}

/** The issuer holds the port, so it must be known before the host listens. */
async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
