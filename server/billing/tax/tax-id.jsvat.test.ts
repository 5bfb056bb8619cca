import fc from 'fast-check';
import { EU_STATES } from './tax.places.rules.js';
import { TAX_ID_EXAMPLES } from './tax-id.js';
import { readTaxId } from './tax-id.jsvat.js';

describe('tax ids', () => {
  test('every state of the EU, Britain, Switzerland and Norway has an example, and it is right', () => {
    expect(Object.keys(TAX_ID_EXAMPLES).sort()).toEqual([...EU_STATES, 'GB', 'CH', 'NO'].sort());
    for (const [country, example] of Object.entries(TAX_ID_EXAMPLES)) {
      expect({ example, ...readTaxId(example, country) }).toMatchObject({ example, country, state: 'valid' });
    }
  });

  test('a digit that is wrong is noticed in every country that has check digits', () => {
    for (const [country, example] of Object.entries(TAX_ID_EXAMPLES)) {
      const at = example.search(/\d(?=\D*$)/);
      const last = Number(example[at]);
      // Any other last digit: a number with check digits admits few of the nine.
      const right = [...Array(10).keys()]
        .filter((digit) => digit !== last)
        .map((digit) => example.slice(0, at) + digit + example.slice(at + 1))
        .filter((typed) => readTaxId(typed, country).state === 'valid');
      // B01 and B02 of one Dutch number are two branches of one company.
      const admitted = country === 'NL' ? 9 : 1;
      expect({ country, isNoticed: right.length <= admitted }).toEqual({ country, isNoticed: true });
    }
  });

  test.each([
    ['DE 129.273.398', 'DE', 'DE129273398', 'eu_vat', 'DE'],
    ['de-129 273 398', 'DE', 'DE129273398', 'eu_vat', 'DE'],
    ['129273398', 'DE', 'DE129273398', 'eu_vat', 'DE'],
    ['EL 094019245', 'GR', 'EL094019245', 'eu_vat', 'GR'],
    ['GR094019245', 'GR', 'EL094019245', 'eu_vat', 'GR'],
    ['094019245', 'GR', 'EL094019245', 'eu_vat', 'GR'],
    ['u33864707', 'AT', 'ATU33864707', 'eu_vat', 'AT'],
    ['BE 1000.0000.21', 'BE', 'BE1000000021', 'eu_vat', 'BE'],
    ['NL 803441526 B 01', 'NL', 'NL803441526B01', 'eu_vat', 'NL'],
    ['CHE-116.281.710 MWST', 'CH', 'CHE116281710MWST', 'ch_vat', 'CH'],
    ['CH116281710', 'LI', 'CHE116281710', 'ch_vat', 'CH'],
    ['974 760 673 MVA', 'NO', 'NO974760673MVA', 'no_vat', 'NO'],
    ['GB 220 4302 31', 'GB', 'GB220430231', 'gb_vat', 'GB'],
    ['XI 220430231', 'GB', 'XI220430231', 'gb_vat', 'GB'],
    ['FR40303265045', 'MC', 'FR40303265045', 'eu_vat', 'FR'],
    ['GB220430231', 'FR', 'GB220430231', 'gb_vat', 'GB'],
    ['DE129273398', 'US', 'DE129273398', 'eu_vat', 'DE'],
  ])('%s of a company in %s is %s', (typed, at, number, type, country) => {
    expect(readTaxId(typed, at)).toEqual({ number, type, country, state: 'valid' });
  });

  test.each([
    ['DE129273399', 'DE'],
    ['DE12927339', 'DE'],
    ['BE1000000011', 'BE'],
    ['XI220430232', 'GB'],
    ['ＤＥ129273398', 'FR'],
    ['!!!', 'DE'],
    ['EU372000063', 'DE'],
    ['12-3456789', 'DE'],
  ])('%s of a company in %s is wrong', (typed, at) => {
    expect(readTaxId(typed, at)).toMatchObject({ number: typed, country: null, state: 'invalid' });
  });

  test('where nobody here knows the rules, the id stays as it was typed and unverified', () => {
    expect(readTaxId('12-3456789', 'US')).toEqual({
      number: '12-3456789',
      type: 'other',
      country: null,
      state: 'unverified',
    });
    expect(readTaxId('DEG010101AB1', 'MX').type).toBe('other');
  });

  test('nothing that can be typed breaks it, and what it writes it reads again', () => {
    const countries = fc.constantFrom(...EU_STATES, 'GB', 'CH', 'NO', 'US', 'MC', 'ZZ');
    const texts = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.tuple(countries, fc.stringMatching(/^[A-Z0-9]{0,14}$/)).map(([prefix, rest]) => prefix + rest),
    );
    fc.assert(
      fc.property(texts, countries, (typed, at) => {
        const finding = readTaxId(typed, at);
        if (finding.state === 'valid') expect(readTaxId(finding.number, at)).toEqual(finding);
        else expect(finding.number).toBe(typed);
      }),
      { numRuns: 2000 },
    );
  });

  test('a long text costs no time', () => {
    const begin = performance.now();
    for (const at of EU_STATES) readTaxId('9'.repeat(20_000), at);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});
