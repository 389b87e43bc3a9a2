import { isIPv4, isIPv6 } from 'net';
import { hasToken, mapString } from './tokens';

/** Numbers of 16 bits. */
const WORD = 65536n;

/** Whether the text is an address of IPv4 or IPv6, without brackets. */
export function isIpAddress(text: string): boolean {
  return isIPv4(text) || isIPv6(text) && !text.includes('%');
}

/** The host as it stands in a URL, or before a port: an address of IPv6 in brackets. */
export function bracketed(host: string): string {
  return mapString(host, text => isIPv6(text) ? `[${text}]` : text);
}

/** The host as programs take it: an address of IPv6 without the brackets that it has in a URL. */
export function unbracketed(host: string): string {
  return hasToken(host) ? host : host.replace(/^\[(.*)\]$/, '$1');
}

/** Host and port as one text, which is the one place where they are put together. */
export function hostAndPort(host: string, port: number | string): string {
  return `${bracketed(host)}:${port}`;
}

/** A block of addresses: the bits of its first one, of which the first `prefix` ones are fixed. */
interface Block {
  readonly bits: bigint;
  readonly length: number;
  readonly prefix: number;
}

/** Whether the text is a CIDR block whose address is the first of the block. */
export function isCidr(text: string): boolean {
  const block = blockOf(text);
  return block !== undefined && block.bits === startOf(block, block.prefix);
}

/** Whether one CIDR block lies within another, and is not the whole of it; false when one of them is none. */
export function liesWithin(inner: string, outer: string): boolean {
  const [a, b] = [blockOf(inner), blockOf(outer)];
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  return a.prefix > b.prefix && startOf(a, b.prefix) === startOf(b, b.prefix);
}

function blockOf(text: string): Block | undefined {
  const [, address, digits] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  if (address === undefined || !isIpAddress(address)) return undefined;
  const length = isIPv4(address) ? 32 : 128;
  const prefix = Number(digits);
  return prefix > length ? undefined : { bits: length === 32 ? bitsOf4(address) : bitsOf6(address), length, prefix };
}

function startOf({ bits, length }: Block, prefix: number): bigint {
  const free = BigInt(length - prefix);
  return bits - bits % 2n ** free;
}

function bitsOf4(address: string): bigint {
  return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function bitsOf6(address: string): bigint {
  // The last 32 bits may be written as IPv4.
  const plain = address.replace(/[\d.]+$/, end => end.includes('.') ? wordsOf4(end) : end);
  const [head, tail] = plain.split('::').map(side => side === '' ? [] : side.split(':'));
  const zeros = tail === undefined ? [] : Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail ?? []].reduce((sum, part) => sum * WORD + BigInt(`0x${part}`), 0n);
}

/** The 32 bits of an address of IPv4 as the last two words of one of IPv6. */
function wordsOf4(address: string): string {
  const bits = bitsOf4(address);
  return `${(bits / WORD).toString(16)}:${(bits % WORD).toString(16)}`;
}
