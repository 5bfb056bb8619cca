import { Form, type FormInstance } from 'antd';
import { useState } from 'react';
import { type ApiError, asApiError } from '../../api/problem.js';
import { showFieldErrors } from '../../components/fieldErrors.js';

interface AuthForm<V> {
  readonly form: FormInstance<V>;
  readonly isSending: boolean;
  /** What the server said against it, unless it stands at a field. */
  readonly refusal: ApiError | null;
  readonly submit: (values: V) => Promise<void>;
}

/** A form that sends once, shows what the server has against it and keeps what was typed. */
export const useAuthForm = <V>(send: (values: V) => Promise<void>): AuthForm<V> => {
  const [form] = Form.useForm<V>();
  const [isSending, setIsSending] = useState(false);
  const [refusal, setRefusal] = useState<ApiError | null>(null);

  const submit = async (values: V) => {
    setIsSending(true);
    setRefusal(null);
    try {
      await send(values);
    } catch (thrown) {
      const error = asApiError(thrown);
      if (!showFieldErrors(form, error)) setRefusal(error);
    } finally {
      setIsSending(false);
    }
  };

  return { form, isSending, refusal, submit };
};
