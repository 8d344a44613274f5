import type { LookupFunction } from 'node:net';
import { refusalOf } from './allowed-address.js';
import { exchange, type GuardedRequest, type GuardedResponse } from './exchange.js';
import { GuardedAgent } from './guarded-agent.js';
import { OutboundError } from './outbound-error.js';
import type { Settings } from './settings.js';
import { targetOf } from './target.js';

/** Judges, times and ends the exchanges of one client; its agent makes those wait for which there is no connection. */
export class PooledClient {
  readonly #settings: Settings;
  readonly #agent: GuardedAgent;
  readonly #running = new Set<AbortController>();
  #closed = false;

  constructor(settings: Settings, lookup: LookupFunction) {
    this.#settings = settings;
    this.#agent = new GuardedAgent({
      ...settings,
      lookup,
      judge: (address, endpoint) => refusalOf(address, endpoint, settings),
    });
  }

  async request(url: string, request: GuardedRequest): Promise<GuardedResponse> {
    if (this.#closed) throw closed();
    const { maxBytes, timeout } = this.#settings;
    const target = targetOf(url, this.#settings);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(late(target.host, timeout)), timeout * 1000);
    const ended = (): void => {
      clearTimeout(timer);
      this.#running.delete(stop);
    };
    this.#running.add(stop);
    return exchange(target, request, { agent: this.#agent, maxBytes, signal: stop.signal, ended });
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#running) stop.abort(closed());
    this.#agent.destroy();
  }
}

function late(host: string, seconds: number): OutboundError {
  return new OutboundError('ERR_CIBA_OUTBOUND_TIMEOUT', `${host}: no answer within ${seconds} s`);
}

function closed(): OutboundError {
  return new OutboundError('ERR_CIBA_OUTBOUND_BROKEN', 'the client is closed');
}
