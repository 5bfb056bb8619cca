/** As much of ASN.1's distinguished encoding (X.690) as a certificate needs. */

export type Der = Buffer;

const SEQUENCE = 0x30;
const SET = 0x31;

function element(tag: number, ...contents: readonly Buffer[]): Der {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

export const sequence = (...contents: readonly Der[]): Der => element(SEQUENCE, ...contents);
export const set = (...contents: readonly Der[]): Der => element(SET, ...contents);
export const tagged = (number: number, content: Der): Der => element(0xa0 | number, content);
export const octets = (content: Buffer): Der => element(0x04, content);
export const bits = (content: Buffer, unusedBits = 0): Der =>
  element(0x03, Buffer.from([unusedBits]), content);
export const truth = (value: boolean): Der => element(0x01, Buffer.from([value ? 0xff : 0]));
export const utf8 = (text: string): Der => element(0x0c, Buffer.from(text, 'utf8'));
export const none = (): Der => element(0x05);

/** Not negative: a leading zero keeps the highest bit from being taken for a sign. */
export const whole = (bytes: Buffer): Der =>
  element(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);

export function objectId(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second]), ...rest.map(base128));
}

function base128(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return Buffer.from(bytes);
}

/** GeneralizedTime, whole seconds. RFC 5280 wants UTCTime up to 2049, which every reader takes this for as well. */
export function time(instant: Date): Der {
  const digits = instant.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return instant.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(`${digits.slice(2)}Z`, 'ascii'))
    : element(0x18, Buffer.from(`${digits}Z`, 'ascii'));
}
