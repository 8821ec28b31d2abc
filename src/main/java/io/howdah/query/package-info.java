/** One lookup merges the batch and the speed view and judges how stale the answer is. */
package io.howdah.query;
