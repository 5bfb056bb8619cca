import { z } from 'zod';
import { adminCreateTaxRate, adminUpdateTaxRate } from '../../server/billing/tax/tax.contract.js';
import { addDays, calendarDate, dateToInstant } from '../../server/kit/time.js';
import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { addressOf, allowed } from '../kit/staffAction.js';
import { taxRateColumns, taxRateDetails } from '../reads/taxRate.reads.js';
import { recordAction } from './recordAction.js';
import type { ResourceDefinition } from './resource.js';
import { resourceAction } from './resourceAction.js';

/** Which tax is charged where, and on which days. A rate that was used is ended, and another one listed. */
export const taxRates = (room: Room): ResourceDefinition => ({
  id: 'tax-rates',
  noun: 'tax rate',
  model: 'TaxRate',
  titleProperty: 'name',
  sortBy: 'country',
  direction: 'asc',
  hidden: [],
  listed: ['country', 'region', 'name', 'basisPoints', 'isInclusive', 'validFrom', 'validTo', 'createdAt'],
  sortable: ['country'],
  filterable: ['validFrom'],
  computed: {
    country: (code) => ({ country: code.toUpperCase() }),
    holds: (on, now) => (on === 'now' ? holdsOn(now) : on === 'ended' ? hasEnded(now) : null),
  },
  searched: ['name', 'country', 'region'],
  references: {},
  details: 'TaxRateDetails',
  isAccessible: allowed('tax.configure'),
  look: {
    title: 'Tax rates',
    search: 'Search name, country or region code',
    empty: 'No rate is listed, so no tax is charged anywhere.',
    columns: [
      { name: 'country', label: 'Country', cell: 'country' },
      { name: 'region', label: 'Region', cell: 'text' },
      { name: 'name', label: 'Name', cell: 'text' },
      { name: 'basisPoints', label: 'Rate', cell: 'percent' },
      { name: 'prices', label: 'Prices', cell: 'text' },
      { name: 'validFrom', label: 'From', cell: 'date' },
      { name: 'lastDay', label: 'Last day', cell: 'date' },
      { name: 'state', label: 'State', cell: 'status' },
    ],
    filters: [
      { name: 'country', label: 'Country code', kind: 'text' },
      { name: 'validFrom', label: 'Begins', kind: 'dates' },
    ],
    quick: [
      { label: 'In force', filter: { holds: 'now' } },
      { label: 'Ended', filter: { holds: 'ended' } },
    ],
  },
  extraColumns: async (records) =>
    taxRateColumns(
      records.map(({ id, params }) => ({ id, ...params })),
      room.clock.now(),
    ),
  related: async (id) => plain(await taxRateDetails(room, id)),
  actions: { endRate: end(room), createRate: create(room) },
});

const today = (now: Date): Date => dateToInstant(calendarDate(now));
const holdsOn = (now: Date) => ({
  validFrom: { lte: today(now) },
  OR: [{ validTo: null }, { validTo: { gt: today(now) } }],
});
const hasEnded = (now: Date) => ({ validTo: { lte: today(now) } });

/** People say the last day of a rate; the contract the day after it. */
const lastDay = z.strictObject({ lastDay: adminUpdateTaxRate.body.shape.validFrom.unwrap() });

const end = ({ services, logger }: Room) =>
  recordAction({
    permission: 'tax.configure',
    look: {
      label: 'End',
      verb: 'End tax rate',
      tone: 'danger',
      message:
        'After its last day no invoice is issued with this rate; unless another one is listed for the place, no tax is charged there. Invoices that are issued stay as they are.',
      fields: [
        {
          name: 'lastDay',
          label: 'Last day',
          kind: 'date',
          isRequired: true,
          help: 'The rate holds on this day for the last time. It may lie ahead.',
        },
      ],
    },
    schema: lastDay,
    logger,
    fits: (rate) => rate['validTo'] === null || rate['validTo'] === undefined,
    run: async ({ actor, id, input }) => {
      const validTo = addDays(input.lastDay, 1);
      await services.taxRates.update({ actor, rateId: id, change: { validTo } });
      return `The rate ends with ${input.lastDay}.`;
    },
  });

const create = ({ services, logger }: Room) =>
  resourceAction({
    permission: 'tax.configure',
    look: {
      label: 'Add a rate',
      verb: 'Add rate',
      tone: 'primary',
      message:
        'From its first day on tax is charged in that place. A rate of a region goes before that of its country. To change a rate, end it and add the new one.',
      fields: [
        {
          name: 'country',
          label: 'Country',
          kind: 'text',
          isRequired: true,
          maxLength: 2,
          help: 'Two letters such as US.',
        },
        {
          name: 'region',
          label: 'Region',
          kind: 'text',
          isRequired: false,
          maxLength: 3,
          help: 'Its code without the country, such as CA for California. Empty: the whole country.',
        },
        {
          name: 'name',
          label: 'Name',
          kind: 'text',
          isRequired: true,
          maxLength: 40,
          help: 'As it is printed: VAT, USt., Sales tax.',
        },
        { name: 'basisPoints', label: 'Rate', kind: 'percent', isRequired: true },
        { name: 'validFrom', label: 'First day', kind: 'date', isRequired: true },
        {
          name: 'isInclusive',
          label: 'Prices include it',
          kind: 'check',
          isRequired: false,
          help: 'Then the tax is a part of what a customer is asked for, and not put on top.',
        },
      ],
    },
    schema: adminCreateTaxRate.body,
    logger,
    run: async ({ actor, input }) => {
      const { id } = await services.taxRates.create({ actor, rate: input });
      return { message: 'The rate is listed.', redirectUrl: addressOf('tax-rates', id) };
    },
  });
