import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const page = join(import.meta.dirname, '../lib/page');
const target = join(page, 'bundle.ts');

/** Bytes that a browser may have to load, compressed. */
const BUDGET = 60 * 1024;

const OPENING = `// Made by \`npm run build:page\` from lib/page/app; not to be edited.

/** What is served, by path: scripts, style and drawings as text, bitmaps as base64. */
`;

/** One file for the browser: without blanks and comments, with all names as they were written. */
async function bundled(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(page, 'app', file)],
    bundle: true,
    write: false,
    format: 'esm',
    target: ['es2022', 'chrome110', 'firefox115', 'safari16.4'],
    minifyWhitespace: true,
    minifySyntax: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

function asset(name: string, encoding: 'utf8' | 'base64'): string {
  return readFileSync(join(page, 'app', name), encoding).trimEnd();
}

async function made(): Promise<string> {
  const files = {
    '/app.js': await bundled('main.ts'),
    '/service-worker.js': await bundled('service-worker.ts'),
    '/style.css': await bundled('style.css'),
    '/icon.svg': asset('icon.svg', 'utf8'),
    '/icon-192.png': asset('icon-192.png', 'base64'),
    '/icon-512.png': asset('icon-512.png', 'base64'),
  };
  const sizes = Object.entries(files).map(([path, text]) => {
    const bytes = gzipSync(Buffer.from(text, path.endsWith('.png') ? 'base64' : 'utf8'), { level: 9 }).length;
    process.stdout.write(`${path} ${bytes}\n`);
    return bytes;
  });
  const total = sizes.reduce((sum, size) => sum + size, 0);
  process.stdout.write(`${total} bytes compressed, of at most ${BUDGET}\n`);
  if (total > BUDGET) throw new Error('the page is too large');
  return `${OPENING}export const BUNDLE: Readonly<Record<string, string>> = ${JSON.stringify(files, null, 2)};\n`;
}

const text = await made();
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text)
  throw new Error(`${target} is not what npm run build:page makes`);
