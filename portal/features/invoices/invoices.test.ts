import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import { shownStatus } from './invoiceState.js';
import { filtersOf, initialState, isFiltered, readState, sortersOf, writeState } from './listState.js';
import { timelineOf } from './timeline.js';

const read = (text: string) => readState(new URLSearchParams(text));

describe('the address of the list', () => {
  test('is empty for the plain list', () => {
    expect(read('')).toEqual(initialState);
    expect(writeState(initialState).toString()).toBe('');
  });

  test.each([
    ['status=paid&q=INV-2026&from=2026-01-01&to=2026-02-01&sort=total&page=3'],
    ['sort=-number'],
    ['status=pending'],
  ])('%s is read and written the same', (text) => {
    expect(writeState(read(text)).toString()).toBe(text);
  });

  test.each([
    ['page=-1'],
    ['page=1e9x'],
    ['status=draft'],
    ['from=yesterday'],
    ['from=2026-02-31x'],
    ['sort=secret'],
  ])('%s is as if it were not there', (text) => {
    expect(read(text)).toEqual(initialState);
  });
});

test('what the server is asked uses its own operators only', () => {
  const state = read('status=paid&q=00042&from=2026-01-01&to=2026-02-01');
  expect(isFiltered(state)).toBe(true);
  expect(filtersOf(state)).toEqual([
    { field: 'status', operator: 'eq', value: 'paid' },
    { field: 'q', operator: 'eq', value: '00042' },
    { field: 'issueDate', operator: 'gte', value: '2026-01-01' },
    { field: 'issueDate', operator: 'lte', value: '2026-02-01' },
  ]);
  expect(sortersOf(state).map(({ field }) => field)).toEqual(['issueDate', 'number']);
});

const invoice = (more: Partial<InvoiceView>): InvoiceView => ({
  id: 'inv_1',
  number: 'INV-2026-11-00001',
  status: 'pending',
  currency: 'USD',
  subtotal: 900,
  discount: 0,
  tax: 0,
  total: 900,
  amountPaid: 0,
  amountDue: 900,
  amountCredited: 0,
  isOverdue: false,
  correctsId: null,
  correctsNumber: null,
  correctedBy: [],
  settlements: [],
  creditNotes: [],
  issueDate: '2026-11-01',
  dueDate: '2026-11-08',
  paidAt: null,
  subscriptionId: null,
  paymentReference: null,
  lines: [],
  taxes: [],
  pricesIncludeTax: false,
  taxNote: null,
  ...more,
});

test('an invoice is overdue the day after it was due', () => {
  expect(shownStatus(invoice({}), '2026-11-08')).toBe('pending');
  expect(shownStatus(invoice({}), '2026-11-09')).toBe('overdue');
  expect(shownStatus(invoice({ status: 'paid' }), '2026-12-01')).toBe('paid');
});

test('the history tells the newest first and every attempt to pay', () => {
  const attempt = (id: string, status: PaymentView['status'], createdAt: string): PaymentView => ({
    id,
    invoiceIds: ['inv_1'],
    method: 'stripe',
    status,
    amount: 900,
    amountReceived: 0,
    amountRefunded: 0,
    declaredAmount: null,
    declaredPaidOn: null,
    allocations: [],
    currency: 'USD',
    reference: null,
    failureCode: null,
    failureMessage: null,
    createdAt,
    nextAction: null,
  });
  const paid = invoice({ status: 'paid', paidAt: '2026-11-02T10:05:00.000Z' });
  const moments = timelineOf(paid, [
    attempt('pay_1', 'failed', '2026-11-02T10:00:00.000Z'),
    attempt('pay_2', 'succeeded', '2026-11-02T10:04:00.000Z'),
  ]);
  expect(moments.map(({ is }) => is)).toEqual(['paid', 'succeeded', 'failed', 'issued']);
});
