import { gzipSync } from 'node:zlib';
import { asking, type Case, polling } from '../support/case.js';
import { parties } from '../support/parties.js';

const json = (form: string): string => JSON.stringify(Object.fromEntries(new URLSearchParams(form)));

function multipart(form: string): string {
  const parts = [...new URLSearchParams(form)].map(
    ([name, value]) => `--part\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--part--\r\n`;
}

const as = (type: string | undefined): Record<string, string | undefined> => ({ 'Content-Type': type });
const padded = (bytes: number) => (form: string) => `${form}&padding=${'x'.repeat(bytes)}`;
/** Authenticated in the header, so that nothing but the body is amiss. */
const { basic: party } = parties;

/** Methods, content types and sizes. */
export const bodies: readonly Case[] = [
  asking('a good request', '200', {}),
  asking('GET with a body', '405 invalid_request', { method: 'GET' }),
  asking('GET with the parameters in the URL', '405 invalid_request', {
    party,
    method: 'GET',
    query: { scope: 'openid', login_hint: 'alice' },
    body: () => '',
  }),
  asking('PUT', '405 invalid_request', { method: 'PUT' }),
  asking('DELETE', '405 invalid_request', { method: 'DELETE' }),
  asking('OPTIONS', '405 invalid_request', { method: 'OPTIONS', body: () => '' }),
  asking('a JSON body', '400 invalid_request', { party, headers: as('application/json'), body: json }),
  asking('a multipart body', '400 invalid_request', {
    party,
    headers: as('multipart/form-data; boundary=part'),
    body: multipart,
  }),
  asking('a form called text/plain', '400 invalid_request', { party, headers: as('text/plain') }),
  asking('a form without a content type', '400 invalid_request', { party, headers: as(undefined) }),
  asking('a form type with a charset', '200', {
    party,
    headers: as('application/x-www-form-urlencoded; charset=UTF-8'),
  }),
  asking('a compressed form', '400 invalid_request', {
    party,
    headers: { 'Content-Encoding': 'gzip' },
    body: gzipSync,
  }),
  asking('a plain form that claims to be compressed', '400 invalid_request', {
    party,
    headers: { 'Content-Encoding': 'gzip' },
  }),
  asking('an empty body', '400 invalid_request', { party, body: () => '' }),
  asking('an empty body from nobody', '401 invalid_client', { party: null, body: () => '' }),
  asking('parameters in the URL of a POST', '400 invalid_request', {
    party,
    query: { scope: 'openid', login_hint: 'alice' },
    body: () => '',
  }),
  asking('the secret in the URL', '401 invalid_client', {
    party: null,
    query: { client_id: 'post', client_secret: 'secret-of-post' },
  }),
  asking('a body of 60,000 bytes', '200', { party, body: padded(60_000) }),
  asking('a body of 70,000 bytes', '400 invalid_request', { party, body: padded(70_000) }),
  asking('names with brackets', '400 invalid_request', {
    party,
    fields: { scope: undefined, 'scope[]': 'openid' },
  }),
  asking('percent signs that encode nothing', '400 unknown_user_id', {
    party,
    body: () => 'scope=openid&login_hint=%zz',
  }),
  asking('bytes that are no UTF-8', '400 unknown_user_id', {
    party,
    body: () => 'scope=openid&login_hint=%ff%fe',
  }),
  polling('GET at the token endpoint', '404', { method: 'GET' }),
  polling('PUT at the token endpoint', '404', { method: 'PUT' }),
  polling('a JSON body at the token endpoint', 'passed on', {
    party,
    headers: as('application/json'),
    body: json,
  }),
  polling('a compressed form at the token endpoint', 'passed on', {
    party,
    headers: { 'Content-Encoding': 'gzip' },
    body: gzipSync,
  }),
  polling('a body of 70,000 bytes at the token endpoint', 'passed on', { party, body: padded(70_000) }),
  polling('an empty body at the token endpoint', 'passed on', { party, body: () => '' }),
];
