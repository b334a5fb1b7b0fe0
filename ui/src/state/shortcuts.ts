// Keys that work anywhere. A dialog keeps its own keys; a field keeps the ones it needs.
import { matches } from '../lib/keys';
import { actionsOf } from './actions';
import type { App } from './app.svelte';

/** Text is typed there, so that keys without a command's own meaning belong to it. */
const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input:not([type="checkbox"], [type="radio"]), textarea, select') !== null;

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
  // In a field these keys take back what was typed.
  if (action.id === 'undo' && isField(event.target)) return;
  event.preventDefault();
  if (action.ofList && (app.place !== 'accounts' || isField(event.target))) return;
  if (action.why)
    app.toasts.tell({ tone: 'failed', title: action.why, urgent: false, about: ['keys'] });
  else action.run();
}

function run(app: App, id: string): void {
  actionsOf(app)
    .find((it) => it.id === id && it.why === null)
    ?.run();
}
