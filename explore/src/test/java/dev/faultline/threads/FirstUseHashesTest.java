package dev.faultline.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The JVM initialises a class once, in whichever world comes first, and may draw an identity hash
 * code meanwhile. That must not shift those that the program sees.
 */
@Timeout(60)
final class FirstUseHashesTest {
  /** What is done once in a JVM and draws identity hash codes, as the JVM does for classes. */
  private static final class Once {
    private boolean done;

    private void draw() {
      if (!done) {
        done = true;
        assertThat(List.of(new Object(), new Object(), new Object()).hashCode()).isNotZero();
      }
    }
  }

  private static final Once IN_PART = new Once();
  private static final Once BEFORE_ATOMIC = new Once();

  private static final class Part {
    @Override
    public int hashCode() {
      IN_PART.draw();
      return 1;
    }

    @Override
    public boolean equals(@Nullable Object object) {
      return object == this;
    }
  }

  private record Whole(Part part, AtomicInteger identified) {}

  /** The one outcome of a world. */
  private static Map<String, Integer> outcomes(Supplier<Object> observed) {
    return Searched.node(
            Searched.FIELDS, world -> env -> world.outcome(String.valueOf(observed.get())))
        .outcomes();
  }

  private static Object hashOfWhole() {
    Whole whole = new Whole(new Part(), new AtomicInteger());
    Set<Object> set = new HashSet<>();
    set.add(whole);
    return System.identityHashCode(whole.identified);
  }

  private static Object hashOfAtomic() {
    BEFORE_ATOMIC.draw();
    AtomicInteger atomic = new AtomicInteger();
    Set<Object> set = new HashSet<>();
    set.add(atomic);
    return System.identityHashCode(atomic);
  }

  @Test
  void the_part_of_a_whole_has_the_same_identity_whatever_the_whole_uses_first() {
    Map<String, Integer> first = outcomes(FirstUseHashesTest::hashOfWhole);
    assertThat(outcomes(FirstUseHashesTest::hashOfWhole)).isEqualTo(first);
  }

  @Test
  void an_atomic_number_has_the_same_identity_whatever_was_used_before_it() {
    Map<String, Integer> first = outcomes(FirstUseHashesTest::hashOfAtomic);
    assertThat(outcomes(FirstUseHashesTest::hashOfAtomic)).isEqualTo(first);
  }
}
