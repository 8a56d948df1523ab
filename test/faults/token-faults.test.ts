import { breakRoutes } from './break-each-call.ts';
import { TOKEN } from './scenarios/token.ts';

breakRoutes(TOKEN);
