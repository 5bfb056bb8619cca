import fc from 'fast-check';
import reader from 'jsqr';
import { encode } from 'uqr';
import { isBic, isCreditorReference, isIban, mod97 } from './methods.bank.rules.js';
import { crc16, epcPayload, pixPayload, qrCodesOf, upiPayload } from './methods.qr.rules.js';
import { isUpiId, pixKeyOf } from './methods.wallet.rules.js';

const seed = Math.floor(Math.random() * 2 ** 31);
const runs = { seed, numRuns: 500 };
beforeAll(() => console.info(`seed ${seed}`));

// From SWIFT's IBAN registry: each country's own example.
const PUBLISHED_IBANS = [
  'AD1200012030200359100100',
  'BE68539007547034',
  'BR1800360305000010009795493C1',
  'CH9300762011623852957',
  'DE89370400440532013000',
  'FR1420041010050500013M02606',
  'GB29NWBK60161331926819',
  'GR1601101250000000012300695',
  'LC55HEMM000100010012001200023015',
  'MT84MALT011000012345MTLCAST001S',
  'NL91ABNA0417164300',
  'NO9386011117947',
  'PK36SCBL0000001123456702',
  'SA0380000000608010167519',
];

describe('an IBAN', () => {
  test.each(PUBLISHED_IBANS)('%s, as published, is one', (iban) => {
    expect(isIban(iban)).toBe(true);
    expect(isIban(iban.replace(/(.{4})/g, '$1 ').toLowerCase())).toBe(true);
    // Independently: the whole number at once, modulo 97.
    const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) =>
      String(letter.charCodeAt(0) - 55),
    );
    expect(BigInt(digits) % 97n).toBe(1n);
  });

  test('with one digit changed, two neighbours swapped, or one missing is none', () => {
    const digit = fc.record({
      iban: fc.constantFrom(...PUBLISHED_IBANS),
      place: fc.nat(),
      by: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(digit, ({ iban, place, by }) => {
        const at = 2 + (place % (iban.length - 2));
        const letter = iban.charAt(at);
        const changed = /\d/.test(letter) ? String((Number(letter) + by) % 10) : letter === 'A' ? 'B' : 'A';
        expect(isIban(iban.slice(0, at) + changed + iban.slice(at + 1))).toBe(false);
        expect(isIban(iban.slice(0, at) + iban.slice(at + 1))).toBe(false);
        const next = iban.charAt(at + 1);
        if (next && next !== letter)
          expect(isIban(iban.slice(0, at) + next + letter + iban.slice(at + 2))).toBe(false);
      }),
      runs,
    );
  });

  test.each([
    '',
    'DE',
    'XX89370400440532013000',
    'DE8937040044053201300',
    'DE893704004405320130000',
    'DE89-3704',
    'ÄE89370400440532013000',
  ])('"%s" is none', (text) => expect(isIban(text)).toBe(false));
});

test('a BIC has eight or eleven letters and digits', () => {
  expect(['COBADEFF', 'COBADEFFXXX', 'cobadeff 370', 'BPOTBEB1'].map(isBic)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['COBADEF', 'COBA1EFF', 'COBADEFFX', 'COBADEFFXXXX', ''].some(isBic)).toBe(false);
});

test('the creditor reference of ISO 11649 and its check digits', () => {
  expect(isCreditorReference('RF18 5390 0754 7034')).toBe(true); // the standard's own example
  expect(isCreditorReference('RF18 5390 0754 7035')).toBe(false);
  expect(mod97('539007547034271518')).toBe(1);
});

describe('an EPC code (EPC069-12)', () => {
  test("the guideline's example: euros, a reference of ISO 11649, the name with its umlaut", () => {
    // EPC069-12, annex: Franz Mustermänn, EUR 12.3, RF18 5390 0754 7034, there in version 001 with purpose GDDS.
    expect(
      epcPayload({
        name: 'Franz Mustermänn',
        iban: 'DE71 1102 2033 0123 4567 89',
        bic: 'BHBLDEHHXXX',
        amount: 1230n,
        reference: 'RF18 5390 0754 7034',
      }),
    ).toBe(
      'BCD\n002\n1\nSCT\nBHBLDEHHXXX\nFranz Mustermänn\nDE71110220330123456789\nEUR12.30\n\nRF18539007547034',
    );
  });

  test("Wikipedia's example, the Red Cross of Belgium: words as unstructured information", () => {
    expect(
      epcPayload({
        name: 'Red Cross of Belgium',
        iban: 'BE72000000001616',
        bic: 'BPOTBEB1',
        amount: 100n,
        reference: 'Urgency fund',
      }),
    ).toBe('BCD\n002\n1\nSCT\nBPOTBEB1\nRed Cross of Belgium\nBE72000000001616\nEUR1.00\n\n\nUrgency fund');
  });

  const transfer = fc.record({
    name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }),
    iban: fc.constantFrom(...PUBLISHED_IBANS),
    bic: fc.constantFrom('COBADEFF', 'COBADEFFXXX', 'wrong', null),
    amount: fc.bigInt({ min: -5n, max: 200_000_000_000n }),
    reference: fc.oneof(
      fc.constantFrom('RF18 5390 0754 7034', 'RF18539007547035', ''),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
    ),
  });

  test('whatever comes in, it is refused or every element stands on its own line and within its length', () => {
    fc.assert(
      fc.property(transfer, (given) => {
        const payload = epcPayload(given);
        const possible = given.amount >= 1n && given.amount <= 99_999_999_999n;
        if (payload === null)
          return expect(
            possible && /^[ -~]*[!-~][ -~]*$/.test(given.name) && given.reference.length < 60,
          ).toBe(false);
        const lines = payload.split('\n');
        expect(lines.length).toBeLessThanOrEqual(11);
        expect(lines.slice(0, 4)).toEqual(['BCD', '002', '1', 'SCT']);
        const [
          ,
          ,
          ,
          ,
          bic = '',
          name = '',
          iban = '',
          amount = '',
          purpose = '',
          structured = '',
          free = '',
        ] = lines;
        expect(bic === '' || isBic(bic)).toBe(true);
        expect([...name].length).toBeGreaterThan(0);
        expect([...name].length).toBeLessThanOrEqual(70);
        expect(iban).toBe(given.iban);
        expect(amount).toMatch(/^EUR\d{1,9}\.\d{2}$/);
        expect(BigInt(amount.slice(3).replace('.', ''))).toBe(given.amount);
        expect(purpose).toBe('');
        expect(structured === '' || isCreditorReference(structured)).toBe(true);
        expect(structured === '' || free === '').toBe(true);
        expect([...free].length).toBeLessThanOrEqual(140);
        expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(331);
        expect(Buffer.from(payload).toString()).toBe(payload); // no half of a letter
      }),
      runs,
    );
  });
});

describe('a UPI link (NPCI linking specifications 1.6)', () => {
  test("the specification's example, as far as we use its parameters", () => {
    // Their link also has mc, tid, mam and url; order and values of the others are theirs.
    const link = upiPayload({
      name: 'nadeem chinna',
      upiId: 'nadeem@npci',
      amount: 1000n,
      reference: '4894398cndhcd23',
    });
    expect(link).toBe(
      'upi://pay?pa=nadeem@npci&pn=nadeem%20chinna&tr=4894398cndhcd23&tn=4894398cndhcd23&am=10.00&cu=INR',
    );
    expect(Object.fromEntries(new URL(link ?? '').searchParams)).toEqual({
      pa: 'nadeem@npci',
      pn: 'nadeem chinna',
      tr: '4894398cndhcd23',
      tn: '4894398cndhcd23',
      am: '10.00',
      cu: 'INR',
    });
  });

  test('names and references with any letters come out again as they went in', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 150 });
    fc.assert(
      fc.property(text, text, fc.bigInt({ min: 1n, max: 10n ** 12n }), (name, reference, amount) => {
        const link = upiPayload({ name, upiId: 'shop.one-2@okbank', amount, reference }) ?? '';
        const read = new URL(link).searchParams;
        expect([...read.keys()].every((key) => ['pa', 'pn', 'tr', 'tn', 'am', 'cu'].includes(key))).toBe(
          true,
        );
        expect(read.get('pa')).toBe('shop.one-2@okbank');
        expect(BigInt((read.get('am') ?? '').replace('.', ''))).toBe(amount);
        expect(read.get('tr') ?? '').toMatch(/^[A-Za-z0-9]{0,35}$/);
        expect(link).toMatch(/^[!-~]+$/);
      }),
      runs,
    );
  });

  test.each([
    'merchant',
    '@bank',
    'a@bank',
    'name@',
    'name@bank?am=1',
    'name@bank&pa=thief@bank',
    'two words@bank',
  ])('"%s" is no UPI id, and no link is made of it', (upiId) => {
    expect(isUpiId(upiId)).toBe(false);
    expect(upiPayload({ name: 'x', upiId, amount: 1n, reference: 'x' })).toBeNull();
  });
});

/** EMV's type-length-value, read back by its own lengths. */
function readTlv(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let at = 0; at < text.length; ) {
    const length = Number(text.slice(at + 2, at + 4));
    fields[text.slice(at, at + 2)] = text.slice(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return fields;
}

/** The same checksum by long division over single bits, as another way to the same figure. */
function crcBitByBit(ascii: string): string {
  const bits = [...Buffer.from(ascii)].flatMap((byte) => [...byte.toString(2).padStart(8, '0')].map(Number));
  let register = 0xffff;
  for (const bit of bits) {
    const isOut = ((register >> 15) & 1) !== bit;
    register = (register << 1) & 0xffff;
    if (isOut) register ^= 0x1021;
  }
  return register.toString(16).toUpperCase().padStart(4, '0');
}

describe('a Pix code (Banco Central do Brasil)', () => {
  test("the Manual de Padrões para Iniciação do Pix's example, to the last letter of its checksum", () => {
    const payload = pixPayload({
      name: 'Fulano de Tal',
      city: 'BRASILIA',
      key: '123e4567-e12b-12d1-a456-426655440000',
      amount: null,
      reference: '***',
    });
    expect(payload).toBe(
      '00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D',
    );
  });

  test('the checksum: the check value of CRC-16/CCITT-FALSE, and the same by another way', () => {
    expect(crc16('123456789')).toBe('29B1');
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }).map((text) => text.replace(/[^ -~]/g, '')),
        (text) => expect(crc16(text)).toBe(crcBitByBit(text)),
      ),
      runs,
    );
  });

  test('whatever comes in, it can be read back field by field', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.bigInt({ min: 1n, max: 10n ** 12n - 1n }),
        (name, city, reference, amount) => {
          const payload = pixPayload({
            name: `A${name}`,
            city: `São ${city}`,
            key: 'fulano@example.com',
            amount,
            reference,
          });
          expect(payload).not.toBeNull();
          const fields = readTlv(payload ?? '');
          expect(fields['63']).toBe(crcBitByBit((payload ?? '').slice(0, -4)));
          expect(readTlv(fields['26'] ?? '')).toEqual({ '00': 'br.gov.bcb.pix', '01': 'fulano@example.com' });
          expect(BigInt((fields['54'] ?? '').replace('.', ''))).toBe(amount);
          expect(fields['59']?.length).toBeLessThanOrEqual(25);
          expect(fields['60']).toMatch(/^Sao/);
          expect(fields['60']?.length).toBeLessThanOrEqual(15);
          expect(readTlv(fields['62'] ?? '')['05']).toMatch(/^([A-Za-z0-9]{1,25}|\*\*\*)$/);
          expect(payload).toMatch(/^[ -~]+$/);
        },
      ),
      runs,
    );
  });

  test.each([
    ['529.982.247-25', '52998224725'],
    ['11.222.333/0001-81', '11222333000181'],
    ['12.ABC.345/01DE-35', '12ABC34501DE35'], // Receita Federal's example of the CNPJ with letters
    ['+55 (11) 98765-4321', '+5511987654321'],
    ['Fulano@Example.com', 'fulano@example.com'],
    ['123E4567-E12B-12D1-A456-426655440000', '123e4567-e12b-12d1-a456-426655440000'],
  ])('%s is a key', (typed, key) => expect(pixKeyOf(typed)).toBe(key));

  test.each([
    '529.982.247-26',
    '111.111.111-11',
    '11.222.333/0001-82',
    '12.ABC.345/01DE-36',
    '11987654321',
    '+0',
    'fulano@',
    'x',
    '',
  ])('"%s" is none', (typed) => expect(pixKeyOf(typed)).toBeNull());

  test('no key, no name, no town, more than thirteen places or nothing to pay: no code', () => {
    const good = { name: 'A', city: 'B', key: 'fulano@example.com', amount: 1n, reference: 'x' };
    for (const wrong of [
      { key: 'x' },
      { name: '日本' },
      { city: ' ' },
      { amount: 0n },
      { amount: 10n ** 13n },
    ]) {
      expect(pixPayload({ ...good, ...wrong })).toBeNull();
    }
    expect(pixPayload(good)).not.toBeNull();
  });
});

describe('which code goes with which method', () => {
  const payee = { name: 'Countinghouse GmbH', city: 'Berlin' };
  const bank = {
    bankHolder: 'Countinghouse',
    bankIban: 'DE88100900001234567892',
    bankBic: null,
    walletType: null,
    walletId: null,
  };
  const wallet = (walletType: string, walletId: string) => ({
    bankHolder: null,
    bankIban: null,
    bankBic: null,
    walletType,
    walletId,
  });
  const schemes = (target: Parameters<typeof qrCodesOf>[0], currency: string, amount = 3106n) =>
    qrCodesOf(target, payee, { amount, currency, reference: 'RF18539007547034' }).map(({ scheme }) => scheme);

  test('EPC for euros to an IBAN, UPI for rupees, Pix for reais, nothing for anything else', () => {
    expect(schemes(bank, 'EUR')).toEqual(['epc']);
    expect(schemes(bank, 'USD')).toEqual([]);
    expect(schemes({ ...bank, bankIban: null }, 'EUR')).toEqual([]);
    expect(schemes(wallet('UPI', 'shop@okbank'), 'INR')).toEqual(['upi']);
    expect(schemes(wallet('UPI', 'shop@okbank'), 'USD')).toEqual([]);
    expect(schemes(wallet(' pix ', 'fulano@example.com'), 'BRL')).toEqual(['pix']);
    expect(schemes(wallet('Pix', 'fulano@example.com'), 'EUR')).toEqual([]);
    expect(schemes(wallet('JazzCash', '0300 1234567'), 'PKR')).toEqual([]);
    expect(schemes(bank, 'EUR', 0n)).toEqual([]);
  });

  test('an old configuration with a mistyped number makes no code rather than a wrong one', () => {
    expect(schemes({ ...bank, bankIban: 'DE88100900001234567893' }, 'EUR')).toEqual([]);
    expect(schemes(wallet('UPI', 'shop'), 'INR')).toEqual([]);
    expect(schemes(wallet('Pix', '123'), 'BRL')).toEqual([]);
  });

  test('drawn as portal and paper draw it, an independent reader finds the same letters', () => {
    const payloads = [
      ...qrCodesOf(bank, payee, { amount: 3106n, currency: 'EUR', reference: 'RF18539007547034' }),
      ...qrCodesOf(wallet('UPI', 'shop@okbank'), payee, {
        amount: 1n,
        currency: 'INR',
        reference: 'RF18 5390',
      }),
      ...qrCodesOf(wallet('Pix', 'fulano@example.com'), payee, {
        amount: 99n,
        currency: 'BRL',
        reference: 'RF18',
      }),
    ];
    expect(payloads).toHaveLength(3);
    for (const { payload } of payloads) {
      const { data, size } = encode(payload, { ecc: 'M', border: 4 });
      const scale = 4;
      const side = size * scale;
      const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
      for (let y = 0; y < side; y += 1) {
        for (let x = 0; x < side; x += 1) {
          if (data[Math.floor(y / scale)]?.[Math.floor(x / scale)])
            pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
        }
      }
      expect(Buffer.from(reader.default(pixels, side, side)?.binaryData ?? []).toString()).toBe(payload);
    }
  });
});
