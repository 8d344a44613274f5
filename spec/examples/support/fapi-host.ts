import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Authority, certificateAuthority } from '../../support/certificates.js';
import { freePort } from '../../support/free-port.js';
import { endsIn, listenTo, type Said, untilSaid } from '../../support/ready-process.js';
import { type Answer, type Call, call } from './fapi-https.js';

/** Members of the configuration file. */
export type Config = Readonly<Record<string, unknown>>;

/** A folder with certificates and configurations of FAPI hosts. */
export interface FapiFolder {
  readonly path: string;
  /** Vouches for the servers. */
  readonly serverCa: Authority;
  /** Vouches for the clients. */
  readonly clientsCa: Authority;
  /** Writes a configuration and answers its path; what is not given is as in the contract's own example. */
  write(members: Config): Promise<{ readonly file: string; readonly issuer: string }>;
  remove(): void;
}

const NODE = [process.execPath, '--import', 'tsx', 'examples/fapi-host/main.ts'] as const;
const NPM = ['npm', 'run', '--silent', 'fapi-host', '--'] as const;

export const TLS = { key: 'server.key', cert: 'server.crt', clientCa: 'clients-ca.crt' };
export const ALICE = {
  sub: 'alice',
  login_hints: ['alice', 'alice@example.com'],
  user_code: '1234',
  claims: { email: 'alice@example.com' },
};

export async function fapiFolder(): Promise<FapiFolder> {
  const path = mkdtempSync(join(tmpdir(), 'fapi-host-'));
  const [serverCa, clientsCa] = await Promise.all([
    certificateAuthority('Server CA'),
    certificateAuthority('Clients CA'),
  ]);
  const server = await serverCa.issue({
    subject: 'CN=localhost',
    dns: ['localhost'],
    ip: ['127.0.0.1'],
    keyType: 'rsa',
  });
  writeFileSync(join(path, TLS.key), server.key);
  writeFileSync(join(path, TLS.cert), server.cert);
  writeFileSync(join(path, TLS.clientCa), clientsCa.cert);
  let files = 0;
  return {
    path,
    serverCa,
    clientsCa,
    async write(members) {
      const port = await freePort();
      const issuer = `https://localhost:${port}`;
      const config = { issuer, port, tls: TLS, clients: [], users: [ALICE], ...members };
      files += 1;
      const file = join(path, `config-${files}.json`);
      writeFileSync(file, JSON.stringify(config));
      return { file, issuer: config.issuer };
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A FAPI host in a process of its own. */
export interface FapiHost {
  readonly issuer: string;
  /** All that it has said so far. */
  readonly output: Said;
  call(path: string, options?: Call): Promise<Answer>;
  /** Sends a signal and answers the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the host and waits for its line `READY <issuer>`. */
export async function startFapiHost(
  folder: FapiFolder,
  members: Config,
  by: 'npm' | 'node' = 'node',
): Promise<FapiHost> {
  const { file, issuer } = await folder.write(members);
  const child = start([...(by === 'npm' ? NPM : NODE), '--config', file]);
  const output = listenTo(child);
  const exited = once(child, 'exit');
  await untilSaid(child, output, new RegExp(`^READY ${issuer}$`, 'm'));
  return {
    issuer,
    output,
    call: (path, options) => call(issuer + path, folder.serverCa.cert, options),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const [code] = await exited;
      return code as number | null;
    },
  };
}

/** Runs the host, by npm or by Node alone, until it ends by itself; one that starts after all is ended. */
export async function runFapiHost(
  by: 'npm' | 'node',
  args: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = start([...(by === 'npm' ? NPM : NODE), ...args], true);
  const output = listenTo(child);
  // In a process group of its own, so that a signal reaches whatever npm has started.
  const tooLate = endsIn(() => process.kill(-(child.pid as number), 'SIGKILL'));
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(tooLate);
  return { code, ...output };
}

function start([command = '', ...args]: readonly string[], detached = false): ChildProcess {
  return spawn(command, args, { detached, stdio: ['ignore', 'pipe', 'pipe'] });
}
