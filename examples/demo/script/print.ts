const SECRETS = new Set([
  ...['client_secret', 'auth_req_id', 'client_notification_token'],
  ...['access_token', 'refresh_token', 'id_token', 'id'],
]);

/** A step's title. */
export function heading(text: string): void {
  console.log(`\n== ${text}`);
}

/** A request: method, address, and each parameter on its line. */
export function printRequest(
  method: string,
  url: string,
  parameters: Readonly<Record<string, unknown>>,
): void {
  console.log(`\n-> ${method} ${url.replace(/[\w-]{20,}\.[\w-]{20,}/, shortened)}`);
  printMembers(parameters);
}

/** An answer: status, how long to wait, and each member on its line. */
export function printAnswer(status: number, retryAfter: string | null, body: unknown): void {
  console.log(`<- ${status}${retryAfter === null ? '' : ` (Retry-After: ${retryAfter})`}`);
  for (const members of [body].flat()) printMembers(members as Record<string, unknown>);
}

function printMembers(members: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(members)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    console.log(`     ${name}: ${SECRETS.has(name) ? shortened(text) : text}`);
  }
}

/** Enough to recognise a secret or token, too little to use it. */
function shortened(text: string): string {
  return `${text.slice(0, 6)}...`;
}
