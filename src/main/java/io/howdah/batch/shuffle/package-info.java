/** What travels from mappers to the reducer of its key: sorted, merged, written. */
package io.howdah.batch.shuffle;
