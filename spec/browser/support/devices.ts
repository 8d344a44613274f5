import type { Locator, Page } from 'playwright-core';

/** What the consumption device can be told to ask. */
export interface Asking {
  readonly client?: string;
  readonly user?: string;
  readonly message?: string;
  /** Seconds. */
  readonly expiry?: number;
}

/** The two devices of a page, in the words that a person reads on them. */
export function devices(page: Page) {
  const till = page.locator('#till');
  const phone = page.locator('#phone');
  return {
    till,
    phone,
    approve: phone.getByRole('button', { name: 'Approve' }),
    deny: phone.getByRole('button', { name: 'Deny' }),
    async ask({ client, user, message, expiry }: Asking = {}): Promise<void> {
      if (client !== undefined) await till.getByLabel('Client').selectOption(client);
      if (user !== undefined) await till.getByLabel('User to ask').selectOption(user);
      if (message !== undefined) await till.getByLabel('Binding message').fill(message);
      if (expiry !== undefined) await till.getByLabel('Time to answer').fill(String(expiry));
      await till.getByRole('button', { name: 'Ask the user' }).click();
    },
  };
}

/** Waits until a device shows a title. */
export async function shows(device: Locator, title: string | RegExp): Promise<void> {
  await device.getByRole('heading', { name: title }).waitFor();
}

/** The rows of one of the tables of the consumption device. */
export async function rows(till: Locator, name: 'token-members' | 'claims'): Promise<Record<string, string>> {
  const entries = await till
    .locator(`[data-is="${name}"] > div`)
    .evaluateAll((found) => found.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
  return Object.fromEntries(entries);
}
