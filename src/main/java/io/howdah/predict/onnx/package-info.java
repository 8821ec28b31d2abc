/** Networks as ONNX graphs, and ONNX Runtime to score with them. */
package io.howdah.predict.onnx;
