/** What tasks leave: cells for HBase, and beside them rejects, byte counts and times. */
package io.howdah.batch.output;
