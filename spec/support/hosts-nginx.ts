import { execFileSync } from 'node:child_process';
import { isOnPath, startProxy } from './proxy-process.ts';

/** The programs that a TLS proxy of a test's own takes, and that are not on the PATH. */
export function missingForNginx(): string[] {
  return [
    ['nginx', '-v'],
    ['openssl', 'version'],
  ].flatMap(([name = '', argument = '']) => (isOnPath(name, argument) ? [] : [name]));
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
  const { certificate, key } = makeCertificate();
  const { stop } = await startProxy({
    command: 'nginx',
    args: ['-p', '.', '-c', 'nginx.conf', '-e', 'stderr'],
    files: { 'nginx.conf': configuration(port, locations), 'cert.pem': certificate, 'key.pem': key },
    port,
  });
  return { certificate, stop };
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

/** PEM, made by OpenSSL, which writes both to its standard output. */
function makeCertificate(): { readonly certificate: string; readonly key: string } {
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '-'];
  const pem = execFileSync('openssl', ['req', '-x509', '-days', '2', ...made, ...names], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const part = (label: string): string =>
    new RegExp(`-----BEGIN ${label}-----[^-]*-----END ${label}-----\n`).exec(pem)?.[0] ?? '';
  return { certificate: part('CERTIFICATE'), key: part('PRIVATE KEY') };
}
