import { phrase } from '../messages/index.js';
import { type Client, nameOf } from '../request.js';
import { monogramOf, secureUrl } from '../text.js';
import type { Texts } from '../texts.js';
import { foreign, heading, made, outwardLink, pieces, write } from './dom.js';

/** Who asks. */
export interface Identity {
  readonly element: HTMLElement;
  readonly title: HTMLElement;
  update(texts: Texts): void;
}

export function identity(client: Client, headingLevel: number): Identity {
  const title = heading(headingLevel, 'ciba-title');
  const links = linksOf(client);
  const isNamed = nameOf(client) !== client.client_id;
  const origin = made(
    'p',
    'ciba-origin',
    ...(isNamed ? [made('span', 'ciba-id', foreign(client.client_id))] : []),
  );
  for (const { element } of links) origin.append(element);
  const words = made('div', 'ciba-who', title, ...(origin.childNodes.length > 0 ? [origin] : []));
  return {
    element: made('header', 'ciba-identity', picture(client), words),
    title,
    update({ messages }) {
      title.replaceChildren(...pieces(phrase(messages.asks, { client: nameOf(client) })));
      for (const { element, text } of links) write(element, messages[text]);
    },
  };
}

interface Link {
  readonly element: HTMLAnchorElement;
  readonly text: 'terms' | 'privacy';
}

function linksOf({ tos_uri, policy_uri }: Client): readonly Link[] {
  const named = [
    ['terms', secureUrl(tos_uri)],
    ['privacy', secureUrl(policy_uri)],
  ] as const;
  return named.flatMap(([text, url]) => (url === undefined ? [] : [{ element: outwardLink(url), text }]));
}

/** The logo, or the first letter of the name until it is there, and for good where it does not come. */
function picture(client: Client): HTMLElement {
  const frame = made('span', 'ciba-picture', monogramOf(nameOf(client)));
  frame.setAttribute('aria-hidden', 'true');
  const url = secureUrl(client.logo_uri);
  if (url === undefined) return frame;
  const image = made('img', 'ciba-logo');
  image.alt = '';
  image.referrerPolicy = 'no-referrer';
  image.decoding = 'async';
  image.hidden = true;
  image.addEventListener('load', () => {
    image.hidden = false;
    frame.classList.add('ciba-has-logo');
  });
  image.addEventListener('error', () => image.remove());
  image.src = url;
  frame.append(image);
  return frame;
}
