import { parameter } from '../../http/form.js';

/** `acr_values`: space-separated, in order of preference; voluntary, so nothing here is an error. CIBA Core 1.0 §7.1. */
export function readAcrValues(params: URLSearchParams): readonly string[] | undefined {
  const values = parameter(params, 'acr_values')?.split(' ').filter(Boolean) ?? [];
  return values.length === 0 ? undefined : values;
}
