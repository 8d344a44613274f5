import fc from 'fast-check';
import { isLoopback, isPublic } from '../../lib/outbound/addresses.js';
import { answering, failureOf, loopbackClient } from '../support/outbound-client.ts';

const PUBLIC = [
  ...['1.0.0.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '93.184.216.34', '100.63.255.255', '100.128.0.0'],
  ...['126.255.255.255', '128.0.0.0', '168.63.129.15', '168.63.129.17', '169.253.255.255', '169.255.0.0'],
  ...['172.15.255.255', '172.32.0.0', '191.255.255.255', '192.0.1.0', '192.0.3.0', '192.167.255.255'],
  ...['192.169.0.0', '198.17.255.255', '198.20.0.0', '198.51.99.255', '203.0.112.255', '203.0.114.0'],
  ...['223.255.255.255', '2000::1', '2001:200::1', '2001:4860:4860::8888', '2001:db7:ffff::', '2001:db9::'],
  ...['2003::1', '2606:4700:4700::1111', '2620:4f:7fff:ffff::', '2a00:1450:4001:81b::200e', '3ffe::1'],
  ...['3fff:1000::1', '2606:4700:4700:0:0:0:0:1111', '2606:4700::0.0.17.17'],
];

/** What each stands for, and every spelling that Node takes for an address. */
const NOT_PUBLIC: Readonly<Record<string, readonly string[]>> = {
  unspecified: ['0.0.0.0', '0.1.2.3', '0.255.255.255', '::', '0:0:0:0:0:0:0:0', '::0'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  carrier: ['100.64.0.0', '100.100.100.200', '100.127.255.255'],
  loopback: ['127.0.0.0', '127.0.0.1', '127.255.255.255', '::1', '0:0:0:0:0:0:0:1', '0000::0001'],
  'link-local': ['169.254.0.0', '169.254.255.255', 'fe80::', 'FE80::1', 'febf:ffff::1', 'fe80::1%eth0'],
  metadata: ['169.254.169.254', '192.0.0.192', '168.63.129.16', 'fd00:ec2::254', 'FD00:EC2:0::254'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.255', '2001:db8::1', '2001:0DB8:ffff::', '3fff::1'],
  benchmarking: ['198.18.0.0', '198.19.255.255', '2001:2::1'],
  protocols: ['192.0.0.0', '192.0.0.255', '192.31.196.1', '192.52.193.1', '192.175.48.1', '2620:4f:8000::1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  reserved: ['240.0.0.1', '254.255.255.255', '255.255.255.255', '4000::1', '8000::1', '5f00::1', '100::1'],
  mapped: ['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:FFFF:8.8.8.8', '::ffff:0a00:0001', '::ffff:0:0'],
  compatible: ['::127.0.0.1', '::7f00:1', '::8.8.8.8', '::a9fe:a9fe'],
  translated: ['::ffff:0:127.0.0.1', '64:ff9b::127.0.0.1', '64:ff9b::808:808', '64:ff9b:1::1'],
  '6to4': ['192.88.99.1', '2002:7f00:1::', '2002:0a00:0001::1', '2002:808:808::1'],
  Teredo: ['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:10::1', '2001:20::1', '2001:1ff:ffff::'],
  'unique-local': ['fc00::1', 'fd12:3456:789a::1', 'fdff:ffff::1'],
  'site-local': ['fec0::1', 'feff:ffff::1'],
  zone: ['2606:4700:4700::1111%eth0', '2606:4700:4700::1111%1'],
  'no address': ['', 'localhost', '127.1', '0x7f000001', '2130706433', '0177.0.0.1', '1.2.3', '1.2.3.4.5'],
  'half an address': ['8.8.8.8 ', ' 8.8.8.8', '8.8.8.8/32', '[2606:4700::1]', '2606:4700::1:', '08.8.8.8'],
};

const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
const ipv4 = octets.map((parts) => parts.join('.'));
const number = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

describe('an address', () => {
  it.each(PUBLIC)('is public: %s', (address) => {
    expect([isPublic(address), isLoopback(address)]).toEqual([true, false]);
  });

  it.each(Object.entries(NOT_PUBLIC).flatMap(([what, list]) => list.map((address) => [what, address])))(
    'is not public (%s): %s',
    (_what, address) => expect(isPublic(address)).toBe(false),
  );

  it('is loopback in 127.0.0.0/8 and as ::1 alone', () => {
    const all = [...PUBLIC, ...Object.values(NOT_PUBLIC).flat()];
    const expected = ['127.0.0.0', '127.0.0.1', '127.255.255.255', '::1', '0:0:0:0:0:0:0:1', '0000::0001'];
    expect(all.filter(isLoopback)).toEqual(expected);
  });

  it('of IPv4 is never public inside one of IPv6', () => {
    fc.assert(
      fc.property(ipv4, fc.constantFrom('::', '::ffff:', '::ffff:0:', '64:ff9b::'), (address, prefix) => {
        expect([isPublic(prefix + address), isLoopback(prefix + address)]).toEqual([false, false]);
      }),
    );
    fc.assert(
      fc.property(octets, (parts) => {
        const hex = Buffer.from(parts).toString('hex').replace(/^.{4}/, '$&:');
        expect([isPublic(`2002:${hex}::1`), isPublic(`2001:0:${hex}::`)]).toEqual([false, false]);
      }),
    );
  });

  it('of IPv6 is public under 2000::/3 alone', () => {
    const group = fc.nat(0xffff);
    fc.assert(
      fc.property(fc.tuple(group, group, group, group, group, group, group, group), (groups) => {
        const [first] = groups;
        const address = groups.map((part) => part.toString(16)).join(':');
        if (isPublic(address)) expect(first >> 13).toBe(1);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('an address in a URL', () => {
  const spellings: readonly ((address: string) => string)[] = [
    (address) => address,
    (address) => `${address}.`,
    (address) => String(number(address)),
    (address) => `0x${number(address).toString(16)}`,
    (address) => `0${number(address).toString(8)}`,
    (address) => address.replaceAll(/\d+/g, (part) => `0x${Number(part).toString(16)}`),
    (address) => address.replaceAll(/\d+/g, (part) => `0${Number(part).toString(8)}`),
    (address) => address.replace(/(\d+)\.(\d+)$/, (_all, c, d) => String(Number(c) * 256 + Number(d))),
    (address) => `${address.split('.')[0]}.${number(address) % 2 ** 24}`,
    (address) => address.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    (address) => address.replaceAll('.', '%2e'),
    (address) => address.replaceAll('.', '\u3002'),
    (address) => `[::ffff:${address}]`,
    (address) => `[0:0:0:0:0:ffff:${address}]`,
    (address) => `[::${address}]`,
    (address) => `[64:ff9b::${address}]`,
  ];
  const refused = fc.constantFrom('127.0.0.1', '10.1.2.3', '169.254.169.254', '192.168.0.1', '100.64.0.1');

  it('is refused before anything is looked up, however it is spelt', async () => {
    const none = answering();
    const client = loopbackClient({ allowLoopback: false }, none);
    const property = fc.asyncProperty(refused, fc.constantFrom(...spellings), async (address, spell) => {
      const { code } = await failureOf(client.request(`https://${spell(address)}/`));
      expect(code).toBe('ADDRESS');
    });
    await fc.assert(property, { numRuns: 300 });
    expect(none.asked).toEqual([]);
  });

  it.each([
    ...['[::1]', '[0:0:0:0:0:0:0:1]', '[::]', '[fe80::1]', '[fd00:ec2::254]', '[FC00::1]', '[ff02::1]'],
    ...['[::ffff:7f00:1]', '[2002:7f00:1::]', '[2001:db8::1]', '[64:ff9b:1::a00:1]', '[fec0::1]', '0', '0.0'],
    ...['127.1', '10.1', '0x7f.1', '0177.1', '①②⑦.0.0.1', '255.255.255.255', '0xffffffff', '[::127.0.0.1]'],
  ])('is refused: %s', async (host) => {
    const client = loopbackClient({ allowLoopback: false }, answering());
    expect(await failureOf(client.request(`https://${host}/`))).toMatchObject({ code: 'ADDRESS' });
  });

  it.each([
    '[fe80::1%25eth0]',
    '[fe80::1%eth0]',
    '[2606:4700::1%251]',
    '256.1.1.1',
    '1.2.3.4.5',
    '[1.2.3.4]',
  ])('is no URL: %s', async (host) => {
    const client = loopbackClient({ allowLoopback: false }, answering());
    expect(await failureOf(client.request(`https://${host}/`))).toMatchObject({ code: 'URL' });
  });

  it.each(['10.0.0.1', '169.254.169.254', '[fd00::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '[::]'])(
    'is refused with loopback allowed too: %s',
    async (host) => {
      const client = loopbackClient({}, answering());
      expect(await failureOf(client.request(`https://${host}/`))).toMatchObject({ code: 'ADDRESS' });
    },
  );
});
