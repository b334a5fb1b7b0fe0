// Moves a floating part out of the screen it belongs to, so that nothing clips it: to the dialog
// that is open around it, else to the page.
import type { Attachment } from 'svelte/attachments';

export function portal(from: () => Element | null): Attachment<HTMLElement> {
  return (node) => {
    const host = from()?.closest('dialog') ?? document.querySelector('main') ?? document.body;
    host.append(node);
    return () => {
      node.remove();
    };
  };
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const gap = 4;

/** Puts a floating part under its anchor, or above it where there is no room. */
export function place(node: HTMLElement, anchor: Box, alignEnd: boolean): void {
  const { width, height } = node.getBoundingClientRect();
  const roomBelow = window.innerHeight - anchor.bottom - gap;
  const above = roomBelow < height && anchor.top > roomBelow;
  const top = above ? Math.max(gap, anchor.top - gap - height) : anchor.bottom + gap;
  const rtl = document.documentElement.dir === 'rtl';
  const wanted = alignEnd !== rtl ? anchor.right - width : anchor.left;
  const left = Math.min(Math.max(gap, wanted), window.innerWidth - width - gap);
  node.style.setProperty('left', `${String(Math.round(left))}px`);
  node.style.setProperty('top', `${String(Math.round(top))}px`);
}
