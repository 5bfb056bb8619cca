/** Wallets whose identifiers and QR codes follow a published standard; any other is taken as it is written. */
export type WalletScheme = 'upi' | 'pix';

export function walletSchemeOf(walletType: string | null): WalletScheme | null {
  const word = walletType?.trim().toLowerCase();
  return word === 'upi' || word === 'pix' ? word : null;
}

/** NPCI: a virtual payment address such as `merchant@bank`. */
export const isUpiId = (typed: string): boolean =>
  /^[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9]{1,63}$/.test(typed.trim());

/**
 * The five kinds of key that the DICT knows (Banco Central do Brasil), in the form in which they are written into a BR Code: CPF
 * and CNPJ without punctuation, a telephone number with `+`, an e-mail address in small letters, a random key as UUID.
 * Null: none of them. A CPF or CNPJ must have its check digits right.
 */
export function pixKeyOf(typed: string): string | null {
  const key = typed.trim();
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(key)) return key.toLowerCase();
  if (/^[a-z0-9.!#$&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(key))
    return key.length <= 77 ? key.toLowerCase() : null;
  if (key.startsWith('+')) {
    const number = `+${key.replace(/[\s().+-]/g, '')}`;
    return /^\+[1-9]\d{7,14}$/.test(number) ? number : null;
  }
  const register = key.replace(/[\s./-]/g, '').toUpperCase();
  return isCpf(register) || isCnpj(register) ? register : null;
}

/** Eleven digits, of which the last two check the others; eleven times the same one is given to nobody. */
function isCpf(text: string): boolean {
  if (!/^\d{11}$/.test(text) || /^(\d)\1+$/.test(text)) return false;
  const weights = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
  return endsInItsCheckDigits(text, weights);
}

/** Twelve digits or (since July 2026, IN RFB 2.229) letters, and two check digits. A letter counts as its ASCII code − 48. */
function isCnpj(text: string): boolean {
  if (!/^[0-9A-Z]{12}\d{2}$/.test(text) || /^(\d)\1+$/.test(text)) return false;
  return endsInItsCheckDigits(text, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
}

/** Modulus 11: the second digit's weights; the first digit's are the same without the first of them. */
function endsInItsCheckDigits(text: string, weights: readonly number[]): boolean {
  const digitOf = (part: string, by: readonly number[]): number => {
    const sum = by.reduce((total, weight, place) => total + weight * (part.charCodeAt(place) - 48), 0);
    return sum % 11 < 2 ? 0 : 11 - (sum % 11);
  };
  const body = text.slice(0, -2);
  const first = digitOf(body, weights.slice(1));
  const second = digitOf(`${body}${first}`, weights);
  return text.endsWith(`${first}${second}`);
}
