/** A host callback that threw or answered nonsense. */
export class HostError extends Error {
  constructor(callback: string, cause: unknown) {
    super(`adapter.${callback} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'HostError';
  }
}
