import { issuer } from '../express-oauth2-server/your-server.js';
import { createHost } from './host.js';

const { hostname, port } = new URL(issuer);
const app = await createHost();
await app.listen(Number(port), hostname);
console.log(`READY ${issuer}`);
