import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { BUNDLE } from './bundle.js';
import { documentOf } from './document.js';
import { COMMON_HEADERS, documentHeaders } from './headers.js';
import { manifestOf } from './manifest.js';
import type { ApprovalPageConfiguration } from './options.js';

/** A file as it is served. */
export interface PageFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Where it is smaller so. */
  readonly gzip?: Buffer;
  /** Of the text; compressed it is another, for a cache may not take one for the other. RFC 9110 §8.8.3. */
  readonly tag: string;
}

/** All files by their paths below the mount; some name the mount. */
export type PageFiles = ReadonlyMap<string, (mount: string) => PageFile>;

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
  svg: 'image/svg+xml',
  png: 'image/png',
};

/** Makes the table of files; what is the same for everybody is compressed once. */
export function pageFiles(configuration: ApprovalPageConfiguration): PageFiles {
  const { api, name, signIn, stylesheet, messages } = configuration;
  // What is not set is left out.
  const settings = JSON.stringify({ api, name, signIn, stylesheet, messages });
  const guard = documentHeaders(configuration);
  const fixed = Object.entries(BUNDLE).map(([path, text]) => [path, contentOf(path, text)] as const);
  return new Map([
    ...[...fixed, ['/settings.json', Buffer.from(settings)] as const].map(([path, body]) => {
      const file = compressed(path, body);
      return [path, (mount: string) => withScope(path, file, mount)] as const;
    }),
    ['/', (mount) => plain('/index.html', Buffer.from(documentOf(configuration, mount)), guard)],
    [
      '/manifest.webmanifest',
      (mount) =>
        plain('/manifest.webmanifest', Buffer.from(JSON.stringify(manifestOf(configuration, mount)))),
    ],
  ]);
}

function contentOf(path: string, text: string): Buffer {
  return Buffer.from(text, path.endsWith('.png') ? 'base64' : 'utf8');
}

function plain(path: string, body: Buffer, headers: PageFile['headers'] = {}): PageFile {
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  const tag = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return { headers: { 'Content-Type': type, ...COMMON_HEADERS, ...headers }, body, tag };
}

function compressed(path: string, body: Buffer): PageFile {
  const file = plain(path, body);
  const gzip = gzipSync(body, { level: 9 });
  return gzip.length < body.length ? { ...file, gzip } : file;
}

/** The worker serves the mount itself too, which stands above the folder that it is in. */
function withScope(path: string, file: PageFile, mount: string): PageFile {
  if (path !== '/service-worker.js') return file;
  return { ...file, headers: { ...file.headers, 'Service-Worker-Allowed': headerSafe(mount || '/') } };
}

function headerSafe(path: string): string {
  return path.replace(/[^\x21-\x7e]/g, encodeURIComponent);
}
