import { useEffect, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Chip } from '@shared/ui';
import { useWords } from '@shared/words';
import type { WriteState } from '../offline/drafts';
import { Icon } from './icons';
import { useScreen } from './Page';

export interface FlowProps {
  title: string;
  intro?: ReactNode;
  step?: number;
  steps?: number;
  state?: WriteState | undefined;
  /** Where "Later" leads. */
  back?: string;
  children: ReactNode;
  footer?: ReactNode;
}

/** One thing per screen: a way out at the top, help beside it, the next step under the thumb. */
export function Flow({ title, intro, step, steps, state, back = '/', children, footer }: FlowProps) {
  const t = useWords();
  const heading = useScreen(title);
  useEffect(() => {
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [step, heading]);
  return (
    <div className="flow">
      <header className="flow-head">
        <Link className="button quiet" to={back}>
          <Icon name="back" size={20} />
          {t('flow.later')}
        </Link>
        <Link className="button quiet help" to="/help">
          {t('flow.help')}
        </Link>
      </header>
      <main id="content" className="content">
        <div className="flow-where">
          {step !== undefined && steps !== undefined && steps > 1 && (
            <div className="steps" role="img" aria-label={t('flow.steps', { step, steps })}>
              {Array.from({ length: steps }, (_, index) => (
                <i key={index} className={index < step ? 'on' : undefined} />
              ))}
            </div>
          )}
          <span role="status">
            {state && <Chip tone={state === 'stuck' ? 'need' : 'info'}>{t(`kept.${state}`)}</Chip>}
          </span>
        </div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {intro && <div className="flow-intro">{intro}</div>}
        {children}
      </main>
      {footer && (
        <footer className="flow-foot">
          <div className="flow-foot-inner">{footer}</div>
        </footer>
      )}
    </div>
  );
}
