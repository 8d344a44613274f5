import { chromiumPath } from '../support/chromium.js';

describe('the Chromium of the page specs', () => {
  it.each([
    ['CHROMIUM_PATH before the PATH', { CHROMIUM_PATH: '/opt/chrome', PATH: '/usr/bin' }, '/opt/chrome'],
    ['none on an empty PATH', { PATH: '' }, undefined],
    ['none without a PATH', {}, undefined],
    ['none in a folder that is not there', { PATH: '/not/there' }, undefined],
  ])('is %s', (_what, env, path) => {
    expect(chromiumPath(env)).toBe(path);
  });
});
