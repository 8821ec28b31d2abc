package io.howdah.source;

/**
 * What was read of a file: from the begin of a part's first record to the end of its last one. The
 * parts of a file join without a gap.
 *
 * @param file its place in the list of the run
 */
public record PartRead(int file, long from, long to) {}
