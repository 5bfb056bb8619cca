import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import type { declarePayment, PaymentView } from '../../../server/billing/payments/payments.contract.js';
import type { ApiError } from '../../api/problem.js';
import { useCommand } from '../../api/useCommand.js';
import { useAccount } from '../../app/account.js';
import { showFieldErrors } from '../../components/fieldErrors.js';
import { parseMoney, typedMoney } from '../../components/format.js';
import { todayIn } from '../../components/today.js';
import { texts } from './payments.texts.js';

const words = texts.declare;

interface Values {
  readonly reference: string;
  readonly paidOn: string;
  readonly amount: string;
}

/** "I have made the transfer": which reference, when, how much. */
export const DeclareForm = ({
  payment,
  reference,
}: {
  readonly payment: PaymentView;
  readonly reference: string;
}) => {
  const { account } = useAccount();
  const [form] = Form.useForm<Values>();
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const command = useCommand<typeof declarePayment>('POST', '/v1/billing/payments/:id/declare', ['payments']);
  const today = todayIn(account.timeZone);

  const declare = async (values: Values) => {
    setRefusal(null);
    const amount = parseMoney(values.amount, payment.currency);
    if (amount === null) return;
    const body = { reference: values.reference.trim(), paidOn: values.paidOn, amount };
    const outcome = await command.run({ params: { id: payment.id }, body });
    if (!outcome.ok && !showFieldErrors(form, outcome.error)) setRefusal(outcome.error);
  };

  return (
    <section className="declare" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p className="quiet">{words.lead}</p>
      {refusal === null ? null : <Alert className="banner" type="error" showIcon message={refusal.message} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ reference, paidOn: today, amount: typedMoney(payment.amount, payment.currency) }}
        onFinish={(values) => void declare(values)}
      >
        <Form.Item
          name="reference"
          label={words.reference}
          rules={[{ required: true, whitespace: true, message: words.required }]}
        >
          <Input maxLength={140} />
        </Form.Item>
        <div className="form-row">
          <Form.Item
            name="paidOn"
            label={words.paidOn}
            rules={[
              { required: true, message: words.required },
              {
                validator: (_, value: unknown) =>
                  typeof value === 'string' && value > today
                    ? Promise.reject(new Error(words.future))
                    : Promise.resolve(),
              },
            ]}
          >
            <Input type="date" max={today} />
          </Form.Item>
          <Form.Item
            name="amount"
            label={words.amount(payment.currency)}
            rules={[
              {
                validator: (_, value: unknown) => {
                  const minor = parseMoney(String(value ?? ''), payment.currency);
                  return minor === null || minor === 0
                    ? Promise.reject(new Error(words.notAnAmount))
                    : Promise.resolve();
                },
              },
            ]}
          >
            <Input inputMode="decimal" maxLength={16} />
          </Form.Item>
        </div>
        <Button type="primary" htmlType="submit" loading={command.isRunning}>
          {words.submit}
        </Button>
      </Form>
    </section>
  );
};
