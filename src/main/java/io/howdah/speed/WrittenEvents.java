package io.howdah.speed;

/**
 * One mini-batch that is in HBase and in the dead-letter topic.
 *
 * @param events as they were scored
 * @param tally what became of the rows
 */
record WrittenEvents(ScoredEvents events, Tally tally) {}
