import type { Card } from '../state.js';
import { WARNING_MS } from '../state.js';
import { clockOf } from '../text.js';
import type { Texts } from '../texts.js';
import { made, setAttribute, write } from './dom.js';

/** The time that is left. */
export interface Countdown {
  readonly element: HTMLElement;
  tick(endsAt: number, now: number): void;
  update(texts: Texts): void;
}

export function countdown({ request }: Card): Countdown {
  const label = made('span');
  const left = made('span', 'ciba-left');
  // A timer is not announced by itself; what is said is said apart.
  left.setAttribute('role', 'timer');
  const bar = made('progress', 'ciba-bar');
  bar.max = Math.max(1, (Date.parse(request.expiresAt) - Date.parse(request.createdAt)) / 1000) || 1;
  const element = made('div', 'ciba-time', made('p', 'ciba-clock', label, left), bar);
  return {
    element,
    tick(endsAt, now) {
      const milliseconds = Math.max(0, endsAt - now);
      write(left, clockOf(milliseconds));
      bar.value = Math.min(bar.max, Math.ceil(milliseconds / 1000));
      element.classList.toggle('ciba-soon', milliseconds <= WARNING_MS);
    },
    update({ messages }) {
      write(label, messages.timeLeft);
      setAttribute(bar, 'aria-label', messages.timeLeft);
    },
  };
}
