/** The network compiled once into ND4J ops whose arrays and contexts are reused. */
package io.howdah.predict.nd4j;
