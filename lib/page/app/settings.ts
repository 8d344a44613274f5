import type { MessagesByLanguage } from './messages/index.js';

/** What the host has set, as `settings.json` tells it. */
export interface Settings {
  /** Path or URL of the device API. */
  readonly api: string;
  readonly name: string;
  readonly signIn?: string;
  /** For the service worker, which keeps it. */
  readonly stylesheet?: string;
  readonly messages: MessagesByLanguage;
}

/** What stands in the page around the app. */
export interface Place {
  readonly container: HTMLElement;
  /** Whether the whole document is ours: its title, its language, its installation. */
  readonly isOwnDocument: boolean;
  /** The level of the first heading. */
  readonly headingLevel: number;
  /** The device API of this place alone. */
  readonly api: string | undefined;
}

/** Where the files of the page are served, from the URL of the one that runs. */
export function baseOf(script: string): URL {
  return new URL('./', script);
}

export async function fetchSettings(base: URL): Promise<Settings> {
  const answer = await fetch(new URL('settings.json', base), { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`settings.json: ${answer.status}`);
  return (await answer.json()) as Settings;
}

/** The element that the app lives in, if there is one. */
export function placeIn(page: Document): Place | undefined {
  const container = page.querySelector<HTMLElement>('[data-ciba-approvals]');
  if (container === null) return undefined;
  const level = Math.trunc(Number(container.dataset.headingLevel ?? '1'));
  return {
    container,
    isOwnDocument: page.documentElement.hasAttribute('data-ciba-document'),
    headingLevel: level >= 1 && level <= 4 ? level : 1,
    api: container.dataset.api,
  };
}
