declare module '@n8n/scan-community-package/scanner/scanner.mjs' {
	interface ScanResult {
		passed: boolean;
		message?: string;
		/** What ESLint says of each file. */
		details?: string;
	}

	/** The files that n8n lints of the repository that a package was built from. */
	export const SOURCE_FILE_PATTERNS: string[];

	/** Lints a folder by n8n's rules for community packages, whatever its comments switch off. */
	export function analyzePackage(folder: string, filePatterns?: string[]): Promise<ScanResult>;

	/** Does that with a published package and the source that its provenance names. */
	export function analyzePackageByName(name: string, version: string): Promise<ScanResult>;
}
