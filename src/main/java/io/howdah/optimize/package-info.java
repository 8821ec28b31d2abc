/** Makes a model smaller or faster, and shows that it still answers the same. */
package io.howdah.optimize;
