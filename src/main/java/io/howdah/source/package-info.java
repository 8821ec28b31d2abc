/**
 * Where records lie: the files of an input, how they are packed and split, and a sample of them.
 */
package io.howdah.source;
