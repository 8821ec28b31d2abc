package io.howdah.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.junit.jupiter.api.Test;

class WindowTest {
  @Test
  void truncateLeavesOutWhatTheKernelDoesNotReach() {
    Window.Extent extent = window(3, 2, 1, 1, ConvolutionMode.Truncate).over(8);
    assertThat(extent.before()).containsExactly(1);
    assertThat(extent.after()).containsExactly(1);
    assertThat(extent.output()).containsExactly(4);
  }

  @Test
  void samePadsMoreAfterTheInputThanBeforeIt() {
    Window.Extent extent = window(4, 1, 7, 1, ConvolutionMode.Same).over(8);
    assertThat(extent.before()).containsExactly(1);
    assertThat(extent.after()).containsExactly(2);
    assertThat(extent.output()).containsExactly(8);
    assertThat(extent.around(0)).isEqualTo(3);
  }

  @Test
  void sameCountsTheStrideAndTheDilation() {
    Window.Extent extent = window(3, 2, 0, 2, ConvolutionMode.Same).over(7);
    assertThat(extent.before()).containsExactly(2);
    assertThat(extent.after()).containsExactly(2);
    assertThat(extent.output()).containsExactly(4);
  }

  @Test
  void causalPadsBeforeTheInputAlone() {
    Window.Extent extent = window(3, 1, 0, 2, ConvolutionMode.Causal).over(5);
    assertThat(extent.before()).containsExactly(4);
    assertThat(extent.after()).containsExactly(0);
    assertThat(extent.output()).containsExactly(5);
  }

  @Test
  void aKernelOfOnePadsOnlyWhereThatIsConfigured() {
    assertThat(window(1, 1, 0, 1, ConvolutionMode.Same).pads()).isFalse();
    assertThat(window(2, 1, 0, 1, ConvolutionMode.Same).pads()).isTrue();
    assertThat(window(2, 1, 0, 1, ConvolutionMode.Causal).pads()).isTrue();
    assertThat(window(2, 1, 0, 1, ConvolutionMode.Truncate).pads()).isFalse();
    assertThat(window(1, 1, 1, 1, ConvolutionMode.Truncate).pads()).isTrue();
  }

  private static Window window(
      int kernel, int stride, int padding, int dilation, ConvolutionMode mode) {
    return new Window(
        new int[] {kernel}, new int[] {stride}, new int[] {padding}, new int[] {dilation}, mode);
  }
}
