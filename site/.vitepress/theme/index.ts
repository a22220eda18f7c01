import type { Theme } from 'vitepress';
import theme from 'vitepress/theme-without-fonts';
import { KindsOfUsers } from './kinds-of-users.ts';
import './style.css';

export default {
  extends: theme,
  enhanceApp({ app }) {
    app.component('KindsOfUsers', KindsOfUsers);
  },
} satisfies Theme;
