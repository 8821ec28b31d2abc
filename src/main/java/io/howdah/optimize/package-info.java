/** Makes a model artifact smaller or faster, measures it, chooses mini-batch size and engine. */
package io.howdah.optimize;
