import { money, toDecimal } from '../../kit/money.js';
import { compact, isBic, isCreditorReference, isIban } from './methods.bank.rules.js';
import { isUpiId, pixKeyOf, walletSchemeOf } from './methods.wallet.rules.js';

/** What a payer's own app reads; `scheme` says which kind of app. */
export type QrCode = { scheme: 'epc' | 'upi' | 'pix'; payload: string };

/** Where the money goes, as far as a QR code needs it. */
export interface QrTarget {
  bankHolder: string | null;
  bankIban: string | null;
  bankBic: string | null;
  walletType: string | null;
  walletId: string | null;
}

/** Who is paid, where the method names no holder; the town is asked for by Pix. */
export interface Payee {
  readonly name: string;
  readonly city: string;
}

interface Transfer {
  /** Minor units. */
  amount: bigint;
  currency: string;
  /** What the transfer must carry; blanks don't count. */
  reference: string;
}

/**
 * The QR codes with which a transfer can be made: EPC for euros to an IBAN, UPI for rupees to a UPI id, Pix for reais to a Pix
 * key. None where the details or the amount do not fit the standard: the payer then types.
 */
export function qrCodesOf(target: QrTarget, payee: Payee, transfer: Transfer): QrCode[] {
  const name = target.bankHolder ?? payee.name;
  const wallet = walletSchemeOf(target.walletType);
  const codes: [QrCode['scheme'], string | null][] = [];
  if (target.bankIban && transfer.currency === 'EUR') {
    codes.push(['epc', epcPayload({ ...transfer, name, iban: target.bankIban, bic: target.bankBic })]);
  }
  if (target.walletId && wallet === 'upi' && transfer.currency === 'INR') {
    codes.push(['upi', upiPayload({ ...transfer, name, upiId: target.walletId })]);
  }
  if (target.walletId && wallet === 'pix' && transfer.currency === 'BRL') {
    codes.push(['pix', pixPayload({ ...transfer, name, city: payee.city, key: target.walletId })]);
  }
  return codes.flatMap(([scheme, payload]) => (payload === null ? [] : [{ scheme, payload }]));
}

/** Cuts text to whole letters: half of a surrogate pair would be no text any more. */
const cut = (text: string, letters: number): string => [...text].slice(0, letters).join('').trim();

/** One line without control characters: a line break would start the next field. */
const line = (text: string): string => text.replace(/\p{C}+|\s+/gu, ' ').trim();

const EPC_BYTES = 331;

/**
 * EPC069-12 (European Payments Council, "Quick Response Code: Guidelines to enable data capture for the initiation of a credit
 * transfer", version 2.1), version 002, UTF-8. Euros from 0.01 to 999,999,999.99; a name of up to 70 letters; an ISO 11649
 * reference as structured, any other (up to 140) as unstructured remittance information; 331 bytes in all. Null: does not fit.
 */
export function epcPayload(transfer: {
  name: string;
  iban: string;
  bic: string | null;
  amount: bigint;
  reference: string;
}): string | null {
  const { amount, reference } = transfer;
  if (!isIban(transfer.iban) || amount < 1n || amount > 99_999_999_999n) return null;
  const isStructured = isCreditorReference(reference);
  const fields = [
    'BCD',
    '002',
    '1', // UTF-8
    'SCT',
    transfer.bic && isBic(transfer.bic) ? compact(transfer.bic) : '',
    cut(line(transfer.name), 70),
    compact(transfer.iban),
    `EUR${toDecimal(money(amount, 'EUR'))}`,
    '', // purpose
    isStructured ? compact(reference) : '',
    isStructured ? '' : cut(line(reference), 140),
  ];
  while (fields.at(-1) === '') fields.pop(); // trailing elements that are empty are left out, so is the last line break
  const payload = fields.join('\n');
  return fields[5] && new TextEncoder().encode(payload).length <= EPC_BYTES ? payload : null;
}

/**
 * NPCI, "UPI linking specifications" 1.6: payee address, payee name, transaction reference (letters and digits, up to 35), note (up to
 * 50), amount with two decimals, currency. Values are percent-encoded; the `@` of the address is not. Null: does not fit.
 */
export function upiPayload(transfer: {
  name: string;
  upiId: string;
  amount: bigint;
  reference: string;
}): string | null {
  if (!isUpiId(transfer.upiId) || transfer.amount < 1n) return null;
  const reference = transfer.reference.replace(/[^A-Za-z0-9]/g, '');
  const note = cut(line(transfer.reference), 50);
  const parameters: [string, string][] = [
    ['pn', cut(line(transfer.name), 99)],
    ['tr', reference.length <= 35 ? reference : ''],
    ['tn', note],
    ['am', toDecimal(money(transfer.amount, 'INR'))],
    ['cu', 'INR'],
  ];
  const rest = parameters
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `&${key}=${encodeURIComponent(value)}`);
  return `upi://pay?pa=${transfer.upiId.trim()}${rest.join('')}`;
}

/**
 * BR Code, static, with amount (Banco Central do Brasil, "Manual de Padrões para Iniciação do Pix" and "Manual do BR Code", on EMV's
 * merchant-presented QR): name up to 25 and town up to 15 letters without accents, transaction id of up to 25 letters and digits
 * (`***`: none), CRC16 at the end. Null: does not fit.
 */
export function pixPayload(transfer: {
  name: string;
  city: string;
  key: string;
  /** Null: the payer enters it. */
  amount: bigint | null;
  reference: string;
}): string | null {
  const key = pixKeyOf(transfer.key);
  const name = cut(plainLetters(transfer.name), 25);
  const city = cut(plainLetters(transfer.city), 15);
  const units = transfer.amount === null ? '' : toDecimal(money(transfer.amount, 'BRL'));
  if (key === null || name === '' || city === '' || units.length > 13 || (transfer.amount ?? 1n) < 1n)
    return null;
  const id = transfer.reference.replace(/[^A-Za-z0-9]/g, '');
  const payload = [
    tlv('00', '01'),
    tlv('26', tlv('00', 'br.gov.bcb.pix') + tlv('01', key)),
    tlv('52', '0000'),
    tlv('53', '986'),
    units === '' ? '' : tlv('54', units),
    tlv('58', 'BR'),
    tlv('59', name),
    tlv('60', city),
    tlv('62', tlv('05', id.length >= 1 && id.length <= 25 ? id : '***')),
    '6304',
  ].join('');
  return payload + crc16(payload);
}

/** EMV's type, length, value; the length in two digits. */
const tlv = (id: string, value: string): string => `${id}${String(value.length).padStart(2, '0')}${value}`;

/** "São Paulo" → "Sao Paulo": apps of payers stumble over anything beyond ASCII. */
const plainLetters = (text: string): string =>
  line(
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replaceAll('ß', 'ss')
      .replace(/[^ -~]/g, ' '),
  );

/** CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF, as EMV's QR code wants it), as four capital hexadecimal digits. */
export function crc16(ascii: string): string {
  let crc = 0xffff;
  for (let place = 0; place < ascii.length; place += 1) {
    crc ^= ascii.charCodeAt(place) << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
