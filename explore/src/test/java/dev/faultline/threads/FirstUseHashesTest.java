package dev.faultline.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
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

    private void drawByReference() {
      if (!done) {
        done = true;
        assertThat(List.of(new Object(), new Object()).stream().mapToInt(Object::hashCode).sum())
            .isNotZero();
      }
    }

    private void draw() {
      if (!done) {
        done = true;
        assertThat(List.of(new Object(), new Object(), new Object()).hashCode()).isNotZero();
      }
    }
  }

  private static final Once IN_PART = new Once();
  private static final Once BEFORE_ATOMIC = new Once();
  private static final Once BEFORE_REFERENCE = new Once();

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

  /** Not text or numbers, so that what writes them asks for their identities. */
  private static final class Item implements Serializable {
    private static final long serialVersionUID = 1;
  }

  private static Object hashOfWritten() {
    Item first = new Item();
    Item second = new Item();
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(new Object[] {first, second});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return System.identityHashCode(first) + " " + System.identityHashCode(second);
  }

  /** Descriptions of classes are made once in a JVM, and written before the objects. */
  @Test
  void an_object_that_is_written_has_the_same_identity_in_the_first_world() {
    Map<String, Integer> first = outcomes(FirstUseHashesTest::hashOfWritten);
    assertThat(outcomes(FirstUseHashesTest::hashOfWritten)).isEqualTo(first);
  }

  private static final class Plain {}

  /** The first call of a reference links it, and the JDK draws hash codes meanwhile. */
  private static Object hashesByReference() {
    BEFORE_REFERENCE.drawByReference();
    List<Plain> plain = List.of(new Plain(), new Plain(), new Plain());
    Plain bound = new Plain();
    Supplier<Object> ofBound = bound::hashCode;
    return plain.stream().map(Object::hashCode).toList()
        + " "
        + plain.stream().mapToInt(Plain::hashCode).sum()
        + " "
        + ofBound.get();
  }

  @Test
  void method_references_to_hash_codes_have_the_same_in_the_first_world() {
    Map<String, Integer> first = outcomes(FirstUseHashesTest::hashesByReference);
    assertThat(outcomes(FirstUseHashesTest::hashesByReference)).isEqualTo(first);
  }

  private interface StoredHash extends ToIntFunction<Object>, Serializable {}

  /** Its stored form names the method. */
  @Test
  void a_stored_reference_can_be_read_again() throws IOException, ClassNotFoundException {
    StoredHash written = Object::hashCode;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(written);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((StoredHash) in.readObject()).applyAsInt("text")).isEqualTo("text".hashCode());
    }
  }

  private static Comparator<String> alone() {
    return (a, b) -> a.length() - b.length();
  }

  private static Comparator<String> inWhole() {
    return (a, b) -> b.length() - a.length();
  }

  /** Lambdas of one class have one hash code, for it follows from the name. */
  @Test
  void what_captures_nothing_has_the_same_identity_whoever_asks_for_it_first() {
    Map<String, Integer> outcomes =
        outcomes(() -> {
          Comparator<String> alone = alone();
          Comparator<String> inWhole = inWhole();
          int whole = Collections.reverseOrder(inWhole).hashCode();
          int hash = alone.hashCode();
          return (whole != 0) + " " + (System.identityHashCode(inWhole) == hash);
        });
    assertThat(outcomes).containsOnlyKeys("true true");
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
