// Keys that work anywhere. A dialog keeps its own keys; a field keeps the ones it needs.
import { matches } from '../lib/keys';
import { actionsOf } from './actions';
import type { App } from './app.svelte';

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select') !== null;

/** Keys of the web view that would throw the screen away, or mean nothing here. */
const swallowed = ['f5', 'mod+shift+r', 'mod+p', 'mod+s', 'mod+g'];

export function pressed(app: App, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  if (swallowed.some((keys) => matches(event, keys, app.mac))) event.preventDefault();
  if (app.phase !== 'inside' || app.signIn) {
    if (matches(event, 'mod+r', app.mac)) event.preventDefault();
    return;
  }
  if (matches(event, 'mod+k', app.mac)) {
    event.preventDefault();
    if (app.palette.open) app.palette.close();
    else if (!document.querySelector('dialog[open]')) app.palette.show();
    return;
  }
  if (document.querySelector('dialog[open]')) return;
  if (event.key === '/' && !isField(event.target)) {
    event.preventDefault();
    run(app, 'search');
    return;
  }
  // Every command's keys have Ctrl or ⌘; what is typed must not wait for all of them.
  if (!event.ctrlKey && !event.metaKey) return;
  const action = actionsOf(app).find((it) => it.keys && matches(event, it.keys, app.mac));
  if (!action) return;
  event.preventDefault();
  if (action.why) app.toasts.tell({ tone: 'failed', title: action.why });
  else action.run();
}

function run(app: App, id: string): void {
  actionsOf(app)
    .find((it) => it.id === id && it.why === null)
    ?.run();
}
