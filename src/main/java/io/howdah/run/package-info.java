/** A run: what was asked, its manifest, its folder, its lease, and how it can go wrong. */
package io.howdah.run;
