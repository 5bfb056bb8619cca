import React from 'react';

interface Control {
  readonly id: string;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-describedby': string | undefined;
}

/** A label, its control, a hint and what is wrong with it, tied together for assistive technology. */
export const Field: React.FC<{
  label: string;
  isRequired?: boolean;
  help?: string | undefined;
  error?: string | undefined;
  children: (control: Control) => React.ReactNode;
}> = ({ label, isRequired, help, error, children }) => {
  const id = React.useId();
  const note = error ?? help;
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {isRequired ? null : <span className="optional"> (optional)</span>}
      </label>
      {children({
        id,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': note ? `${id}-note` : undefined,
      })}
      {note ? (
        <p id={`${id}-note`} className={error ? 'note wrong' : 'note'}>
          {note}
        </p>
      ) : null}
    </div>
  );
};

interface TyperProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onType: (typed: string) => void;
  readonly isRequired?: boolean;
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  readonly maxLength?: number;
}

/** One line to type into; `keys` is the keyboard that a phone shows. */
export const TextField: React.FC<TyperProps & { readonly keys?: 'text' | 'decimal' | 'numeric' }> = ({
  label,
  name,
  value,
  onType,
  keys = 'text',
  maxLength,
  ...field
}) => (
  <Field label={label} {...field}>
    {(control) => (
      <input
        {...control}
        name={name}
        type="text"
        inputMode={keys}
        autoComplete="off"
        maxLength={maxLength}
        value={value}
        onChange={(event) => onType(event.target.value)}
      />
    )}
  </Field>
);

/** Why somebody does something. Who reads it stands in `help`. */
export const ReasonField: React.FC<Omit<TyperProps, 'label' | 'name' | 'maxLength' | 'isRequired'>> = ({
  value,
  onType,
  ...field
}) => (
  <Field label="Reason" isRequired {...field}>
    {(control) => (
      <textarea
        {...control}
        name="reason"
        rows={2}
        maxLength={500}
        value={value}
        onChange={(event) => onType(event.target.value)}
      />
    )}
  </Field>
);

/** A modal window on the browser's own dialog: it keeps the focus, closes on Escape and gives the focus back. */
export const Dialog: React.FC<{
  title: string;
  isWide?: boolean;
  onClose: () => void;
  children: React.ReactNode;
}> = ({ title, isWide, onClose, children }) => {
  const dialog = React.useRef<HTMLDialogElement>(null);
  const id = React.useId();
  React.useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className={isWide ? 'dialog wide' : 'dialog'} aria-labelledby={id} onClose={onClose}>
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label="Close"
          onClick={() => dialog.current?.close()}
        >
          ×
        </button>
      </div>
      {children}
    </dialog>
  );
};
