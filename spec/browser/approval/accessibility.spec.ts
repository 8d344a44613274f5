import type { Page } from 'playwright-core';
import { violations } from '../support/approval-axe.ts';
import { DESKTOP, NARROW, useApprovals } from '../support/approval-bench.ts';
import { STATES } from '../support/approval-states.ts';
import { ENGLISH, GERMAN } from '../support/approval-words.ts';
import { faintTexts, overflow } from '../support/contrast.ts';

const SCHEMES = ['light', 'dark'] as const;

/** German is longer, which shows where there is little room; its elements and colours are those of English. */
const LANGUAGES = [
  { language: 'English', locale: 'en-GB', words: ENGLISH, viewports: [NARROW, DESKTOP], schemes: SCHEMES },
  { language: 'German', locale: 'de-DE', words: GERMAN, viewports: [NARROW], schemes: SCHEMES.slice(0, 1) },
];

/** What is wrong with a page as it is, in one look. */
async function faults(page: Page): Promise<string[]> {
  const wide = await overflow(page);
  return [
    ...(await violations(page)),
    ...(await faintTexts(page)),
    ...(wide > 0 ? [`${wide} px too wide`] : []),
  ];
}

describe.each(LANGUAGES)(
  'in $language axe-core finds nothing wrong, all is in contrast and fits with',
  (one) => {
    const bench = useApprovals();

    it.each(Object.entries(STATES))('%s', async (_state, reach) => {
      // What is installed has specs of its own.
      const options = { locale: one.locale, reducedMotion: 'reduce', serviceWorkers: 'block' } as const;
      const page = await bench.open(options, one.words);
      await reach(bench, page);
      const found: Record<string, readonly string[]> = {};
      for (const viewport of one.viewports) {
        await page.page.setViewportSize(viewport);
        for (const colorScheme of one.schemes) {
          await page.page.emulateMedia({ colorScheme });
          found[`${viewport.width} px, ${colorScheme}`] = await faults(page.page);
        }
      }
      expect(Object.entries(found).filter(([, wrong]) => wrong.length > 0)).toEqual([]);
    });
  },
);
