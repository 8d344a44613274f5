/** Stops the Redis that the set-up started. */
export default async function stopRedis(): Promise<void> {
  await globalThis.stopTestRedis?.();
}
