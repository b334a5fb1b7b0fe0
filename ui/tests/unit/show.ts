// Shows a component on a page of its own, with the app that it asks for.
import { createRawSnippet, flushSync, mount, unmount, type Component } from 'svelte';
import { provideApp, type App } from '../../src/state/app.svelte';

let shown: Record<string, unknown>[] = [];

export function show<Props extends Record<string, unknown>>(
  app: App,
  component: Component<Props>,
  props: Props,
): void {
  const main = document.createElement('main');
  main.tabIndex = -1;
  document.body.append(main);
  const within = ((anchor: never, given: never) => {
    provideApp(app);
    return component(anchor, given);
  }) as unknown as Component<Props>;
  shown.push(mount(within, { target: main, props, context: new Map() }));
  flushSync();
}

/** For afterEach: the next test starts with an empty page. */
export async function clearPage(): Promise<void> {
  await Promise.all(shown.map((it) => unmount(it)));
  shown = [];
  document.body.replaceChildren();
}

/** Screens are handed what stands over them; nothing does here. */
export const noBanners = { banners: createRawSnippet(() => ({ render: () => '<i></i>' })) };
