import { Link } from 'react-router';
import { Button, Card } from '@shared/ui';
import { dayWords } from '@shared/time/local';
import { currentLanguage } from '@shared/words';
import { useLearnings } from '../data/queries';
import { useMyWords } from '../data/session';
import { Page } from '../parts/Page';

/** What was found out in every session of the whole treatment, in the client's own words: newest first. */
export function FoundOut() {
  const t = useMyWords();
  const learnings = useLearnings();
  const list = [...(learnings.data?.learnings ?? [])].reverse();
  return (
    <Page
      name={t('foundOut.title')}
      title={t('foundOut.title')}
      aside={
        list.length > 0 && (
          <Button kind="quiet" className="no-print" onClick={() => window.print()}>
            {t('plan.print')}
          </Button>
        )
      }
    >
      <p className="no-print">
        <Link className="plain-link" to="/journal">
          {t('foundOut.back')}
        </Link>
      </p>
      {learnings.isError && !learnings.data && <p role="status">{t('foundOut.notNow')}</p>}
      {learnings.data && list.length === 0 && <p>{t('foundOut.empty')}</p>}
      {list.map((each) => (
        <Card key={each.at + each.assignmentId} className="col">
          <p className="voice">“{each.text}”</p>
          <small>
            {dayWords(new Date(each.at), currentLanguage())} · {each.name}
          </small>
        </Card>
      ))}
    </Page>
  );
}
