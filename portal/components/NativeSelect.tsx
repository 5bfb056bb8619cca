import type { SelectHTMLAttributes } from 'react';

interface NativeSelectProps extends SelectHTMLAttributes<HTMLSelectElement> {
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Shown as long as nothing is chosen. */
  readonly placeholder?: string;
  readonly isLarge?: boolean;
}

/** The browser's own select: a wheel on phones, letters to jump on desks, and no code to load. Fits in a Form.Item. */
export const NativeSelect = ({
  options,
  placeholder,
  isLarge = false,
  value,
  ...rest
}: NativeSelectProps) => (
  <select className={isLarge ? 'select select-large' : 'select'} value={value ?? ''} {...rest}>
    {placeholder === undefined ? null : <option value="">{placeholder}</option>}
    {options.map((option) => (
      <option key={option.value} value={option.value}>
        {option.label}
      </option>
    ))}
  </select>
);
