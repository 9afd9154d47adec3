const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

// n8n-core reads these when it is first imported.
process.env.N8N_USER_FOLDER ??= mkdtempSync(join(tmpdir(), 'n8n-core-'));
process.env.N8N_ENCRYPTION_KEY ??= 'example-encryption-key';
process.env.N8N_LOG_LEVEL ??= 'silent';
