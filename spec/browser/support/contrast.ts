import type { Page } from 'playwright-core';

/** Texts that can be seen and stand out from their ground by less than 4.5 to 1. WCAG 2.2, 1.4.3. */
export async function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (color: string): number => {
      const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const groundOf = (element: Element | null): string => {
      const color = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
      return channels(color)[3] === 0 ? groundOf(element?.parentElement ?? null) : color;
    };
    const contrast = (element: Element): number => {
      const [high = 0, low = 0] = [getComputedStyle(element).color, groundOf(element)]
        .map(luminance)
        .sort((one, other) => other - one);
      return (high + 0.05) / (low + 0.05);
    };
    return [...document.querySelectorAll('body *')]
      .filter((element) =>
        [...element.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim()),
      )
      .filter((element) => element.checkVisibility() && contrast(element) < 4.5)
      .map((element) => `${element.textContent?.trim()}: ${contrast(element).toFixed(2)}`);
  });
}

/** How far the page reaches beyond its window, in pixels. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
