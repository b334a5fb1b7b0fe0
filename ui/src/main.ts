// Starts the interface: asks for what the first screen shows, and reads the rest of the interface
// and its typeface meanwhile. What is shown is decided in App.svelte.
import './styles/tokens.css';
import './styles/components.css';
import './styles/screens.css';
import './styles/app.css';
import './styles/import.css';
import { askFirst } from './first';
import { typeface } from './lib/paint';

askFirst().catch(() => {
  // The interface asks the same, and says what is wrong.
});

const target = document.getElementById('app');
// Text that is laid out before its typeface is here is laid out twice, the first time in another.
void Promise.all([import('./interface'), typeface()]).then(([{ start }]) => {
  if (target) start(target);
});
