import type { HTMLAttributes } from 'react';

/** A sheet on the page. With `aria-labelledby` it becomes a named region. */
export function Card({ className, ...rest }: HTMLAttributes<HTMLElement>) {
  return <section {...rest} className={['card', className].filter(Boolean).join(' ')} />;
}
