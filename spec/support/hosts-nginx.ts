import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './server-until.ts';

/** The programs that a TLS proxy of a test's own takes, and that are not on the PATH. */
export function missingForNginx(): string[] {
  return [
    ['nginx', '-v'],
    ['openssl', 'version'],
  ].flatMap(([name = '', argument = '']) => (runs(name, argument) ? [] : [name]));
}

/** A real nginx that ends TLS on loopback. */
export interface Nginx {
  /** Its self-signed certificate, to be trusted. */
  readonly certificate: string;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts nginx with the given `location` blocks and waits until it accepts connections. */
export async function startNginx(port: number, locations: string): Promise<Nginx> {
  const dir = mkdtempSync(join(tmpdir(), 'ciba-nginx-'));
  makeCertificate(dir);
  writeFileSync(join(dir, 'nginx.conf'), configuration(port, locations));
  const child = spawn('nginx', ['-p', dir, '-c', join(dir, 'nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (text: Buffer) => {
    log += text.toString();
  });
  const stop = async (): Promise<void> => {
    const gone = isRunning(child) ? once(child, 'exit') : undefined;
    child.kill('SIGTERM');
    await gone;
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await until(async () => {
      if (!isRunning(child)) throw new Error(`nginx did not start:\n${log}`);
      return accepts(port);
    }, 'nginx listens');
  } catch (error) {
    await stop();
    throw error;
  }
  return { certificate: readFileSync(join(dir, 'cert.pem'), 'utf8'), stop };
}

/** One process without privileges, with all its files in its prefix. */
function configuration(port: number, locations: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${name};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate cert.pem;
    ssl_certificate_key key.pem;
    ${locations}
  }
}
`;
}

function makeCertificate(dir: string): void {
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'];
  const args = ['req', '-x509', '-days', '2', ...key, '-out', 'cert.pem', ...names];
  execFileSync('openssl', args, { cwd: dir, stdio: 'ignore' });
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function runs(name: string, argument: string): boolean {
  try {
    execFileSync(name, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
