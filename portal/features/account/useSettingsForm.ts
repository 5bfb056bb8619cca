import { useInvalidate, useUpdate } from '@refinedev/core';
import { App, Form, type FormInstance } from 'antd';
import { useState } from 'react';
import type { AccountView, updateSettings } from '../../../server/accounts/account/account.contract.js';
import type { BodyOf } from '../../../server/kit/endpoint.contract.js';
import { type ApiError, asApiError } from '../../api/problem.js';
import { showFieldErrors } from '../../components/fieldErrors.js';
import { texts } from './account.texts.js';

type Changes = BodyOf<typeof updateSettings>;

interface SettingsForm<V> {
  readonly form: FormInstance<V>;
  readonly isSaving: boolean;
  readonly refusal: ApiError | null;
  readonly save: (values: V) => Promise<void>;
}

/**
 * A form over a part of the account's settings. It takes its values when it is shown and after it was saved, so that a
 * change made elsewhere never overwrites what is being typed here.
 */
export const useSettingsForm = <V>(
  changesOf: (values: V) => Changes,
  valuesOf?: (account: AccountView) => V,
): SettingsForm<V> => {
  const [form] = Form.useForm<V>();
  const { message } = App.useApp();
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const invalidate = useInvalidate();
  const { mutateAsync, mutation } = useUpdate<AccountView, ApiError, Changes>();

  const save = async (values: V) => {
    setRefusal(null);
    try {
      const saved = await mutateAsync({
        resource: 'account',
        id: 'settings',
        values: changesOf(values),
        invalidates: ['resourceAll'],
        successNotification: false,
        errorNotification: false,
      });
      if (valuesOf) form.setFieldsValue(valuesOf(saved.data) as Parameters<typeof form.setFieldsValue>[0]);
      // Country and tax id decide how the next invoice is taxed.
      void invalidate({ resource: 'tax', invalidates: ['resourceAll'] });
      void message.success(texts.saved);
    } catch (thrown) {
      const error = asApiError(thrown);
      if (!showFieldErrors(form, error)) setRefusal(error);
    }
  };

  return { form, isSaving: mutation.isPending, refusal, save };
};
