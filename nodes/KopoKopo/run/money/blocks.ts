/** Items that are recorded together. After a crash, all items of the blocks that had begun have an unknown outcome. */
export const blockSize = 500;
