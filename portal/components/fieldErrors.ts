import type { FormInstance } from 'antd';
import type { ApiError } from '../api/problem.js';

/** Puts the server's messages under the fields they are about; `billingAddress.city` becomes the nested field. */
export const showFieldErrors = (form: FormInstance, error: ApiError): boolean => {
  const entries = Object.entries(error.errors ?? {});
  const known = entries
    .map(([path, errors]) => ({ name: path.split('.'), errors }))
    .filter(({ name }) => form.getFieldInstance(name) !== undefined);
  if (known.length > 0) form.setFields(known);
  return known.length > 0;
};
