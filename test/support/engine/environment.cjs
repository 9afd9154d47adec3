const { mkdirSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

// n8n-core reads these when it is first imported, and keeps its settings in the folder.
process.env.N8N_USER_FOLDER ??= join(tmpdir(), 'n8n-nodes-kopokopo-tests');
process.env.N8N_ENCRYPTION_KEY ??= 'example-encryption-key';
process.env.N8N_LOG_LEVEL ??= 'silent';
mkdirSync(process.env.N8N_USER_FOLDER, { recursive: true });
