import { type Accounts, createAccounts } from './accounts/account/account.service.js';
import { type ApiKeys, createApiKeys } from './accounts/api-keys/api-keys.service.js';
import { createLimits, type Limits } from './accounts/limits/limits.service.js';
import { type Audit, createAudit } from './audit/audit.service.js';
import { type Approvals, type CarryOut, createApprovals } from './billing/approvals/approvals.service.js';
import { type Balance, createBalance } from './billing/balance/balance.service.js';
import { type Credits, createCredits } from './billing/credits/credits.service.js';
import type { Gateways } from './billing/gateway.js';
import { createInvoiceBulk, type InvoiceBulk } from './billing/invoices/invoices.bulk.service.js';
import { type CreditNotes, createCreditNotes } from './billing/invoices/invoices.credit-notes.service.js';
import { createNumbers, type Numbers } from './billing/invoices/invoices.numbers.service.js';
import type { InvoicePdfs } from './billing/invoices/invoices.pdf.service.js';
import { createInvoices, type Invoices } from './billing/invoices/invoices.service.js';
import { type Books, createBooks } from './billing/journal/journal.books.service.js';
import { createJournal } from './billing/journal/journal.service.js';
import { createMethods, type Methods } from './billing/methods/methods.service.js';
import { createPackages, type Packages } from './billing/packages/packages.service.js';
import { createPaymentProofs, type PaymentProofs } from './billing/payments/payments.proofs.service.js';
import { createPayments, type Payments } from './billing/payments/payments.service.js';
import { createPurchases, type Purchases } from './billing/purchases/purchases.service.js';
import { createRecharge, type Recharge } from './billing/recharge/recharge.service.js';
import { createTaxRates, type TaxRates } from './billing/tax/tax.rates.service.js';
import { createTax, type Tax } from './billing/tax/tax.service.js';
import { readTaxId } from './billing/tax/tax-id.jsvat.js';
import { createUsage, type Usage } from './billing/usage/usage.service.js';
import { createCarryOut } from './carry-out.js';
import type { Config } from './config.js';
import type { Documents } from './documents/documents.js';
import { effectsOf } from './effects.js';
import { createIdentity, type Identity } from './identity/identity.js';
import { forgetIdempotencyKeys } from './jobs/jobs.store.js';
import type { Tasks } from './jobs/worker.js';
import type { CustomerActor } from './kit/actors.js';
import type { Db } from './kit/db.js';
import type { Log } from './kit/log.js';
import { addSeconds, type Clock } from './kit/time.js';
import type { MailPort } from './mail/mail.port.js';
import { createMail, type Mail } from './mail/mail.service.js';
import { createAnnounce, createTasks, type ReactionDeps } from './reactions.js';
import { type BackofficeServices, forBackoffice } from './services.backoffice.js';
import { createPapers, sellerOf } from './services.paper.js';
import { createProofFolder } from './storage/proof-folder.js';
import { createProofScan } from './storage/proof-scan.js';
import { createWebhooks, type Webhooks } from './webhooks/webhooks.service.js';

/** What stands outside the house and is plugged in: the database, the clock, gateways, mail, paper. */
export interface Outside {
  db: Db;
  clock: Clock;
  config: Config;
  log: Log;
  gateways: Gateways;
  mailPort: MailPort;
  documents: Documents;
}

export interface Services {
  identity: Identity;
  accounts: Accounts;
  apiKeys: ApiKeys;
  limits: Limits;
  tax: Tax;
  taxRates: TaxRates;
  usage: Usage;
  approvals: Approvals;
  balance: Balance;
  credits: Credits;
  packages: Packages;
  methods: Methods;
  invoices: Invoices;
  creditNotes: CreditNotes;
  numbers: Numbers;
  pdfs: InvoicePdfs;
  invoiceBulk: InvoiceBulk;
  payments: Payments;
  proofs: PaymentProofs;
  purchases: Purchases;
  recharge: Recharge;
  webhooks: Webhooks;
  mail: Mail;
  books: Books;
  audit: Audit;
  tasks: Tasks;
  carryOut: CarryOut;
  forBackoffice: BackofficeServices;
}

const KEEP_IDEMPOTENCY_KEYS_SECONDS = 30 * 86_400;

/** The only place where things are plugged together. Read from top to bottom: each line needs only those above. */
export function createServices({ db, clock, config, log, gateways, mailPort, documents }: Outside): Services {
  const { baseUrl } = config.web;
  const mail = createMail({ db, port: mailPort, clock, config });
  const identity = createIdentity({
    db,
    clock,
    config,
    mail,
    report: (fault) => log.error({ fault }, 'Sign-in'),
  });
  const announce = createAnnounce(() => reactions);

  const accounts = createAccounts({ db, currencies: config.currencies, readTaxId });
  const tax = createTax({ db, clock, accounts, sellerCountry: config.seller.country, readTaxId });
  const taxRates = createTaxRates({ db });
  const approvals = createApprovals({ db, clock, carryOut: () => carryOut });
  const journal = createJournal();
  const packages = createPackages({ db, accounts });
  const balance = createBalance({ db });
  const credits = createCredits({
    db,
    clock,
    approvals,
    journal,
    accountOf: (accountId) => accounts.getBuyer(accountId),
  });
  const apiKeys = createApiKeys({ db, clock });
  const usage = createUsage({
    db,
    clock,
    accounts,
    credits,
    noteSpent: (tx, spent) => recharge.noteSpent(tx, spent),
  });
  const balanceOf = async (actor: CustomerActor) => (await credits.balance(actor)).balance;
  const limits = createLimits({ db, balanceOf });
  const methods = createMethods({ db, accounts, approvals, gateways, baseUrl });
  const invoices = createInvoices({
    db,
    clock,
    accounts,
    tax,
    journal,
    approvals,
    announce,
    seller: sellerOf(config),
    hasOpenPayment: (tx, invoiceId) => payments.hasOpen(tx, invoiceId),
  });
  const creditNotes = createCreditNotes({
    db,
    journal,
    balance,
    credits,
    approvals,
    copyToDraft: invoices.copyToDraft,
    announce,
  });
  const numbers = createNumbers({ db });
  const pdfs = createPapers({
    db,
    clock,
    documents,
    invoices,
    creditNotes,
    methods,
    baseUrl,
    payee: config.seller,
  });
  const invoiceBulk = createInvoiceBulk({ db, clock, invoices, pdfs });
  const payments: Payments = createPayments({
    db,
    clock,
    accounts,
    approvals,
    invoices,
    methods,
    journal,
    balance,
    creditNotes,
    credits,
    tolerances: config.tolerances,
    gateways,
    announce,
    baseUrl,
    payee: config.seller,
  });
  const proofs = createPaymentProofs({
    db,
    clock,
    files: createProofFolder(config.proofs.folder),
    scanner: createProofScan(config.proofs.scan, (fault) => log.error({ fault }, 'Proof of payment')),
  });
  const carryOut = createCarryOut({ credits, creditNotes, invoices, payments, methods });
  const purchases = createPurchases({ db, accounts, packages, methods, invoices, payments });
  const recharge: Recharge = createRecharge({
    db,
    clock,
    accounts,
    credits,
    methods,
    invoices,
    payments,
    purchases,
    announce,
  });
  const webhooks = createWebhooks({ db, clock, gateways, effects: effectsOf({ payments, methods }) });
  const forgetOldRows = async () => {
    await forgetIdempotencyKeys(db, addSeconds(clock.now(), -KEEP_IDEMPOTENCY_KEYS_SECONDS));
    await identity.removeExpired();
  };
  const books = createBooks({ db });
  const audit = createAudit({ db, clock, log });
  const reactions: ReactionDeps = {
    db,
    accounts,
    credits,
    invoices,
    creditNotes,
    pdfs,
    payments,
    proofs,
    recharge,
    methods,
    webhooks,
    mail,
    audit,
    forgetOldRows,
  };
  const tasks = createTasks(reactions);
  const services = {
    identity,
    accounts,
    apiKeys,
    limits,
    tax,
    taxRates,
    usage,
    approvals,
    balance,
    credits,
    packages,
    methods,
    invoices,
    creditNotes,
    numbers,
    pdfs,
    invoiceBulk,
    payments,
    proofs,
    purchases,
    recharge,
    webhooks,
    mail,
    audit,
    books,
    tasks,
    carryOut,
  };
  return { ...services, forBackoffice: forBackoffice(services) };
}
