/** Hadoop's adapters, and the run: preflight, map, reduce, gates, load, read-back, publish. */
package io.howdah.batch;
