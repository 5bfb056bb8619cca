import { Alert, Button, Form, Input } from 'antd';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { openAccount } from '../../../server/accounts/account/account.contract.js';
import { call } from '../../api/call.js';
import { usePortalConfig } from '../../api/config.js';
import { newKey } from '../../api/idempotency.js';
import { session } from '../../api/session.js';
import { useSetup } from '../../app/setup.js';
import { NativeSelect } from '../../components/NativeSelect.js';
import { AuthPage } from '../auth/AuthPage.js';
import { useAuthForm } from '../auth/useAuthForm.js';
import { texts } from './account.texts.js';
import { countriesIn, guessCountry } from './countries.js';

interface Company {
  readonly name: string;
  readonly country: string;
  readonly currency?: string;
}

const words = texts.setup;

export const SetupPage = () => {
  const { user, opened } = useSetup();
  const navigate = useNavigate();
  const config = usePortalConfig();
  const [key] = useState(newKey);
  const countries = useMemo(() => countriesIn('en'), []);
  const { form, isSending, refusal, submit } = useAuthForm<Company>(async ({ name, country, currency }) => {
    const body = {
      name: name.trim(),
      country,
      ...(currency === undefined || currency === '' ? {} : { currency }),
    };
    await call<typeof openAccount>('POST', '/v1/accounts', { body, key });
    await opened();
  });

  const currencies = config?.currencies ?? [];
  return (
    <AuthPage
      title={words.title}
      lead={words.lead}
      footer={
        <>
          {words.as(user.email)}{' '}
          <Button
            type="link"
            size="small"
            onClick={() => void session.signOut().then(() => navigate('/sign-in'))}
          >
            {words.signOut}
          </Button>
        </>
      }
    >
      {refusal === null ? null : <Alert className="banner" type="error" showIcon message={refusal.message} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ country: guessCountry(navigator.languages) ?? undefined }}
        onFinish={(values) => void submit(values)}
      >
        <Form.Item
          name="name"
          label={words.name}
          rules={[{ required: true, whitespace: true, message: texts.required }]}
        >
          <Input autoComplete="organization" size="large" maxLength={120} autoFocus />
        </Form.Item>
        <Form.Item name="country" label={words.country} rules={[{ required: true, message: texts.required }]}>
          <NativeSelect autoComplete="country" isLarge placeholder={words.choose} options={countries} />
        </Form.Item>
        {currencies.length > 1 ? (
          <Form.Item name="currency" label={words.currency} extra={words.currencyHint}>
            <NativeSelect
              isLarge
              placeholder={words.currencyByCountry}
              options={currencies.map((value) => ({ value, label: value }))}
            />
          </Form.Item>
        ) : null}
        <Button type="primary" htmlType="submit" size="large" block loading={isSending}>
          {words.submit}
        </Button>
      </Form>
    </AuthPage>
  );
};
