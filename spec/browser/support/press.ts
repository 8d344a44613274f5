import type { Locator } from 'playwright-core';

/** Presses a button as a person does, who presses again where it was held since the page around it had just moved. */
export async function press(button: Locator): Promise<void> {
  for (let isTaken = false; !isTaken; ) {
    [isTaken] = await Promise.all([takesNextPress(button), button.click()]);
  }
}

function takesNextPress(button: Locator): Promise<boolean> {
  return button.evaluate(
    (element) =>
      new Promise<boolean>((resolve) => {
        const look = (): void => resolve(element.getAttribute('aria-disabled') !== 'true');
        element.addEventListener('click', look, { capture: true, once: true });
      }),
  );
}
