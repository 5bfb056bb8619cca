import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const rooms = ['server', 'backoffice', 'portal', 'prisma'];

interface Breach {
  rule: string;
  from: string;
  /** A file of the project, or a package. */
  to: string;
}

const breaches: readonly Breach[] = [
  { rule: 'rules-are-pure', from: 'server/billing/tax/tax.rules.ts', to: 'server/kit/db.ts' },
  { rule: 'rules-are-pure', from: 'server/billing/plans/plans.rules.ts', to: 'node:fs' },
  {
    rule: 'ports-are-pure',
    from: 'server/billing/subscriptions/subscriptions.gateway.ts',
    to: 'server/billing/subscriptions/subscriptions.service.ts',
  },
  { rule: 'contracts-are-pure', from: 'server/kit/odd.contract.ts', to: 'server/kit/money.ts' },
  { rule: 'stores-stand-alone', from: 'server/reports/reports.store.ts', to: 'server/services.ts' },
  { rule: 'prisma-only-in-stores', from: 'server/billing/bank/bank.service.ts', to: '@prisma/client' },
  { rule: 'prisma-only-in-stores', from: 'server/jobs/worker.ts', to: 'server/generated/prisma/client.ts' },
  { rule: 'backoffice-writes-nothing-itself', from: 'backoffice/actions/refund.ts', to: '@prisma/client' },
  {
    rule: 'services-own-their-store',
    from: 'server/billing/methods/methods.service.ts',
    to: 'server/billing/invoices/invoices.store.ts',
  },
  { rule: 'nobody-calls-back-up', from: 'server/jobs/schedule.ts', to: 'server/billing/bank/bank.routes.ts' },
  { rule: 'http-only-in-routes', from: 'server/accounts/team/team.service.ts', to: 'express' },
  {
    rule: 'http-only-in-routes',
    from: 'server/accounts/team/team.store.ts',
    to: 'server/kit/http/router.ts',
  },
  { rule: 'routes-are-thin', from: 'server/billing/bank/bank.routes.ts', to: 'server/jobs/worker.ts' },
  {
    rule: 'services-know-no-adapter',
    from: 'server/accounts/sites/sites.service.ts',
    to: 'server/gateways/stripe/stripe.ts',
  },
  { rule: 'kit-knows-no-domain', from: 'server/kit/money.ts', to: 'server/billing/tax/tax.service.ts' },
  {
    rule: 'payments-know-no-subscriptions',
    from: 'server/billing/payments/payments.service.ts',
    to: 'server/billing/subscriptions/subscriptions.service.ts',
  },
  {
    rule: 'subscriptions-know-no-payments',
    from: 'server/billing/subscriptions/renewal.service.ts',
    to: 'server/billing/payments/refunds.service.ts',
  },
  {
    rule: 'invoices-look-down',
    from: 'server/billing/invoices/invoices.service.ts',
    to: 'server/billing/payments/refunds.service.ts',
  },
  {
    rule: 'credits-look-down',
    from: 'server/billing/credits/credits.service.ts',
    to: 'server/billing/invoices/totals.service.ts',
  },
  {
    rule: 'usage-spends-credits-only',
    from: 'server/billing/usage/usage.service.ts',
    to: 'server/billing/payments/refunds.service.ts',
  },
  {
    rule: 'approvals-know-no-room',
    from: 'server/billing/approvals/approvals.service.ts',
    to: 'server/billing/payments/refunds.service.ts',
  },
  {
    rule: 'balance-looks-down',
    from: 'server/billing/balance/balance.service.ts',
    to: 'server/billing/invoices/totals.service.ts',
  },
  {
    rule: 'balance-looks-down',
    from: 'server/billing/balance/balance.rules.ts',
    to: 'server/billing/credits/credits.rules.ts',
  },
  {
    rule: 'plans-and-tax-stand-below',
    from: 'server/billing/plans/plans.service.ts',
    to: 'server/billing/invoices/totals.service.ts',
  },
  {
    rule: 'gateways-know-no-service',
    from: 'server/gateways/paypal/paypal.ts',
    to: 'server/billing/payments/refunds.service.ts',
  },
  { rule: 'gateway-sdks-stay-in-gateways', from: 'server/webhooks/inbox.service.ts', to: 'stripe' },
  { rule: 'mail-sdk-stays-in-mail', from: 'server/reactions.ts', to: '@sendgrid/mail' },
  { rule: 'jsvat-stays-behind-its-port', from: 'server/accounts/account/account.service.ts', to: 'jsvat' },
  { rule: 'backoffice-enters-by-services', from: 'backoffice/pages/dashboard.ts', to: 'server/reactions.ts' },
  { rule: 'adminjs-only-in-backoffice', from: 'server/app.ts', to: 'adminjs' },
  { rule: 'portal-sees-only-contracts', from: 'portal/features/team/Team.tsx', to: 'server/kit/money.ts' },
  { rule: 'server-ignores-its-doors', from: 'server/webhooks/deliveries.ts', to: 'backoffice/backoffice.ts' },
  { rule: 'no-cycles', from: 'server/live/one.ts', to: 'server/live/two.ts' },
  { rule: 'no-unresolved', from: 'server/live/lost.ts', to: 'a-package-that-nobody-installed' },
  { rule: 'no-development-packages', from: 'server/documents/pages.ts', to: 'vite' },
  { rule: 'program-knows-no-tests', from: 'server/main.ts', to: 'server/test/cast.ts' },
];

/** The way back that makes a cycle of it; a cycle is reported once. */
const wayBack = { from: 'server/live/two.ts', to: 'server/live/one.ts' };

/** Ways that stand open and must stay open. */
const doors: readonly Omit<Breach, 'rule'>[] = [
  { from: 'server/billing/tax/tax.rules.ts', to: 'server/kit/money.ts' },
  { from: 'server/billing/tax/tax.contract.ts', to: 'zod' },
  { from: 'server/billing/tax/tax.store.ts', to: '@prisma/client' },
  { from: 'server/billing/tax/tax.store.ts', to: 'server/kit/db.ts' },
  { from: 'server/billing/tax/tax.service.ts', to: 'server/billing/tax/tax.store.ts' },
  { from: 'server/billing/tax/tax.routes.ts', to: 'server/billing/tax/tax.service.ts' },
  { from: 'server/billing/tax/tax.routes.ts', to: 'server/kit/http/router.ts' },
  { from: 'server/billing/tax/tax.test.ts', to: 'server/test/database.ts' },
  { from: 'server/billing/payments/payments.service.ts', to: 'server/billing/invoices/invoices.service.ts' },
  { from: 'server/billing/methods/methods.service.ts', to: 'server/billing/approvals/approvals.service.ts' },
  { from: 'server/billing/balance/balance.service.ts', to: 'server/billing/journal/journal.service.ts' },
  { from: 'server/gateways/stripe/stripe.ts', to: 'stripe' },
  { from: 'server/gateways/stripe/stripe.ts', to: 'server/billing/payments/gateway.ts' },
  { from: 'server/mail/sendgrid.ts', to: '@sendgrid/mail' },
  { from: 'server/main.ts', to: 'backoffice/backoffice.ts' },
  { from: 'backoffice/backoffice.ts', to: 'server/services.ts' },
  { from: 'backoffice/backoffice.ts', to: 'adminjs' },
  { from: 'portal/features/tax/Tax.tsx', to: 'server/billing/tax/tax.contract.ts' },
];

interface Violation {
  rule: { name: string };
  from: string;
}

describe('the walls between the rooms', () => {
  let found: Violation[];

  beforeAll(async () => {
    found = await violationsIn([...breaches, wayBack]);
  }, 60_000);

  it.each(breaches)('$rule: $from may not import $to', ({ rule, from }) => {
    expect(
      found.filter((violation) => violation.from === from).map((violation) => violation.rule.name),
    ).toContain(rule);
  });

  it('has a breach here for each of its rules', async () => {
    const { default: config } = (await import(join(root, '.dependency-cruiser.cjs'))) as {
      default: { forbidden: { name: string }[] };
    };
    const broken = new Set(breaches.map((breach) => breach.rule));
    expect(config.forbidden.map((rule) => rule.name).filter((name) => !broken.has(name))).toEqual([]);
  });

  it('leaves the doors open that the house is built around', async () => {
    expect(await violationsIn(doors)).toEqual([]);
  }, 60_000);
});

/** Builds a house of empty files around the imports given and has the walls inspected. */
async function violationsIn(imports: readonly Omit<Breach, 'rule'>[]): Promise<Violation[]> {
  const house = mkdtempSync(join(tmpdir(), 'countinghouse-walls-'));
  try {
    for (const room of rooms) mkdirSync(join(house, room));
    for (const file of ['package.json', '.dependency-cruiser.cjs']) {
      writeFileSync(join(house, file), readFileSync(join(root, file)));
    }
    symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
    for (const { to } of imports) if (isFile(to)) put(house, to, '');
    for (const { from } of imports) put(house, from, linesOf(from, imports));
    return await inspect(house);
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
}

function linesOf(file: string, imports: readonly Omit<Breach, 'rule'>[]): string {
  return imports
    .filter(({ from }) => from === file)
    .map(({ to }) => `export * from '${specifier(file, to)}';\n`)
    .join('');
}

function specifier(from: string, to: string): string {
  if (!isFile(to)) return to;
  const way = relative(dirname(from), to).replace(/\.tsx?$/, '.js');
  return way.startsWith('.') ? way : `./${way}`;
}

function isFile(target: string): boolean {
  return rooms.some((room) => target.startsWith(`${room}/`));
}

function put(house: string, file: string, text: string): void {
  mkdirSync(dirname(join(house, file)), { recursive: true });
  writeFileSync(join(house, file), text);
}

async function inspect(house: string): Promise<Violation[]> {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...rooms];
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: house,
    env,
    maxBuffer: 2 ** 26,
  });
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}
