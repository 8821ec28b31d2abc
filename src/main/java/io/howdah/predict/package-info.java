/** Mini-batches in, predictions out. */
package io.howdah.predict;
