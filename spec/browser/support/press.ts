import type { Locator } from 'playwright-core';

/** Presses a button as a person does, who presses again where it was held since the page around it had just moved. */
export async function press(button: Locator, how: () => Promise<void> = () => button.click()): Promise<void> {
  for (let isTaken = false; !isTaken; ) {
    const nextPress = await button.evaluateHandle((element) => ({
      isTaken: new Promise<boolean>((resolve) => {
        const look = (): void => resolve(element.getAttribute('aria-disabled') !== 'true');
        element.addEventListener('click', look, { capture: true, once: true });
      }),
    }));
    await how();
    isTaken = await nextPress.evaluate((pressed) => pressed.isTaken);
  }
}
