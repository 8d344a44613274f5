import { deviceApi } from './api.js';
import { Controller } from './controller.js';
import { readHistory, writeHistory } from './history.js';
import { install } from './install.js';
import { baseOf, fetchSettings, type Place, placeIn, type Settings } from './settings.js';
import { ApprovalsView } from './view/approvals-view.js';

/** Milliseconds until the settings are asked for again. */
const AGAIN_MS = 2000;

async function settingsOf(base: URL): Promise<Settings> {
  for (;;) {
    try {
      return await fetchSettings(base);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

/** What this tab keeps; a browser that refuses keeps nothing. */
function tabStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  try {
    return sessionStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  }
}

async function start(place: Place, base: URL): Promise<void> {
  const { container, isOwnDocument } = place;
  if (isOwnDocument) void install(base, container.dataset.home ?? base.pathname);
  const settings = await settingsOf(base);
  const api = (place.api ?? settings.api).replace(/\/+$/, '');
  const key = `ciba-approvals:${api}`;
  const storage = tabStorage();
  const view = new ApprovalsView(place, settings, {
    decide: (id, decision, number) => void controller.decide(id, decision, number),
    dismiss: (id) => controller.dismiss(id),
  });
  const controller = new Controller({
    api: deviceApi(api),
    messages: settings.messages,
    screen: view,
    historyOf: (user) => readHistory(storage, key, user),
    keepHistory: (kept) => writeHistory(storage, key, kept),
  });
  controller.start();
}

const place = placeIn(document);
if (place !== undefined) void start(place, baseOf(import.meta.url));
