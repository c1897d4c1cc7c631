package dev.faultline.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class NormalTailTest {
  @ParameterizedTest
  @CsvSource({"0.30103, 0", "1, 1.2816", "3, 3.0902", "8, 5.6120", "100, 21.2735"})
  void it_is_the_tail_of_the_normal_distribution(double phi, double deviations) {
    assertThat(NormalTail.deviations(phi)).isCloseTo(deviations, within(1e-3));
    assertThat(NormalTail.phi(NormalTail.deviations(phi))).isCloseTo(phi, within(1e-9));
  }

  @Test
  void it_rises_everywhere_and_is_never_infinite_or_no_number() {
    double before = -1;
    for (double z = -20; z < 60; z += 0.01) {
      double phi = NormalTail.phi(z);
      assertThat(phi).isGreaterThanOrEqualTo(before).isFinite();
      before = phi;
    }
    assertThat(NormalTail.phi(Double.MAX_VALUE)).isFinite();
    assertThat(NormalTail.phi(-Double.MAX_VALUE)).isZero();
  }
}
