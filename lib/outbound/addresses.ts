import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IPv4 blocks in which no client lives. IANA IPv4 Special-Purpose Address Registry, RFC 6890. */
const NOT_PUBLIC_4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared by carriers (CGNAT); metadata at 100.100.100.200
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's own services, though the block is public
  '169.254.0.0/16', // link-local; metadata at 169.254.169.254
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments; metadata at 192.0.0.192
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
];

/**
 * All that is handed out of IPv6 today; outside are loopback, IPv4-mapped and -compatible, NAT64, unique and link-local,
 * site-local and multicast. RFC 4291 §2.4.
 */
const GLOBAL_UNICAST_6 = ['2000::/3'];

/** Blocks within it in which no client lives. IANA IPv6 Special-Purpose Address Registry, RFC 6890. */
const NOT_PUBLIC_6 = [
  '2001::/23', // protocol assignments: Teredo, benchmarking, ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: an IPv4 address in disguise
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
];

// A list for each family: in one list an IPv4-mapped address would be judged by the rules of IPv4.
const notPublic4 = listOf('ipv4', NOT_PUBLIC_4);
const globalUnicast6 = listOf('ipv6', GLOBAL_UNICAST_6);
const notPublic6 = listOf('ipv6', NOT_PUBLIC_6);
const loopback4 = listOf('ipv4', ['127.0.0.0/8']);
const loopback6 = listOf('ipv6', ['::1/128']);

/** Whether an address belongs to the public internet; what is no address, or bears a zone, does not. */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !notPublic4.check(address, 'ipv4');
  if (!isPlainIPv6(address)) return false;
  return globalUnicast6.check(address, 'ipv6') && !notPublic6.check(address, 'ipv6');
}

/** Whether an address is this machine: 127.0.0.0/8 or ::1, and no other spelling of them. */
export function isLoopback(address: string): boolean {
  if (isIPv4(address)) return loopback4.check(address, 'ipv4');
  return isPlainIPv6(address) && loopback6.check(address, 'ipv6');
}

/** A zone (`fe80::1%eth0`) names an interface of this machine, which no public address needs. */
function isPlainIPv6(address: string): boolean {
  return isIPv6(address) && !address.includes('%');
}

function listOf(family: 'ipv4' | 'ipv6', blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [network = '', prefix] = block.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}
