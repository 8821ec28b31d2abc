/** Decodes one input record into a key, features and a time. */
package io.howdah.record;
