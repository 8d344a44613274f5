import { violations } from '../support/approval-axe.ts';
import { DESKTOP, PHONE, useApprovals } from '../support/approval-bench.ts';
import { STATES } from '../support/approval-states.ts';
import { ENGLISH, GERMAN } from '../support/approval-words.ts';

const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  Object.entries({ phone: PHONE, desktop: DESKTOP }).map(([device, viewport]) => ({
    ...{ colorScheme, viewport },
    name: `${colorScheme}, ${device}`,
  })),
);

const LANGUAGES = [
  { language: 'English', locale: 'en-GB', words: ENGLISH },
  { language: 'German', locale: 'de-DE', words: GERMAN },
];

describe.each(LANGUAGES)('axe-core finds nothing wrong in $language with', ({ locale, words }) => {
  const bench = useApprovals();

  it.each(Object.entries(STATES))(
    '%s, light and dark, on a phone and on a desktop',
    async (_state, reach) => {
      const page = await bench.open({ locale, reducedMotion: 'reduce' }, words);
      await reach(bench, page);
      const found: Record<string, readonly string[]> = {};
      for (const { name, colorScheme, viewport } of LOOKS) {
        await page.page.emulateMedia({ colorScheme });
        await page.page.setViewportSize(viewport);
        found[name] = await violations(page.page);
      }
      expect(found).toEqual(Object.fromEntries(LOOKS.map(({ name }) => [name, []])));
    },
  );
});
