import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from './chromium.js';

const QUIET = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Starts the Chromium of this machine, which calls nobody by itself. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: String(chromiumPath()), args: QUIET });
}
