import { Button } from 'antd';
import { useState } from 'react';
import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import type { PaymentView, payInvoice } from '../../../server/billing/payments/payments.contract.js';
import { useMethods } from '../../api/hooks.js';
import type { ApiError } from '../../api/problem.js';
import { useCommand } from '../../api/useCommand.js';
import { useFormats } from '../../app/account.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Loading } from '../../components/Loading.js';
import { now } from '../../components/today.js';
import { type Choice, choicesFor, firstChoice, isAtPaypal, isByHand, payWithOf } from './choices.js';
import { MethodChoice } from './MethodChoice.js';
import { texts } from './payments.texts.js';
import { Refusal } from './Refusal.js';
import { useFollow } from './useFollow.js';

const words = texts.pay;

const labelOf = (choice: Choice | null, amount: string): string => {
  if (choice !== null && isByHand(choice)) return words.instructions;
  return choice !== null && isAtPaypal(choice) ? words.atPaypal(amount) : words.amount(amount);
};

interface PayInvoiceProps {
  readonly invoice: InvoiceView;
  /** A payment that leads on in place: a card form or instructions. */
  readonly onStarted: (payment: PaymentView) => void;
  /** Why the attempt before this one was refused. */
  readonly refused?: ApiError | null;
}

/** Pays what is due on an invoice, by any way that is open to it; a refusal stays here, to try again at once. */
export const PayInvoice = ({ invoice, onStarted, refused = null }: PayInvoiceProps) => {
  const { money } = useFormats();
  const methods = useMethods();
  const [chosen, setChosen] = useState<string | null>(null);
  const [keep, setKeep] = useState(false);
  const [refusal, setRefusal] = useState<ApiError | null>(refused);
  const command = useCommand<typeof payInvoice>('POST', '/v1/billing/invoices/:id/pay', [
    'payments',
    'invoices',
  ]);
  const follow = useFollow(onStarted);

  if (methods.state === 'loading') return <Loading rows={3} />;
  if (methods.state === 'failed') return <LoadFailure error={methods.error} onRetry={methods.retry} />;

  const purchase = { amount: invoice.amountDue, currency: invoice.currency, today: now() };
  const choices = choicesFor(methods.data, purchase);
  const choice = choices.find(({ key }) => key === chosen) ?? firstChoice(choices);

  const pay = async () => {
    if (choice === null) return;
    setRefusal(null);
    const outcome = await command.run({ params: { id: invoice.id }, body: payWithOf(choice, keep) });
    if (outcome.ok) follow(outcome.reply);
    else setRefusal(outcome.error);
  };

  return (
    <div className="pay">
      {refusal === null ? null : <Refusal error={refusal} />}
      <MethodChoice
        choices={choices}
        chosen={choice?.key ?? null}
        currency={invoice.currency}
        onChoose={setChosen}
        keep={keep}
        onKeep={setKeep}
        isDisabled={command.isRunning}
      />
      <Button
        type="primary"
        size="large"
        block
        disabled={choice === null}
        loading={command.isRunning}
        onClick={() => void pay()}
      >
        {labelOf(choice, money(invoice.amountDue, invoice.currency))}
      </Button>
    </div>
  );
};
