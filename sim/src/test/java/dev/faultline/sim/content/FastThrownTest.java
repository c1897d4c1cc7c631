package dev.faultline.sim.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.sim.base.ModelException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 11: what compiled code throws says less than what the interpreter throws. */
final class FastThrownTest {
  private static <T extends Throwable> T withoutTrace(T thrown) {
    thrown.setStackTrace(new StackTraceElement[0]);
    return thrown;
  }

  @Test
  void an_exception_that_compiled_code_threw_without_its_message_is_refused() {
    for (Object warm :
        List.of(
            withoutTrace(new NullPointerException()),
            List.of(withoutTrace(new ClassCastException())),
            new IllegalStateException("x", withoutTrace(new ArrayIndexOutOfBoundsException())))) {
      assertThatThrownBy(() -> new Structures().number(warm))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("-XX:-OmitStackTraceInFastThrow");
    }
  }

  @Test
  void others_are_numbered_by_what_they_say() {
    Structures structures = new Structures();

    int cold = structures.number(new NullPointerException("a"));
    assertThat(structures.number(withoutTrace(new NullPointerException("a")))).isEqualTo(cold);
    assertThat(structures.number(new NullPointerException())).isNotEqualTo(cold);
    assertThat(structures.number(withoutTrace(new IllegalStateException()))).isNotEqualTo(cold);
  }
}
