import type { ButtonHTMLAttributes } from 'react';

type Kind = 'main' | 'plain' | 'quiet';

/** The classes of a button, for links that look like one. */
export function buttonClass(kind: Kind = 'plain', wide = false): string {
  return ['button', kind === 'plain' ? '' : kind, wide ? 'wide' : ''].filter(Boolean).join(' ');
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: Kind;
  wide?: boolean;
}

/** A native button, at least 44 px high. `type` is "button" unless said otherwise, so that no form is sent by accident. */
export function Button({ kind = 'plain', wide = false, className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={[buttonClass(kind, wide), className].filter(Boolean).join(' ')}
    />
  );
}
