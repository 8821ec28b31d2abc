package io.howdah.cli;

import java.io.PrintStream;
import org.apache.hadoop.conf.Configuration;

/**
 * What a command is given to work with.
 *
 * @param conf Hadoop's, HBase's and Howdah's settings, the {@code -D} options applied
 * @param out for results
 * @param err for progress and errors
 */
public record Session(Configuration conf, PrintStream out, PrintStream err) {}
