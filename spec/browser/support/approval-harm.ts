import type { Page } from 'playwright-core';
import { INVISIBLE } from './approval-hostile.ts';
import type { Approvals } from './approval-page.ts';

/** What a card with somebody else's text does to the page. */
function harm(page: Page) {
  return page.evaluate(() => {
    const root = document.querySelector('[data-ciba-approvals]') as HTMLElement;
    const attributes = [...root.querySelectorAll('*')].flatMap((element) =>
      element.getAttributeNames().map((name) => element.getAttribute(name) ?? ''),
    );
    return {
      strange: [...document.querySelectorAll('img[src="x"], b, i, script:not([src])')].length,
      wide: document.documentElement.scrollWidth - window.innerWidth,
      text: [root.textContent ?? '', document.title, ...attributes].join('\n'),
      polluted: 'polluted' in {},
      cut: [...root.querySelectorAll('article *')]
        .filter((element) => {
          const { overflowX, overflowY, textOverflow } = getComputedStyle(element);
          const hides = [overflowX, overflowY].some((value) => value === 'hidden' || value === 'clip');
          return (
            (hides || textOverflow === 'ellipsis') &&
            (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
          );
        })
        .map(({ className }) => className),
    };
  });
}

/** Expects that text is text: nothing runs, nothing is hidden, nothing reaches beyond the page. */
export async function expectHarmless(page: Approvals): Promise<void> {
  const { text, ...rest } = await harm(page.page);
  expect(rest).toEqual({ strange: 0, wide: 0, polluted: false, cut: [] });
  expect(INVISIBLE.exec(text)?.[0].codePointAt(0)?.toString(16)).toBeUndefined();
}
