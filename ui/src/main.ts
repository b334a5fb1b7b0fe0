// Starts the interface. What it shows is decided in App.svelte.
import './styles/tokens.css';
import './styles/components.css';
import './styles/screens.css';
import './styles/app.css';
import './styles/import.css';
import { mount } from 'svelte';
import App from './App.svelte';

const target = document.getElementById('app');
if (target) mount(App, { target });
