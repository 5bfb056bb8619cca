import {
  activateAccount,
  setTaxExemption,
  suspendAccount,
} from '../../server/accounts/account/account.contract.js';
import type { Room } from '../kit/ports.js';
import { accountColumns, accountDetails } from '../reads/account.reads.js';
import { creditActions } from './account.credits.js';
import { recordAction } from './recordAction.js';
import type { ResourceDefinition } from './resource.js';

export function accounts(room: Room): ResourceDefinition {
  return {
    id: 'accounts',
    noun: 'account',
    model: 'Account',
    titleProperty: 'name',
    sortBy: 'createdAt',
    hidden: ['owner', 'ownerId'],
    listed: ['name', 'slug', 'status', 'currency', 'country', 'billingEmail', 'createdAt'],
    sortable: ['createdAt', 'name'],
    filterable: ['status', 'country', 'currency', 'createdAt', 'slug', 'billingEmail'],
    searched: ['name', 'billingEmail', 'owner.email'],
    references: {},
    details: 'AccountDetails',
    look: {
      title: 'Accounts',
      search: 'Search name or e-mail',
      empty: 'No company has opened an account yet.',
      columns: [
        { name: 'name', label: 'Name', cell: 'text' },
        { name: 'plan', label: 'Plan', cell: 'text' },
        { name: 'credits', label: 'Credits', cell: 'number' },
        { name: 'status', label: 'Status', cell: 'status' },
        { name: 'ownerEmail', label: 'Owner', cell: 'text' },
        { name: 'country', label: 'Country', cell: 'text' },
        { name: 'createdAt', label: 'Created', cell: 'when' },
      ],
      filters: [
        { name: 'status', label: 'Status', kind: 'choice', choices: ['active', 'suspended', 'closed'] },
        { name: 'country', label: 'Country', kind: 'text' },
        { name: 'currency', label: 'Currency', kind: 'text' },
        { name: 'slug', label: 'Slug', kind: 'text' },
        { name: 'createdAt', label: 'Created', kind: 'dates' },
      ],
      quick: [{ label: 'Suspended', filter: { status: 'suspended' } }],
    },
    extraColumns: (records) =>
      accountColumns(
        room,
        records.map((record) => record.id),
      ),
    related: (id, staff) => accountDetails(room, id, staff),
    actions: {
      ...creditActions(room),
      suspend: suspend(room),
      activate: activate(room),
      exemptFromTax: exempt(room),
      endTaxExemption: endExemption(room),
    },
  };
}

const suspend = ({ services, logger }: Room) =>
  recordAction({
    permission: 'account.suspend',
    look: {
      label: 'Suspend',
      verb: 'Suspend account',
      tone: 'danger',
      message:
        'Nothing is charged or sold to a suspended account. Its people can still sign in and see their papers.',
      fields: [
        {
          name: 'reason',
          label: 'Reason',
          kind: 'prose',
          isRequired: true,
          maxLength: 500,
          help: 'Staff see it; it stays in the audit log.',
        },
      ],
    },
    schema: suspendAccount.body,
    logger,
    fits: (account) => account['status'] === 'active',
    run: async ({ actor, id, input }) => {
      await services.accounts.suspend({ actor, accountId: id, reason: input.reason });
      return 'The account is suspended.';
    },
  });

const activate = ({ services, logger }: Room) =>
  recordAction({
    permission: 'account.suspend',
    look: {
      label: 'Activate',
      verb: 'Activate account',
      tone: 'primary',
      message: 'The suspension ends at once.',
      fields: [],
    },
    schema: activateAccount.body,
    logger,
    fits: (account) => account['status'] === 'suspended',
    run: async ({ actor, id }) => {
      await services.accounts.activate({ actor, accountId: id });
      return 'The account is active again.';
    },
  });

const exempt = ({ services, logger }: Room) =>
  recordAction({
    permission: 'tax.configure',
    look: {
      label: 'Exempt from tax',
      verb: 'Exempt account from tax',
      tone: 'neutral',
      message: 'From the next invoice on no tax is charged. Invoices that are issued stay as they are.',
      fields: [
        {
          name: 'reason',
          label: 'Reason',
          kind: 'prose',
          isRequired: true,
          maxLength: 500,
          help: 'Name the paper that says so, such as a certificate of exemption. It stays in the audit log.',
        },
      ],
    },
    schema: setTaxExemption.body.omit({ exempt: true }),
    logger,
    fits: (account) => account['taxExempt'] === false && account['status'] !== 'closed',
    run: async ({ actor, id, input }) => {
      await services.taxExemption.set({ actor, accountId: id, exempt: true, ...input });
      return 'The account is exempt from tax.';
    },
  });

const endExemption = ({ services, logger }: Room) =>
  recordAction({
    permission: 'tax.configure',
    look: {
      label: 'End tax exemption',
      verb: 'End exemption from tax',
      tone: 'neutral',
      message: 'From the next invoice on tax is charged by the rules of the account again.',
      fields: [{ name: 'reason', label: 'Reason', kind: 'prose', isRequired: true, maxLength: 500 }],
    },
    schema: setTaxExemption.body.omit({ exempt: true }),
    logger,
    fits: (account) => account['taxExempt'] === true && account['status'] !== 'closed',
    run: async ({ actor, id, input }) => {
      await services.taxExemption.set({ actor, accountId: id, exempt: false, ...input });
      return 'The exemption has ended.';
    },
  });
