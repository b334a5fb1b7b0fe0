// The note and the labels of the open account: nothing typed is lost, and nothing undone.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AccountDetail, Backend } from '../../src/backend';
import { App } from '../../src/state/app.svelte';
import DetailPanel from '../../src/screens/accounts/DetailPanel.svelte';
import { AccountPanel } from '../../src/state/panel.svelte';
import { t } from '../../src/messages';
import { backendWith, problem, refuse, settle } from './backend';
import { clearPage, show } from './show';

afterEach(async () => {
  vi.useRealTimers();
  await clearPage();
});

/** Keeps one account as Rust does: notes trimmed, labels in place of those before. */
function kept(labels: string[] = []) {
  const disk = { note: '', labels };
  const read = (id: number): AccountDetail => ({
    row: {
      id,
      name: 'Acme',
      status: 'active',
      statusNumber: 1,
      template: false,
      adminName: '',
      adminEmail: '',
      phone: '',
      website: '',
      referenceId: '',
      createdAt: 0,
      labels: disk.labels,
      change: null,
    },
    description: '',
    templateName: null,
    beforeChangeAt: null,
    connection: 'one',
    note: disk.note,
    history: [],
  });
  const answers: Partial<Backend> = {
    readAccount: (id) => Promise.resolve(read(id)),
    setAccountNote: (_connection, _account, note) => {
      disk.note = note.trim();
      return Promise.resolve(null);
    },
    setAccountLabels: (_connection, _account, changed) => {
      disk.labels = changed;
      return Promise.resolve(null);
    },
  };
  return { disk, answers, read };
}

describe('labels', () => {
  test('two quick changes both stay', async () => {
    const { disk, answers } = kept(['old']);
    const panel = new AccountPanel(backendWith(answers));
    panel.show(1);
    await settle();
    await Promise.all([panel.addLabel('one'), panel.addLabel('two'), panel.removeLabel('old')]);
    expect(disk.labels).toEqual(['one', 'two']);
    expect(panel.detail?.row.labels).toEqual(['one', 'two']);
    expect(panel.unwritten).toBe(false);
  });

  test('one that could not be kept is not shown, and why is', async () => {
    const { answers } = kept(['old']);
    const panel = new AccountPanel(
      backendWith({ ...answers, setAccountLabels: () => refuse(problem('disk')) }),
    );
    panel.show(1);
    await settle();
    await panel.addLabel('one');
    expect(panel.detail?.row.labels).toEqual(['old']);
    expect(panel.problem?.code).toBe('disk');
  });
});

describe('the keyboard', () => {
  const shown = async (labels: string[]): Promise<App> => {
    const { answers } = kept(labels);
    const app = new App(backendWith({ ...answers, listLabels: () => Promise.resolve(labels) }));
    app.panel.show(1);
    await settle();
    show(app, DetailPanel, {});
    return app;
  };
  const press = (key: string): void => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
    flushSync();
  };
  const at = (): string =>
    document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '';
  const addLabel = (): HTMLButtonElement | undefined =>
    [...document.querySelectorAll('button')].find((it) => it.textContent === t('add-label'));

  test('goes on beside a label that was removed, and with adding one after the last', async () => {
    await shown(['one', 'two']);
    document.querySelector<HTMLElement>('.chip-x')?.click();
    await settle();
    expect(at()).toBe(t('remove-label', { label: 'two' }));
    document.querySelector<HTMLElement>('.chip-x')?.click();
    await settle();
    expect(at()).toBe(t('add-label'));
  });

  test.each(['Enter', 'Escape'])('is back at adding a label after %s', async (key) => {
    await shown(['one']);
    addLabel()?.click();
    flushSync();
    expect(document.activeElement?.matches('.label-field')).toBe(true);
    press(key);
    await settle();
    expect(at()).toBe(t('add-label'));
  });

  test('leaves the note for the details, and from there closes the panel', async () => {
    const app = await shown([]);
    document.querySelector<HTMLElement>('.note-field')?.focus();
    press('Escape');
    expect(at()).toBe(t('details'));
    expect(app.panel.open).toBe(1);
    press('Escape');
    expect(app.panel.open).toBeNull();
  });
});

describe('a note', () => {
  test('is written a second after the last letter, and is not called saved while one types on', async () => {
    vi.useFakeTimers();
    const { disk, answers } = kept();
    const panel = new AccountPanel(backendWith(answers));
    panel.show(1);
    await vi.advanceTimersByTimeAsync(0);
    panel.note = 'Pays late ';
    panel.noteTyped();
    await vi.advanceTimersByTimeAsync(999);
    expect(disk.note).toBe('');
    await vi.advanceTimersByTimeAsync(1);
    expect(disk.note).toBe('Pays late');
    expect(panel.noteSaved).toBe(true);
    expect(panel.note).toBe('Pays late ');
    panel.note = 'Pays late in';
    panel.noteTyped();
    expect(panel.noteSaved).toBe(false);
    expect(panel.unwritten).toBe(true);
  });

  test('is not put back to what was read before it was written', async () => {
    const { answers, read } = kept();
    const reads: (() => void)[] = [];
    const panel = new AccountPanel(
      backendWith({
        ...answers,
        readAccount: (id) =>
          new Promise((done) => {
            const then = read(id);
            reads.push(() => {
              done(then);
            });
          }),
      }),
    );
    panel.show(1);
    reads[0]?.();
    await settle();
    void panel.read();
    panel.note = 'new';
    void panel.saveNote();
    await settle();
    reads[1]?.();
    await settle();
    expect(panel.note).toBe('new');
    expect(panel.detail?.note).toBe('new');
  });

  test('is written before the window closes and before another connection is shown', async () => {
    const { disk, answers } = kept();
    const order: string[] = [];
    const app = new App(
      backendWith({
        ...answers,
        closeWindow: () => {
          order.push(`closed with ${disk.note}`);
          return Promise.resolve();
        },
      }),
    );
    app.panel.show(1);
    await settle();
    app.panel.note = 'Pays late';
    expect(app.closing.matters).toBe(true);
    await app.closing.ask(0);
    app.panel.note = 'Pays';
    await app.switched(() => {
      order.push(`switched with ${disk.note}`);
      return Promise.resolve();
    });
    expect(order).toEqual(['closed with Pays late', 'switched with Pays']);
  });

  test('that cannot be kept is asked for before the window closes', async () => {
    const { answers } = kept();
    const app = new App(backendWith({ ...answers, setAccountNote: () => refuse(problem('disk')) }));
    app.panel.show(1);
    await settle();
    app.panel.note = 'Pays late';
    const asked = app.closing.ask(0);
    await settle();
    expect(app.questions.open?.title).toBe(t('drop-note-title'));
    app.questions.answer(false);
    await asked;
    expect(app.panel.note).toBe('Pays late');
    expect(app.panel.problem?.code).toBe('disk');
  });
});

test('everything that is written of an account can be copied', async () => {
  const { answers, read } = kept();
  const facts = {
    adminName: 'Dana Levi',
    adminEmail: 'dana@acme.example',
    phone: '+1 617 555 0142',
    website: 'acme.example',
    referenceId: 'UNI-1',
  };
  const readAccount = (id: number): Promise<AccountDetail> => {
    const detail = read(id);
    const more = { description: 'Seminars', templateName: 'University standard' };
    return Promise.resolve({ ...detail, ...more, row: { ...detail.row, ...facts } });
  };
  const copyText = vi.fn((_text: string) => Promise.resolve(null));
  const app = new App(backendWith({ ...answers, readAccount, copyText }));
  app.panel.show(1);
  await settle();
  show(app, DetailPanel, {});
  document.querySelectorAll<HTMLElement>('.pairs .copy').forEach((it) => {
    it.click();
  });
  await settle();
  expect(copyText.mock.calls.map(([text]) => text)).toEqual([
    ...Object.values(facts),
    'University standard',
    'Seminars',
  ]);
});
