import type { ElementHandle, Locator } from 'playwright-core';

/** Where one element is, in pixels from the corner of another one. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where each of these is on its device, all at one moment: a page that lives may move them between two looks. */
export async function boxes(...shown: readonly Locator[]): Promise<readonly Box[]> {
  const handles = (await Promise.all(shown.map((one) => one.elementHandle()))) as ElementHandle<Element>[];
  const [first] = handles;
  return (
    (await first?.evaluate(
      (_first, all) =>
        all.map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          const device = element.closest('section')?.getBoundingClientRect();
          return { x: x - (device?.x ?? 0), y: y - (device?.y ?? 0), width, height };
        }),
      handles,
    )) ?? []
  );
}
