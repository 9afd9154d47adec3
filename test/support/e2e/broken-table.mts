/**
 * The parameter _Data Table_ of a node for which n8n's database fails while a condition holds. By ID, the node then
 * passes on its input, as with any error of the database. By name, it reports the error itself.
 */
export const brokenIf = (condition: string, opened: string, mode: 'id' | 'name' = 'id') => ({
	dataTableId: {
		__rl: true,
		mode,
		value: `={{ ${condition} ? 'gone' : $('${opened}').first().json.${mode} }}`,
	},
});
