import { adminPutCreditCost } from '../../server/billing/usage/usage.contract.js';
import { DomainError } from '../../server/kit/errors.js';
import { component } from '../catalogue.js';
import type { Room } from '../kit/ports.js';
import { allowed } from '../kit/staffAction.js';
import { creditCostDetails } from '../reads/credit-cost.reads.js';
import { recordAction } from './recordAction.js';
import type { ResourceDefinition } from './resource.js';
import { resourceAction } from './resourceAction.js';

/** What one unit of each operation costs in credits. */
export const creditCosts = (room: Room): ResourceDefinition => ({
  id: 'credit-costs',
  noun: 'credit cost',
  model: 'CreditCost',
  titleProperty: 'displayName',
  sortBy: 'operation',
  direction: 'asc',
  hidden: [],
  listed: ['operation', 'displayName', 'unit', 'credits', 'isActive', 'updatedAt'],
  sortable: ['operation', 'displayName', 'credits'],
  filterable: ['operation', 'isActive'],
  searched: ['operation', 'displayName'],
  references: {},
  details: 'CreditCostDetails',
  isAccessible: allowed('account.read'),
  look: {
    title: 'Credit costs',
    search: 'Search operation',
    empty: 'No operation has a price yet: nothing can be recorded.',
    columns: [
      { name: 'displayName', label: 'Name', cell: 'text' },
      { name: 'operation', label: 'Operation', cell: 'code' },
      { name: 'credits', label: 'Credits', cell: 'number' },
      { name: 'unit', label: 'Per', cell: 'text' },
      { name: 'isActive', label: 'In use', cell: 'yes' },
      { name: 'updatedAt', label: 'Changed', cell: 'when' },
    ],
    filters: [
      { name: 'operation', label: 'Operation', kind: 'text' },
      { name: 'isActive', label: 'In use', kind: 'choice', choices: ['true', 'false'] },
    ],
    quick: [{ label: 'In use', filter: { isActive: 'true' } }],
  },
  related: (id) => creditCostDetails(room, id),
  actions: { change: change(room), add: add(room) },
});

const MESSAGE =
  'The new price holds from now on. What is recorded keeps its price, and so does work for which credits are set aside.';

const change = ({ services, db, logger }: Room) =>
  recordAction({
    permission: 'credits.adjust',
    look: {
      label: 'Change',
      verb: 'Change credit cost',
      tone: 'primary',
      message: MESSAGE,
      fields: [],
      form: component('CreditCostForm'),
    },
    schema: adminPutCreditCost.body.omit({ operation: true }),
    logger,
    fits: () => true,
    run: async ({ actor, id, input }) => {
      const { operation } = await db.prisma.creditCost.findUniqueOrThrow({
        where: { id },
        select: { operation: true },
      });
      await services.costs.put({ actor, cost: { operation, ...input } });
      return 'The new price holds from now on.';
    },
  });

/** A new operation. One that is there already is changed, not added: so it is refused here. */
const add = ({ services, logger }: Room) =>
  resourceAction({
    permission: 'credits.adjust',
    look: { label: 'New operation', verb: 'Add operation', tone: 'primary' },
    page: 'NewCreditCost',
    schema: adminPutCreditCost.body,
    logger,
    run: async ({ actor, input }) => {
      if ((await services.costs.list(actor)).some(({ operation }) => operation === input.operation))
        throw there();
      await services.costs.put({ actor, cost: input });
      return {
        message: 'The operation can be recorded from now on.',
        redirectUrl: '/admin/resources/credit-costs',
      };
    },
  });

const there = () =>
  new DomainError(
    'conflict',
    'operation_exists',
    'There is such an operation already. Change its price instead.',
    {
      fields: { operation: ['There already'] },
    },
  );
