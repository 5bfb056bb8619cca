import { concerns, parseMessage } from './liveMessage.js';

test('a line that is no message is left alone', () => {
  for (const line of ['', 'null', '{', '[]', '{"resource":1,"ids":[]}', '{"resource":"invoices"}']) {
    expect(parseMessage(line)).toBeNull();
  }
});

describe('a changed invoice', () => {
  const message = parseMessage('{"resource":"invoices","ids":["inv_1"]}');
  if (message === null) throw new Error('The message was not understood.');

  test('concerns its own page and every list of invoices', () => {
    expect(concerns(message, { resource: 'invoices', ids: ['inv_1'] })).toBe(true);
    expect(concerns(message, { resource: 'invoices', ids: null })).toBe(true);
  });

  test('does not concern another invoice or another resource', () => {
    expect(concerns(message, { resource: 'invoices', ids: ['inv_2'] })).toBe(false);
    expect(concerns(message, { resource: 'payments', ids: null })).toBe(false);
  });
});

test('changed credits concern the balance, whatever its id', () => {
  expect(concerns({ resource: 'credits', ids: ['lot_1'] }, { resource: 'credits', ids: ['balance'] })).toBe(
    true,
  );
});
