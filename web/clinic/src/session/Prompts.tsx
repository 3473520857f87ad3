import { useWords } from '@shared/words';
import type { Step } from './drafts';

const prompts: Record<Step, readonly string[]> = {
  review: ['open', 'rate', 'effort', 'open-point', 'moment', 'words', 'belief', 'worse', 'decide'],
  design: ['takeaway', 'goal', 'fits-model', 'fits-person', 'doubts', 'why', 'grade', 'practise', 'whose', 'gate'],
  plan: ['what', 'where', 'if-then', 'obstacles', 'ready', 'reminder', 'who', 'record', 'summary', 'say-back'],
};

/** What is worth a thought in this step: to glance at, not to get through. Never on the shared screen. */
export function Prompts({ step }: { step: Step }) {
  const t = useWords();
  return (
    <details className="prompts-fold">
      <summary>{t('prompts.title')}</summary>
      <ol className="small prompts">
        {prompts[step].map((code) => (
          <li key={code}>{t(`prompts.${step}.${code}`)}</li>
        ))}
      </ol>
    </details>
  );
}
