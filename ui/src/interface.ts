// The interface as far as the first screen needs it. main.ts reads it while it asks Rust.
import { mount } from 'svelte';
import App from './App.svelte';

export function start(target: HTMLElement): void {
  performance.mark('interface');
  mount(App, { target });
}
