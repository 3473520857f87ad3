import { Link, useNavigate, useParams } from 'react-router';
import { useMutation } from '@tanstack/react-query';
import { newId } from '@shared/id';
import { Button, Card, Chip, buttonClass } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { useActivity, useTerms } from '../app/queries';
import { ErrorNotice, PageTitle, Waiting } from '../app/ui';
import { planFields, type Activity } from '../app/types';
import { download, idIn, refreshOwn, saveDraft } from '../own/data';
import { copyOf } from '../own/draft';
import { Evidence, WorksheetPreview } from './ActivityFacts';
import { nameOf } from './filter';
import { OwnChip } from './OwnChip';

export function Component() {
  const { activityId = '' } = useParams();
  const activity = useActivity(activityId);
  if (activity.isPending) return <Waiting />;
  if (!activity.data) return <ErrorNotice error={activity.error} again={() => void activity.refetch()} />;
  return <ActivityPage activity={activity.data} />;
}

function ActivityPage({ activity }: { activity: Activity }) {
  const t = useWords();
  const terms = useTerms().data;
  const otherNames = Object.entries(activity.names).filter(([, name]) => name !== activity.name);
  return (
    <div className="col loose">
      <p className="small">
        <Link to="/library">‹ {t('nav.library')}</Link>
      </p>
      <div className="col">
        <PageTitle>{activity.name}</PageTitle>
        <p>{activity.summary}</p>
        <div className="row wrap">
          <OwnChip activity={activity} />
          {activity.reviewStatus === 'not-yet-reviewed' && <Chip tone="info">{t('library.notReviewed')}</Chip>}
          <Chip>{t('minutes', { count: activity.minutes.once })}</Chip>
          <Chip>{activity.frequency.text}</Chip>
          {!activity.completionEmphasis && <Chip>{t('library.notCounted')}</Chip>}
        </div>
        <p className="small">
          <Link to={`/library/${activity.id}/print`}>{t('blank.print')}</Link>
        </p>
        <Adapt activity={activity} />
      </div>
      <div className="two-columns">
        <div className="col loose">
          <Card className="col prose">
            <h2>{t('library.guide')}</h2>
            {activity.guide.split('\n\n').map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
            <h3>{t('design.practised')}</h3>
            <p>{activity.practiceInSession}</p>
            <h3>{t('library.sayIt')}</h3>
            <ul>
              {activity.rationale.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
            <h3>{t('library.lookBack')}</h3>
            <ul>
              {activity.reviewQuestions.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          </Card>
          <Card className="col">
            <h2>{t('library.evidence')}</h2>
            <Evidence activity={activity} />
          </Card>
          {activity.gates.length > 0 && (
            <Card className="col">
              <h2>{t('gates.title')}</h2>
              <ul className="lines plain">
                {activity.gates.map((gate) => (
                  <li key={gate.id}>
                    {gate.kind === 'hard' && <Chip tone="need">{t('gates.hardChip')}</Chip>} {gate.text}
                    {gate.question && <p className="small">{gate.question}</p>}
                  </li>
                ))}
              </ul>
            </Card>
          )}
          <Card className="col">
            <h2>{t('library.variants')}</h2>
            <ul className="lines plain">
              {activity.variants.easier.map((one) => (
                <li key={one.id}>
                  <p className="label">{t('library.easier')}</p>
                  <strong>{one.name}</strong>
                  <p>{one.text}</p>
                </li>
              ))}
              {activity.variants.harder.map((one) => (
                <li key={one.id}>
                  <p className="label">{t('library.harder')}</p>
                  <strong>{one.name}</strong>
                  <p>{one.text}</p>
                </li>
              ))}
            </ul>
          </Card>
          <Card className="col">
            <h2>{t('library.where')}</h2>
            <dl className="facts">
              <Fact name={t('library.mechanism')} words={activity.mechanisms.map((code) => nameOf(terms, 'mechanisms', code))} />
              <Fact name={t('library.paradigm')} words={activity.paradigms.map((code) => nameOf(terms, 'paradigms', code))} />
              <Fact name={t('client.stage')} words={activity.stages.map((code) => t(`stage.${code}`))} />
              <Fact name={t('treatment.format')} words={activity.formats.map((code) => t(`format.${code}`))} />
              <Fact name={t('library.age')} words={activity.ageGroups.map((code) => t(`age.${code}`))} />
              <Fact name={t('library.names')} words={otherNames.map(([code, name]) => `${name} (${nameOf(terms, 'paradigms', code)})`)} />
              <Fact name={t('library.planAsks')} words={planFields.filter((field) => activity.plan[field] === 'required').map((field) => t(`plan.${field}`))} />
            </dl>
          </Card>
        </div>
        <div>
          <h2 className="hidden-text">{t('library.preview')}</h2>
          <WorksheetPreview activity={activity} />
        </div>
      </div>
    </div>
  );
}

/** A copy to change, the own one to go on with, and the activity as a file. */
function Adapt({ activity }: { activity: Activity }) {
  const t = useWords();
  const me = useSignedIn();
  const navigate = useNavigate();
  const own = idIn(activity.id);
  const begin = useMutation({
    mutationFn: async () => {
      const id = newId();
      await saveDraft(id, { version: undefined, draft: copyOf(activity, me.member?.name ?? '', t('own.copyName', { name: activity.name })) });
      await refreshOwn();
      return id;
    },
    onSuccess: (id) => navigate(`/library/own/${id}`),
  });
  if (!me.roles.includes('therapist')) return null;
  return (
    <div className="col">
      <div className="row wrap">
        {own && (
          <Link className={buttonClass('main')} to={`/library/own/${own}`}>
            {t('own.change')}
          </Link>
        )}
        <Button onClick={() => begin.mutate()} disabled={begin.isPending}>
          {t(own ? 'own.duplicate' : 'own.makeCopy')}
        </Button>
        <Button kind="quiet" onClick={() => download(activity)}>
          {t('own.export')}
        </Button>
      </div>
      <ErrorNotice error={begin.error} />
    </div>
  );
}

function Fact({ name, words }: { name: string; words: string[] }) {
  if (words.length === 0) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{words.join(', ')}</dd>
    </div>
  );
}
