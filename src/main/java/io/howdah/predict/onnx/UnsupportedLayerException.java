package io.howdah.predict.onnx;

/** What keeps a layer from being exported: completes "Cannot export layer …: ". */
final class UnsupportedLayerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedLayerException(String message) {
    super(message);
  }
}
