import { writeFileSync } from 'node:fs';
import { ENDPOINTS } from '../functions/deployed-functions.ts';
import { openapiDocument } from '../functions/service/openapi/openapi-document.ts';

/** `npm run openapi` writes the document anew; the tests fail while it is older than the contracts. */
const file = new URL('../docs/openapi.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(openapiDocument(ENDPOINTS), null, 2)}\n`);
