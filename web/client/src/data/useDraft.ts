import { useCallback, useEffect, useRef, useState } from 'react';
import { Writer, type Draft, type WriteState } from '../offline/drafts';
import { useSession } from './session';

export interface DraftInHand {
  draft: Draft;
  state: WriteState | undefined;
  /** Changes the draft and writes it to the phone at once. */
  change(next: Partial<Draft>): void;
  /** Waits until everything typed is on the phone. */
  flush(): Promise<void>;
  /** Begins anew, whatever was there. */
  restart(): void;
  drop(): Promise<void>;
}

/**
 * The draft at `id`, or a fresh one; null while it is read. Nothing is written before something is typed. With `again` a
 * draft that was already handed over makes room for a fresh one (its content lies in the outbox).
 */
export function useDraft(id: string, fresh: () => Draft, again = false): DraftInHand | null {
  const { mine } = useSession();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [state, setState] = useState<WriteState | undefined>(undefined);
  const writer = useRef<Writer<Draft> | null>(null);
  const latest = useRef<Draft | null>(null);
  const makeFresh = useRef(fresh);

  useEffect(() => {
    makeFresh.current = fresh;
  });

  useEffect(() => {
    let current = true;
    writer.current = new Writer<Draft>(
      (value) => mine.drafts.write(id, value),
      (next) => current && setState(next),
    );
    const use = (read: Draft | null) => {
      if (!current) return;
      const found = again && read?.handedOver ? null : read;
      latest.current = found ?? makeFresh.current();
      setDraft(latest.current);
      if (found && !found.handedOver) setState('kept');
    };
    mine.drafts.read(id).then(use, () => use(null));
    const flush = () => void writer.current?.flush();
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      current = false;
      flush();
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
    };
  }, [id, mine, again]);

  const change = useCallback((next: Partial<Draft>) => {
    if (!latest.current) return;
    latest.current = { ...latest.current, ...next };
    setDraft(latest.current);
    writer.current?.put(latest.current);
  }, []);
  const flush = useCallback(async () => {
    await writer.current?.flush();
  }, []);
  const restart = useCallback(() => {
    latest.current = makeFresh.current();
    setDraft(latest.current);
    setState(undefined);
  }, []);
  const drop = useCallback(async () => {
    await writer.current?.flush();
    await mine.drafts.drop(id);
  }, [id, mine]);

  return draft && { draft, state, change, flush, restart, drop };
}
