/**
 * Hadoop's adapters: preflight, job, mapper, reducer, and the run from its beginning to its
 * publication.
 */
package io.howdah.batch;
