package io.howdah.report;

/**
 * A line of the table behind a chart.
 *
 * @param before share of the version before; null where there is none
 */
record Bucket(String from, String to, String rows, String share, String before) {}
