/** A run as the catalog keeps it: its manifest, which every later package reads here. */
package io.howdah.run;
