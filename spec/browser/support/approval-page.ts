import type { Locator, Page } from 'playwright-core';
import { ENGLISH, type Words } from './approval-words.ts';

/** The approval page in the words that a person reads on it. */
export interface Approvals extends Controls {
  readonly page: Page;
  readonly cards: Locator;
  /** A card by its label: the client, and the binding message. */
  card(name: string): Controls;
  /** Waits until it shows a title. */
  shows(title: string | RegExp): Promise<void>;
  /** Waits until it says something to those who hear the page. */
  says(text: string | RegExp): Promise<void>;
  /** Waits until the buttons take a press. */
  ready(): Promise<void>;
}

/** What can be pressed and typed, on the page or on one card. */
export interface Controls {
  readonly all: Locator;
  readonly approve: Locator;
  readonly deny: Locator;
  readonly report: Locator;
  readonly done: Locator;
  readonly field: Locator;
  readonly numbers: Locator;
  readonly alert: Locator;
  /** One of the numbers to pick from. */
  number(number: string): Locator;
  heading(title: string | RegExp): Locator;
}

/** The page as it stands open. */
export function approvals(page: Page, words: Words = ENGLISH): Approvals {
  const main = page.locator('[data-ciba-approvals]');
  const controls = controlsOf(main, words);
  return {
    ...controls,
    page,
    cards: main.getByRole('article'),
    card: (name) => controlsOf(main.getByRole('article', { name, exact: true }), words),
    shows: (title) => controls.heading(title).first().waitFor(),
    says: (text) =>
      main
        .locator('[aria-live=polite], [role=status]')
        .getByText(text)
        .first()
        .waitFor({ state: 'attached' }),
    ready: () => main.locator('article button:not([aria-disabled=true])').first().waitFor(),
  };
}

function controlsOf(all: Locator, words: Words): Controls {
  const button = (name: string): Locator => all.getByRole('button', { name, exact: true });
  const numbers = all.getByRole('group', { name: words.pickNumber });
  return {
    ...{ all, numbers },
    approve: button(words.approve),
    deny: button(words.deny),
    report: button(words.report),
    done: button(words.done),
    field: all.getByLabel(words.typeNumber),
    alert: all.getByRole('alert'),
    number: (number) => numbers.getByRole('button', { name: number, exact: true }),
    heading: (title) =>
      all.getByRole('heading', { name: title, ...(typeof title === 'string' && { exact: true }) }),
  };
}
