import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** One call of the SDK. */
export interface Auth0Call {
  /** A host name, and a port. */
  readonly domain: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly method:
    | 'backchannelAuthentication'
    | 'initiateBackchannelAuthentication'
    | 'backchannelAuthenticationGrant';
  readonly options: Readonly<Record<string, unknown>>;
}

/** What came of it. */
export interface Auth0Outcome {
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly refusal?: Readonly<Record<string, unknown>>;
}

const CLIENT = ['--import', 'tsx', 'spec/interop/support/auth0-client.ts'] as const;

/** Makes a call in a process of its own: Node reads NODE_EXTRA_CA_CERTS when it starts. */
export async function auth0(call: Auth0Call, ca: string): Promise<Auth0Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'auth0-'));
  const file = join(folder, 'ca.crt');
  writeFileSync(file, ca);
  const child = spawn(process.execPath, [...CLIENT, JSON.stringify(call)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: file },
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  rmSync(folder, { recursive: true });
  if (code !== 0) throw new Error(`the client ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout) as Auth0Outcome;
}
