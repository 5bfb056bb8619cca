import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from './time.js';

/** Every prefix that an id may carry, and what it names. */
export const ID_PREFIXES = {
  acc: 'account',
  mbr: 'membership',
  ivt: 'invitation',
  sit: 'site',
  usr: 'user',
  stf: 'staff user',
  pln: 'plan',
  plp: 'plan price',
  pkg: 'credit package',
  pkp: 'credit package price',
  ccs: 'credit cost',
  sub: 'subscription',
  spd: 'subscription period',
  sch: 'subscription change',
  tax: 'tax rate',
  inv: 'invoice',
  inl: 'invoice line',
  inx: 'invoice tax',
  crn: 'credit note',
  crl: 'credit note line',
  cnt: 'credit note tax',
  pay: 'payment',
  pal: 'payment allocation',
  prf: 'payment proof',
  rfd: 'refund',
  dsp: 'dispute',
  spm: 'saved payment method',
  pmc: 'payment method configuration',
  lot: 'credit lot',
  cre: 'credit entry',
  hld: 'credit hold',
  use: 'usage event',
  mon: 'money entry',
  apr: 'approval request',
  apl: 'approval limit',
  sol: 'sole decision',
  jrn: 'journal entry',
  whk: 'webhook event',
  eml: 'e-mail message',
  aud: 'audit event',
  adr: 'audit run',
  key: 'API key',
  gex: 'gateway exception',
  req: 'request',
  ses: 'session',
  crd: 'credential',
  ver: 'verification',
  sss: 'staff session',
  scd: 'staff credential',
  svr: 'staff verification',
  stw: 'staff second factor',
  sei: 'staff enrolment invitation',
} as const;

export type IdPrefix = keyof typeof ID_PREFIXES;

// Crockford's base 32: no I, L, O, U, so that an id can be read out over the telephone.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A sortable id: prefix, 10 characters of milliseconds, 16 random characters (80 bits).
 * Ids made in one millisecond are in no particular order.
 */
export function newId(prefix: IdPrefix, clock: Clock = systemClock): string {
  let time = clock.now().getTime();
  let head = '';
  for (let i = 0; i < 10; i += 1) {
    head = ALPHABET.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  let tail = '';
  for (const byte of randomBytes(16)) tail += ALPHABET.charAt(byte % 32);
  return `${prefix}_${head}${tail}`;
}

/** Random text for secrets and links: 256 bits, URL-safe. */
export const newSecret = (): string => randomBytes(32).toString('base64url');
