import { GiftOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { CreditPackageView } from '../../../server/billing/packages/packages.contract.js';
import type { purchaseCredits } from '../../../server/billing/purchases/purchases.contract.js';
import { type Methods, useMethods, usePackages } from '../../api/hooks.js';
import type { ApiError } from '../../api/problem.js';
import { useCommand } from '../../api/useCommand.js';
import { EmptyState } from '../../components/EmptyState.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Loading } from '../../components/Loading.js';
import { Panel } from '../../components/Panel.js';
import { now } from '../../components/today.js';
import { type Choice, choicesFor, firstChoice, payWithOf } from '../payments/choices.js';
import { declineText } from '../payments/decline.js';
import { MethodChoice } from '../payments/MethodChoice.js';
import { Refusal } from '../payments/Refusal.js';
import { useFollow } from '../payments/useFollow.js';
import { rememberBought } from './bought.js';
import { texts } from './credits.texts.js';
import { declinedInvoice } from './declinedInvoice.js';
import { OrderSummary } from './OrderSummary.js';
import { PackageCards } from './PackageCards.js';
import { packagePrice } from './price.js';

/** Where the steps after the order are, so that they survive a reload. */
const stepPath = (step: Readonly<Record<string, string>>): string =>
  `/account/credits/purchase?${new URLSearchParams(step).toString()}`;

/** Orders a package and goes where its payment leads; a decline leads to paying the same invoice again. */
const usePurchase = () => {
  const navigate = useNavigate();
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const [isLost, setIsLost] = useState<string | null>(null);
  const command = useCommand<typeof purchaseCredits>('POST', '/v1/billing/credits/purchase', [
    'payments',
    'invoices',
  ]);
  const follow = useFollow((payment) => void navigate(stepPath({ payment: payment.id })));

  const buy = async (item: CreditPackageView, choice: Choice, keep: boolean) => {
    setRefusal(null);
    const outcome = await command.run({ body: { packageId: item.id, ...payWithOf(choice, keep) } });
    if (outcome.ok) {
      rememberBought(outcome.reply.invoice.id, outcome.reply.credits);
      follow(outcome.reply.payment);
      return;
    }
    if (outcome.error.statusCode !== 402) {
      setRefusal(outcome.error);
      return;
    }
    const invoiceId = await declinedInvoice(outcome.error);
    if (invoiceId === null) {
      setIsLost(declineText(outcome.error));
      return;
    }
    rememberBought(invoiceId, item.credits);
    await navigate(stepPath({ invoice: invoiceId }), { state: { refused: outcome.error } });
  };

  return { buy, refusal, isLost, isRunning: command.isRunning };
};

const Lost = ({ reason }: { readonly reason: string }) => {
  const navigate = useNavigate();
  const words = texts.step.lost;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      message={words.title}
      description={`${reason} ${words.body}`}
      action={
        <Button onClick={() => void navigate('/account/invoices?status=pending')}>{words.action}</Button>
      }
    />
  );
};

interface OrderProps {
  readonly packages: readonly CreditPackageView[];
  readonly methods: Methods;
}

const Order = ({ packages, methods }: OrderProps) => {
  const [query, setQuery] = useSearchParams();
  const [chosen, setChosen] = useState<string | null>(null);
  const [keep, setKeep] = useState(false);
  const { buy, refusal, isLost, isRunning } = usePurchase();

  const wanted = query.get('package');
  const item =
    packages.find(({ slug }) => slug === wanted) ??
    packages.find(({ isFeatured }) => isFeatured) ??
    packages[0] ??
    null;
  if (item === null)
    return <EmptyState icon={<GiftOutlined />} title={texts.none.title} body={texts.none.body} />;
  if (isLost !== null) return <Lost reason={isLost} />;

  const purchase = { amount: packagePrice(item).net, currency: item.currency, today: now() };
  const choices = choicesFor(methods, purchase);
  const choice = choices.find(({ key }) => key === chosen) ?? firstChoice(choices);
  return (
    <>
      <PackageCards
        packages={packages}
        selected={item.slug}
        onSelect={(slug) => setQuery({ package: slug }, { replace: true, preventScrollReset: true })}
      />
      {refusal === null ? null : <Refusal error={refusal} />}
      <div className="columns columns-wide-left">
        <Panel title={texts.method}>
          <MethodChoice
            choices={choices}
            chosen={choice?.key ?? null}
            currency={item.currency}
            onChoose={setChosen}
            keep={keep}
            onKeep={setKeep}
            isDisabled={isRunning}
          />
        </Panel>
        <OrderSummary
          item={item}
          choice={choice}
          isPaying={isRunning}
          onPay={() => {
            if (choice !== null) void buy(item, choice, keep);
          }}
        />
      </div>
    </>
  );
};

export const ChoosePackage = () => {
  const packages = usePackages();
  const methods = useMethods();
  if (packages.state === 'failed') return <LoadFailure error={packages.error} onRetry={packages.retry} />;
  if (methods.state === 'failed') return <LoadFailure error={methods.error} onRetry={methods.retry} />;
  if (packages.state === 'loading' || methods.state === 'loading') return <Loading rows={8} />;
  return <Order packages={packages.data} methods={methods.data} />;
};
