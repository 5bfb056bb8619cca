import { isOpen, mayBecome, type PaymentStatus, TRANSITIONS } from './payments.rules.js';

const all = Object.keys(TRANSITIONS) as PaymentStatus[];
const allowed: Record<PaymentStatus, PaymentStatus[]> = {
  pending: ['requires_action', 'processing', 'succeeded', 'failed', 'canceled'],
  requires_action: ['processing', 'succeeded', 'failed', 'canceled'],
  pending_approval: ['succeeded', 'failed', 'canceled'],
  processing: ['requires_action', 'succeeded', 'failed', 'canceled'],
  succeeded: [],
  failed: ['succeeded', 'processing'],
  canceled: ['succeeded', 'processing'],
};

test.each(all.flatMap((from) => all.map((to) => [from, to] as const)))('%s → %s', (from, to) => {
  expect(mayBecome(from, to)).toBe(allowed[from].includes(to));
});

test('what has succeeded stays so, whatever comes later', () => {
  expect(all.filter((to) => mayBecome('succeeded', to))).toEqual([]);
});

test.each(all)('%s: may its money still move?', (status) => {
  expect(isOpen(status)).toBe(
    ['pending', 'requires_action', 'pending_approval', 'processing'].includes(status),
  );
});
