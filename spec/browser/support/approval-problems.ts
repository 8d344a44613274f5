import type { BrowserContext, ConsoleMessage } from 'playwright-core';

/** What the browser writes into the console by itself where the API refuses, or cannot be reached. */
const EXPECTED = /^Failed to load resource: (?:.* status of (?:401|403|404|409|410|429|503) |net::ERR_)/;

/** Collects what the pages and workers of a context complain of: errors, failed loads, violations of the policy. */
export async function collectProblems(context: BrowserContext, problems: string[]): Promise<void> {
  const hear = (message: ConsoleMessage): void => {
    if (message.type() === 'error' && !isRefusal(message)) problems.push(message.text());
  };
  context.on('console', hear);
  context.on('weberror', (error) => problems.push(error.error().message));
  context.on('serviceworker', (worker) => worker.on('console', hear));
  context.on('dialog', (dialog) => {
    problems.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      console.error(`violates ${violatedDirective}: ${blockedURI} ${sample}`);
    });
  });
}

/** A page cannot keep the browser from telling of these; each is asserted by what is seen. */
function isRefusal(message: ConsoleMessage): boolean {
  return EXPECTED.test(message.text()) && new URL(message.location().url).pathname.startsWith('/device');
}
