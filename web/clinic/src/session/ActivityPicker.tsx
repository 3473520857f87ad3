import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { Button, Chip, Dialog } from '@shared/ui';
import { useWords } from '@shared/words';
import { useActivities, useActivity, useTerms } from '../app/queries';
import { useShortcuts } from '../app/shortcuts';
import { ErrorNotice, Waiting } from '../app/ui';
import type { Treatment } from '../app/types';
import { ActivityFacts } from '../library/ActivityFacts';
import { FacetBar } from '../library/FacetBar';
import { filterActivities, nameOf, noFacets, suggestActivities, withSameFunction, type Suggestion } from '../library/filter';
import { OwnChip } from '../library/OwnChip';

/** As many as one can look over; the best fit is among them, the rest is one press away. */
const few = 12;

interface Props {
  treatment: Treatment;
  shared: boolean;
  onChoose: (activityId: string) => void;
  onBack?: (() => void) | undefined;
  /** Only activities that serve one of these, and another one than this. */
  sameFunction?: { functions: readonly string[]; activityId: string } | undefined;
}

/** What could be done: what fits this treatment first, with the reason; search and facets narrow it down. */
export function ActivityPicker({ treatment, shared, onChoose, onBack, sameFunction }: Props) {
  const t = useWords();
  const activities = useActivities();
  const terms = useTerms().data;
  const [facets, setFacets] = useState(noFacets);
  const [looking, setLooking] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  useShortcuts([{ keys: '/', words: 'shortcuts.findActivity', run: () => search.current?.focus() }]);
  const wanted = sameFunction ? withSameFunction(activities.data ?? [], sameFunction) : (activities.data ?? []);
  const found = suggestActivities(filterActivities(wanted, facets, terms), treatment);
  const move = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const choices = [...(list.current?.querySelectorAll<HTMLElement>('.choose') ?? [])];
    const next = choices[choices.indexOf(document.activeElement as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1)];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  };
  return (
    <section className="col loose" onKeyDown={move} aria-labelledby="picker">
      <div className="row apart wrap">
        <h2 id="picker">{sameFunction ? t('picker.sameFunction', { functions: sameFunction.functions.map((code) => nameOf(terms, 'functions', code)).join(', ') }) : t('picker.title')}</h2>
        {onBack && (
          <Button kind="quiet" onClick={onBack}>
            {t('picker.back')}
          </Button>
        )}
      </div>
      <FacetBar facets={facets} onChange={setFacets} searchRef={search} onEnter={() => found[0]?.activity.assignable && onChoose(found[0].activity.activityId)} />
      <ErrorNotice error={activities.error} again={() => void activities.refetch()} />
      {activities.isPending && <Waiting />}
      {activities.data && found.length === 0 && (
        <p role="status">
          {t('library.none')}{' '}
          <button type="button" className="link-button" onClick={() => setFacets(noFacets)}>
            {t('library.clear')}
          </button>
        </p>
      )}
      <ul ref={list} className="plain picker">
        {(all ? found : found.slice(0, few)).map((suggestion) => (
          <Choice key={suggestion.activity.activityId} suggestion={suggestion} shared={shared} onChoose={onChoose} onLook={setLooking} />
        ))}
      </ul>
      {!all && found.length > few && (
        <div>
          <Button onClick={() => setAll(true)}>{t('picker.all', { count: found.length })}</Button>
        </div>
      )}
      <Look
        activityId={looking}
        assignable={found.some(({ activity }) => activity.activityId === looking && activity.assignable)}
        onClose={() => setLooking(null)}
        onChoose={onChoose}
      />
    </section>
  );
}

function Look({ activityId, assignable, onClose, onChoose }: { activityId: string | null; assignable: boolean; onClose: () => void; onChoose: (id: string) => void }) {
  const t = useWords();
  const activity = useActivity(activityId).data;
  return (
    <Dialog open={activityId !== null} onClose={onClose} title={activity?.name ?? t('waiting')}>
      {activity && <ActivityFacts activity={activity} />}
      <div className="row end">
        <Button kind="quiet" onClick={onClose}>
          {t('dialog.close')}
        </Button>
        {activity && assignable && (
          <Button
            kind="main"
            onClick={() => {
              onClose();
              onChoose(activity.id);
            }}
          >
            {t('picker.use')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function Choice({ suggestion, shared, onChoose, onLook }: { suggestion: Suggestion; shared: boolean; onChoose: (id: string) => void; onLook: (id: string) => void }) {
  const t = useWords();
  const terms = useTerms().data;
  const { activity, matches } = suggestion;
  const id = useId();
  return (
    <li className="choice">
      <button type="button" className="choose" disabled={!activity.assignable} onClick={() => onChoose(activity.activityId)} aria-describedby={id}>
        <strong>{shared ? activity.clientName : activity.name}</strong>
        <span className="small">{activity.summary}</span>
      </button>
      <div id={id} className="row wrap choice-foot">
        {!shared &&
          matches.map((match) => (
            <Chip key={match.kind} tone="go">
              {t(`fits.${match.kind}`, {
                name: match.kind === 'stage' ? t(`stage.${match.code}`) : nameOf(terms, match.kind === 'mechanism' ? 'mechanisms' : 'paradigms', match.code),
              })}
            </Chip>
          ))}
        {!shared && <OwnChip activity={activity} />}
        <span className="small">{t('minutes', { count: activity.minutes })}</span>
        {activity.hardGates > 0 && !shared && <span className="small">{t('picker.gates', { count: activity.hardGates })}</span>}
        {activity.safety && <span className="small">{t(activity.assignable ? 'picker.safety' : 'picker.safetyWaits')}</span>}
        <button type="button" className="link-button" onClick={() => onLook(activity.activityId)} aria-label={t('picker.lookAt', { name: activity.name })}>
          {t('picker.look')}
        </button>
      </div>
    </li>
  );
}
