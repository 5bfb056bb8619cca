/** When our records begin: nothing was sold before. */
const BEGIN = '2024-01-01';

/** Rows of one country, one after another: each holds until the next begins. */
const since = (country: string, name: string, ...rates: [basisPoints: number, from?: string][]) =>
  rates.map(([basisPoints, validFrom = BEGIN], index) => ({
    country,
    name,
    basisPoints,
    validFrom,
    validTo: rates[index + 1]?.[1] ?? null,
  }));

/**
 * The standard rates of the EU's member states, Britain, Switzerland and Norway, under the names that they have there.
 * Sources: European Commission, "Taxes in Europe" database and the states' own acts, as of November 2026; changes since
 * 2024: Finland 25.5 % (September 2024), Slovakia 23 % (January 2025), Estonia 24 % (July 2025), Romania 21 % (August
 * 2025). Where a row is listed, tax is charged: a seller keeps those of the places where it is registered (or of the EU's
 * One Stop Shop) and ends the others.
 */
export const TAX_RATES = [
  since('AT', 'USt.', [2000]),
  since('BE', 'TVA/BTW', [2100]),
  since('BG', 'DDS', [2000]),
  since('CY', 'FPA', [1900]),
  since('CZ', 'DPH', [2100]),
  since('DE', 'USt.', [1900]),
  since('DK', 'moms', [2500]),
  since('EE', 'KM', [2200], [2400, '2025-07-01']),
  since('ES', 'IVA', [2100]),
  since('FI', 'ALV', [2400], [2550, '2024-09-01']),
  since('FR', 'TVA', [2000]),
  since('GR', 'FPA', [2400]),
  since('HR', 'PDV', [2500]),
  since('HU', 'ÁFA', [2700]),
  since('IE', 'VAT', [2300]),
  since('IT', 'IVA', [2200]),
  since('LT', 'PVM', [2100]),
  since('LU', 'TVA', [1700]),
  since('LV', 'PVN', [2100]),
  since('MT', 'VAT', [1800]),
  since('NL', 'BTW', [2100]),
  since('PL', 'VAT', [2300]),
  since('PT', 'IVA', [2300]),
  since('RO', 'TVA', [1900], [2100, '2025-08-01']),
  since('SE', 'moms', [2500]),
  since('SI', 'DDV', [2200]),
  since('SK', 'DPH', [2000], [2300, '2025-01-01']),
  since('GB', 'VAT', [2000]),
  since('CH', 'MWST', [810]),
  since('NO', 'MVA', [2500]),
].flat();
