/** One reading of a Deeplearning4j network, and one folding of it. */
package io.howdah.network;
