import { type ApprovalLimitWire, limitView } from './billing/approvals/approvals.views.js';
import {
  type ConfigChangeWire,
  configColumns,
  configView,
  newConfigColumns,
} from './billing/methods/methods.views.js';
import type { Actor } from './kit/actors.js';
import { ofTheBooks } from './services.books.js';
import type { Services } from './services.js';
import { moneyDesk } from './services.money-desk.js';

/** The same services, in the shapes of their contracts where the back office reads forms by those. */
export type BackofficeServices = ReturnType<typeof forBackoffice>;

export function forBackoffice({
  identity,
  accounts,
  audit,
  books,
  approvals,
  creditNotes,
  invoiceBulk,
  invoices,
  numbers,
  taxRates,
  payments,
  credits,
  usage,
  webhooks,
  methods,
}: Omit<Services, 'forBackoffice'>) {
  return {
    identity,
    accounts,
    approvals: {
      approve: approvals.approve,
      refuse: approvals.refuse,
      withdraw: approvals.withdraw,
      limits: async (actor: Actor) => (await approvals.limits(actor)).map(limitView),
      setLimit: ({ amount, ...command }: { actor: Actor } & ApprovalLimitWire) =>
        approvals.setLimit({ ...command, amount: amount === null ? null : BigInt(amount) }),
    },
    ...ofTheBooks({ accounts, audit, books, creditNotes, invoiceBulk, invoices, numbers, taxRates }),
    invoices,
    ...moneyDesk({ payments, credits, usage }),
    webhooks,
    methods: {
      listConfigs: async (actor: Actor) => (await methods.listConfigs(actor)).map(configView),
      createConfig: (command: { actor: Actor; config: Parameters<typeof newConfigColumns>[0] }) =>
        methods.createConfig({ ...command, config: newConfigColumns(command.config) }),
      updateConfig: ({ change, ...command }: { actor: Actor; configId: string; change: ConfigChangeWire }) =>
        methods.updateConfig({ ...command, change: configColumns(change) }),
      deleteConfig: methods.deleteConfig,
    },
  };
}
