import { Link, useNavigate, useParams } from 'react-router';
import { Button, buttonClass, Card, Chip, Notice } from '@shared/ui';
import {
  allFields,
  fromItems,
  readWorksheet,
  WorksheetAnswers,
  type Field,
  type Questionnaire,
  type ResponseItem,
} from '@shared/worksheet';
import { ShareWithPartner } from '../couple/ShareWithPartner';
import { refresh, useAssignments, useEntries, useEntry } from '../data/queries';
import { useMyWords, useSession } from '../data/session';
import { useWaiting } from '../data/sync';
import type { Entry, EntryInput, MyAssignment } from '../data/types';
import type { Waiting } from '../offline/outbox';
import { obstacleWords } from '../parts/ObstacleChoices';
import { Page } from '../parts/Page';
import { ReplyTo } from '../replies/Replies';
import { momentWords } from '../parts/moment';

type Shown = Pick<
  Entry,
  | 'kind'
  | 'outcome'
  | 'quantity'
  | 'quality'
  | 'difficulty'
  | 'obstacles'
  | 'obstacleText'
  | 'occurredAt'
  | 'released'
> & {
  answers?: EntryInput['answers'];
};

/** One entry with its earlier versions; or, when two versions exist, both of them and the choice. */
export function EntryScreen() {
  const t = useMyWords();
  const { entryId = '' } = useParams();
  const assignments = useAssignments();
  const listed = useEntries().data?.entries.find((each) => each.entryId === entryId);
  const history = useEntry(entryId);
  const waiting = (useWaiting() ?? []).filter((each) => each.entryId === entryId);
  const stuck = waiting.find((each) => each.state !== 'waiting');
  const newest = history.data?.revisions[0] ?? listed;
  const shown: (Shown & { assignmentId: string }) | undefined = waiting.at(-1)?.body ?? newest;
  const assignment = assignments.data?.assignments.find((each) => each.assignmentId === shown?.assignmentId);
  const fields = fieldsOf(assignment);
  const earlier = history.data?.revisions.slice(1) ?? [];

  if (!shown) {
    if (history.isLoading) return null;
    return (
      <Page name={t('entry.title')} title={t('entry.title')}>
        <p>{t('entry.gone')}</p>
      </Page>
    );
  }
  return (
    <Page
      name={t('entry.title')}
      title={assignment?.name ?? waiting[0]?.name ?? t('entry.title')}
      above={<small>{momentWords(shown.occurredAt)}</small>}
    >
      {stuck?.state === 'conflict' && <TwoVersions waiting={stuck} fields={fields} />}
      {stuck?.state === 'refused' && <Refused waiting={stuck} />}
      {waiting.length > 0 && !stuck && (
        <div>
          <Chip tone="info">{t('journal.onPhone')}</Chip>
        </div>
      )}
      {stuck?.state !== 'conflict' && (
        <Card className="col">
          <Written entry={shown} fields={fields} />
        </Card>
      )}
      <ReplyTo entryId={entryId} />
      {newest?.kind === 'record' && waiting.length === 0 && assignment && (
        <div>
          <Link className={buttonClass()} to={`/revise/${entryId}`}>
            {t('entry.change')}
          </Link>
        </div>
      )}
      {newest && 'entryId' in newest && waiting.length === 0 && fields.length > 0 && (
        <ShareWithPartner entry={newest} fields={fields} />
      )}
      {earlier.length > 0 && (
        <details className="more">
          <summary>{t('entry.earlier')}</summary>
          <div className="col loose">
            {earlier.map((revision) => (
              <Card key={revision.revision} className="col">
                <h2>{t('entry.version', { number: revision.revision })}</h2>
                <Written entry={revision} fields={fields} />
              </Card>
            ))}
          </div>
        </details>
      )}
    </Page>
  );
}

function fieldsOf(assignment: MyAssignment | undefined): Field[] {
  return assignment ? readWorksheet(assignment.worksheet as unknown as Questionnaire).fields : [];
}

function Written({ entry, fields }: { entry: Shown; fields: readonly Field[] }) {
  const t = useMyWords();
  const items = (entry.answers ?? []) as ResponseItem[];
  const ratings = (['quantity', 'quality', 'difficulty'] as const).filter(
    (name) => entry[name] !== undefined && entry[name] !== null,
  );
  const obstacles = (entry.obstacles ?? []).map(obstacleWords);
  const released = allFields(fields).filter(
    (field) => field.private && entry.released?.includes(field.linkId),
  );
  return (
    <>
      {entry.outcome && <p>{t(`outcome.${entry.outcome}`)}</p>}
      <WorksheetAnswers fields={fields} answers={fromItems(fields, items)} />
      {ratings.length > 0 && (
        <p className="small">
          {ratings.map((name) => t(`entry.${name}`, { value: entry[name] })).join(' · ')}
        </p>
      )}
      {(obstacles.length > 0 || entry.obstacleText) && (
        <div>
          <p className="small">{t('entry.inTheWay')}</p>
          {obstacles.length > 0 && <p>{obstacles.join(' · ')}</p>}
          {entry.obstacleText && <p className="voice">{entry.obstacleText}</p>}
        </div>
      )}
      {released.length > 0 && (
        <p className="small">
          {t('entry.shared')}: {released.map((field) => field.text).join(' · ')}
        </p>
      )}
    </>
  );
}

function TwoVersions({ waiting, fields }: { waiting: Waiting; fields: readonly Field[] }) {
  const t = useMyWords();
  const { mine } = useSession();
  return (
    <>
      <Notice tone="need" title={t('entry.conflictTitle')} live>
        <p>{t('entry.conflictHelp')}</p>
      </Notice>
      <div className="versions">
        <Card className="col">
          <h2>{t('entry.mine')}</h2>
          <Written entry={waiting.body} fields={fields} />
          <Button kind="main" onClick={() => void mine.outbox.keepMine(waiting.seq)}>
            {t('entry.keepMine')}
          </Button>
        </Card>
        {waiting.current && (
          <Card className="col">
            <h2>{t('entry.theirs')}</h2>
            <Written entry={waiting.current} fields={fields} />
            <Button onClick={() => void mine.outbox.letGo(waiting.seq).then(refresh)}>
              {t('entry.keepTheirs')}
            </Button>
          </Card>
        )}
      </div>
    </>
  );
}

function Refused({ waiting }: { waiting: Waiting }) {
  const t = useMyWords();
  const { mine } = useSession();
  const navigate = useNavigate();
  return (
    <Notice tone="need" title={t('entry.refusedTitle')} live>
      <p>{t('entry.refusedHelp')}</p>
      {waiting.refusal && <p className="small">{waiting.refusal}</p>}
      <Button
        kind="quiet"
        onClick={() => void mine.outbox.letGo(waiting.seq).then(() => navigate('/journal'))}
      >
        {t('entry.letGo')}
      </Button>
    </Notice>
  );
}
