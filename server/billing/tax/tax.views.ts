import type { BodyOf } from '../../kit/endpoint.contract.js';
import { calendarDate, dateToInstant } from '../../kit/time.js';
import type { adminCreateTaxRate, adminUpdateTaxRate, TaxRateView } from './tax.contract.js';
import type { RateChange } from './tax.rates.service.js';
import type { RateColumns, TaxRateRow } from './tax.store.js';

export const taxRateView = (row: TaxRateRow): TaxRateView => ({
  id: row.id,
  country: row.country,
  region: row.region,
  name: row.name,
  basisPoints: row.basisPoints,
  isInclusive: row.isInclusive,
  validFrom: calendarDate(row.validFrom),
  validTo: row.validTo ? calendarDate(row.validTo) : null,
  createdAt: row.createdAt.toISOString(),
});

const day = (date: string | null) => (date === null ? null : dateToInstant(date));

export const newRateColumns = (body: BodyOf<typeof adminCreateTaxRate>): RateColumns => ({
  country: body.country,
  region: body.region ?? null,
  name: body.name,
  basisPoints: body.basisPoints,
  isInclusive: body.isInclusive ?? false,
  validFrom: dateToInstant(body.validFrom),
  validTo: day(body.validTo ?? null),
});

export const rateChange = ({
  validFrom,
  validTo,
  name,
  basisPoints,
  isInclusive,
}: BodyOf<typeof adminUpdateTaxRate>): RateChange => ({
  ...(name === undefined ? {} : { name }),
  ...(basisPoints === undefined ? {} : { basisPoints }),
  ...(isInclusive === undefined ? {} : { isInclusive }),
  ...(validFrom === undefined ? {} : { validFrom: dateToInstant(validFrom) }),
  ...(validTo === undefined ? {} : { validTo: day(validTo) }),
});
