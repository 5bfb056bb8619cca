import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import { useFormats } from '../../app/account.js';
import type { Formats } from '../../components/format.js';
import { Panel } from '../../components/Panel.js';
import { failureText, isRejected } from '../payments/decline.js';
import { texts as payments } from '../payments/payments.texts.js';
import { texts } from './invoices.texts.js';
import { type Moment, timelineOf } from './timeline.js';

const words = texts.timeline;

const sentence = (moment: Moment, { money }: Formats): string => {
  if (!('payment' in moment)) return words[moment.is];
  const { payment } = moment;
  const method = payments.method[payment.method];
  const amount = money(payment.amount, payment.currency);
  switch (moment.is) {
    case 'failed':
      return isRejected(payment)
        ? words.rejected(method, failureText(payment))
        : words.failed(method, failureText(payment));
    case 'canceled':
      return words.canceled(method);
    case 'started':
    case 'awaited':
    case 'declared':
      return words[moment.is](method, amount);
    case 'succeeded': {
      const received = words.succeeded(method, amount);
      return payment.amountRefunded === 0
        ? received
        : `${received}; ${words.refunded(money(payment.amountRefunded, payment.currency))}`;
    }
  }
};

const when = (at: string, { date, dateTime }: Formats): string =>
  at.length === 10 ? date(at) : dateTime(at);

interface InvoiceTimelineProps {
  readonly invoice: InvoiceView;
  readonly payments: readonly PaymentView[];
}

export const InvoiceTimeline = ({ invoice, payments: attempts }: InvoiceTimelineProps) => {
  const formats = useFormats();
  return (
    <Panel title={texts.detail.history} className="invoice-history">
      <ol className="timeline">
        {timelineOf(invoice, attempts).map((moment) => (
          <li key={moment.key} className={`timeline-${moment.tone}`}>
            <span>{sentence(moment, formats)}</span>
            {moment.at === null ? null : (
              <time className="fine" dateTime={moment.at}>
                {when(moment.at, formats)}
              </time>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
};
