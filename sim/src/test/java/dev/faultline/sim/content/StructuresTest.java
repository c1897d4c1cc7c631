package dev.faultline.sim.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.sim.base.ModelException;
import java.io.File;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What searches over states take for one value, and for two. */
final class StructuresTest {
  private enum Light {
    RED
  }

  private enum Wine {
    RED {
      @Override
      public String toString() {
        return "rouge";
      }
    }
  }

  private record Vote(@Nullable Object value) {}

  // The JVM's hash of these two names is one.
  private record Aa(int value) {}

  private record BB(int value) {}

  /** Two lists of this class are equal, and not the same, when their parts are. */
  private static final class Owned extends ArrayList<String> {
    private static final long serialVersionUID = 1;
    final String owner;

    Owned(String owner) {
      this.owner = owner;
    }
  }

  private static final class OwnedMap extends HashMap<String, String> {
    private static final long serialVersionUID = 1;
    final String owner;

    OwnedMap(String owner) {
      this.owner = owner;
    }
  }

  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    final int code;

    Refusal(int code) {
      super("refused");
      this.code = code;
    }
  }

  private static final class Plain extends ArrayList<String> {
    private static final long serialVersionUID = 1;
  }

  private static final Comparator<String> BY_LENGTH = Comparator.comparingInt(String::length);

  /** All are due at once. */
  private record Task(String name) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }

  private static Queue<Task> delayed(String... names) {
    Queue<Task> queue = new DelayQueue<>();
    Stream.of(names).map(Task::new).forEach(queue::add);
    return queue;
  }

  private static Queue<String> filled(Queue<String> queue, String... parts) {
    queue.addAll(List.of(parts));
    return queue;
  }

  private static Exception caused(String message, String cause) {
    return new IllegalStateException(message, new IllegalArgumentException(cause));
  }

  private static Exception suppressing(String message) {
    Exception thrown = new IllegalStateException("x");
    thrown.addSuppressed(new IllegalArgumentException(message));
    return thrown;
  }

  static Stream<Arguments> different() {
    List<Arguments> all = new ArrayList<>();
    // The 32 bits of String.hashCode and the length are equal.
    all.add(Arguments.of("Aa", "BB"));
    all.add(Arguments.of("an Aa of text", "an BB of text"));
    all.add(Arguments.of(new StringBuilder("Aa"), new StringBuilder("BB")));
    all.add(Arguments.of(URI.create("x:Aa"), URI.create("x:BB")));
    all.add(Arguments.of(new IllegalStateException("Aa"), new IllegalStateException("BB")));
    all.add(Arguments.of(new BigInteger("AaBB", 36), new BigInteger("BBAa", 36)));
    all.add(Arguments.of(new Aa(1), new BB(1)));
    for (Supplier<Queue<String>> queue :
        List.<Supplier<Queue<String>>>of(
            ConcurrentLinkedQueue::new,
            LinkedBlockingQueue::new,
            () -> new ArrayBlockingQueue<>(2),
            ArrayDeque::new)) {
      all.add(Arguments.of(filled(queue.get(), "a", "b"), filled(queue.get(), "b", "a")));
    }
    // Of two that tie, the one that came first is next.
    all.add(
        Arguments.of(
            filled(new PriorityQueue<>(BY_LENGTH), "a", "b"),
            filled(new PriorityQueue<>(BY_LENGTH), "b", "a")));
    all.add(
        Arguments.of(
            filled(new PriorityBlockingQueue<>(2, BY_LENGTH), "a", "b"),
            filled(new PriorityBlockingQueue<>(2, BY_LENGTH), "b", "a")));
    all.add(Arguments.of(delayed("a", "b"), delayed("b", "a")));
    all.add(
        Arguments.of(
            new PriorityQueue<>(List.of(new Task("a"), new Task("b"))),
            new PriorityQueue<>(List.of(new Task("b"), new Task("a")))));
    all.add(
        Arguments.of(
            new PriorityQueue<String>(), new PriorityQueue<>(Comparator.<String>reverseOrder())));
    all.add(Arguments.of(new TreeSet<String>(), new TreeSet<>(Comparator.<String>reverseOrder())));
    all.add(
        Arguments.of(
            new ConcurrentSkipListMap<String, String>(),
            new ConcurrentSkipListMap<String, String>(BY_LENGTH)));
    all.add(Arguments.of(Light.RED, Wine.RED));
    all.add(Arguments.of(Light.RED, "RED"));
    all.add(Arguments.of(0, 0L));
    all.add(Arguments.of((short) 1, (byte) 1));
    all.add(Arguments.of('a', (int) 'a'));
    all.add(Arguments.of(new AtomicInteger(1), new AtomicLong(1)));
    all.add(Arguments.of(ZoneId.of("UTC"), "UTC"));
    all.add(Arguments.of(List.of(), Map.of()));
    all.add(Arguments.of(List.of(), Set.of()));
    all.add(Arguments.of(List.of(), new ArrayDeque<>()));
    all.add(Arguments.of(List.of(), new int[0]));
    all.add(Arguments.of(new int[0], new long[0]));
    all.add(Arguments.of(new int[] {1}, new long[] {1}));
    all.add(Arguments.of(0, List.of()));
    all.add(Arguments.of(Optional.of(1), Optional.of(1L)));
    all.add(Arguments.of(caused("x", "a"), caused("x", "b")));
    all.add(Arguments.of(caused("x", "a"), new IllegalStateException("x")));
    all.add(Arguments.of(suppressing("a"), suppressing("b")));
    all.add(Arguments.of(new NullPointerException("a"), new NullPointerException("b")));
    all.add(Arguments.of(Path.of("a"), Path.of("b")));
    all.add(Arguments.of(Path.of("a"), new File("a")));
    all.add(Arguments.of(Locale.GERMAN, Locale.GERMANY));
    all.add(Arguments.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII));
    all.add(Arguments.of(Currency.getInstance("EUR"), Currency.getInstance("CHF")));
    return Stream.concat(
        all.stream(),
        all.stream().map(each -> Arguments.of(new Vote(each.get()[0]), new Vote(each.get()[1]))));
  }

  @ParameterizedTest
  @MethodSource("different")
  void what_differs_has_two_numbers(Object one, Object other) {
    Structures structures = new Structures();

    assertThat(structures.number(one)).isNotEqualTo(structures.number(other));
    assertThat(structures.key(one)).isNotEqualTo(structures.key(other));
  }

  static Stream<Arguments> equal() {
    return Stream.of(
        Arguments.of("text", new String("text".toCharArray())),
        Arguments.of(List.of("a"), new ArrayList<>(List.of("a"))),
        Arguments.of(Set.of("a", "b"), new HashSet<>(List.of("b", "a"))),
        Arguments.of(Map.of("a", 1, "b", 2), new HashMap<>(Map.of("b", 2, "a", 1))),
        Arguments.of(Wine.RED, Wine.valueOf("RED")),
        Arguments.of(
            filled(new PriorityQueue<>(), "a", "b", "c"),
            filled(new PriorityQueue<>(), "c", "b", "a")),
        Arguments.of(
            filled(new PriorityBlockingQueue<>(), "a", "c", "b"),
            filled(new PriorityBlockingQueue<>(), "b", "c", "a")),
        Arguments.of(
            filled(new PriorityQueue<>(BY_LENGTH), "a", "b"),
            new PriorityQueue<>(filled(new PriorityQueue<>(BY_LENGTH), "a", "b"))),
        Arguments.of(
            new LinkedHashSet<>(List.of(1, 2)),
            new LinkedHashSet<>(new ArrayList<>(List.of(1, 2)))),
        Arguments.of(new LinkedHashMap<>(Map.of(1, 2)), new LinkedHashMap<>(Map.of(1, 2))),
        Arguments.of(new Plain(), new Plain()),
        Arguments.of(caused("x", "a"), caused("x", "a")),
        Arguments.of(Path.of("a", "b"), Path.of("a/b")),
        Arguments.of(Locale.of("de", "CH"), Locale.forLanguageTag("de-CH")),
        Arguments.of(new Vote(new BigInteger("7")), new Vote(BigInteger.valueOf(7))));
  }

  @ParameterizedTest
  @MethodSource("equal")
  void what_is_equal_has_one_number(Object one, Object other) {
    Structures structures = new Structures();

    assertThat(structures.number(one)).isEqualTo(structures.number(other));
    assertThat(structures.key(one)).isEqualTo(structures.key(other));
  }

  @Test
  void what_a_class_of_the_program_adds_to_a_class_of_the_jdk_is_not_passed_over() {
    for (Object value : List.of(new Owned("a"), new OwnedMap("a"), new Refusal(1))) {
      assertThatThrownBy(() -> new Structures().key(value))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(value.getClass().getTypeName());
    }
    assertThat(new Structures().key(new Plain())).as("nothing added").isNotZero();
  }

  @Test
  void two_exceptions_with_codes_of_their_own_are_two() {
    Structures structures = new Structures();

    assertThat(structures.number(new Refusal(1))).isNotEqualTo(structures.number(new Refusal(2)));
  }

  /** What nobody can look into, and everybody may change. */
  private static final class Data {
    int value;

    @Override
    public boolean equals(Object other) {
      return other instanceof Data that && that.value == value;
    }

    @Override
    public int hashCode() {
      return value;
    }
  }

  private static final class Itself {
    final int value = 1;
  }

  /** Equal to itself alone, and not the same for long. */
  private static final class Box {
    int hops;
  }

  private static final class Money {
    private final int cents;

    Money(int cents) {
      this.cents = cents;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Money that && that.cents == cents;
    }

    @Override
    public int hashCode() {
      return cents;
    }
  }

  /** Equal to an account with as much money, whoever owns it. */
  private static final class Account extends Amount {
    final String owner;

    Account(int cents, String owner) {
      super(cents);
      this.owner = owner;
    }
  }

  private static class Amount {
    private final int cents;

    Amount(int cents) {
      this.cents = cents;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Amount that && that.cents == cents;
    }

    @Override
    public int hashCode() {
      return cents;
    }
  }

  @Test
  void an_equals_that_does_not_know_all_fields_tells_nothing_apart() {
    Contents told = Contents.forTraces();
    Account account = new Account(1, "a");
    assertThatThrownBy(() -> new Structures().ofState("n1", List.of(account), told))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(Account.class.getTypeName())
        .hasMessageContaining("its equals is that of " + Amount.class.getTypeName());
    for (Object message : List.of(account, new Vote(new Owned("a")), new Data(), new Box())) {
      Structures structures = new Structures();
      structures.number(message);
      assertThatThrownBy(() -> structures.mustBeToldApart("a message to n1", told))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("a message to n1");
    }
    Structures structures = new Structures();
    for (Object fine : List.of(new Itself(), new Money(1), new Refusal(1), "text")) {
      structures.number(fine);
      structures.mustBeToldApart("a message to n1", told);
    }
    assertThat(told.unhashed()).contains(Money.class.getName(), Itself.class.getName());
  }

  @Test
  void what_equals_passes_over_still_tells_two_values_apart() {
    Structures structures = new Structures();
    Set<Object> one = new LinkedHashSet<>(List.of(new Money(1), "a"));
    Set<Object> other = new LinkedHashSet<>(List.of("a", new Money(1)));

    assertThat(one).isEqualTo(other);
    assertThat(structures.number(one)).isNotEqualTo(structures.number(other));
    assertThat(structures.number(one))
        .isEqualTo(structures.number(new LinkedHashSet<>(List.of(new Money(1), "a"))));
  }

  @Test
  void a_state_that_nobody_can_look_into_has_to_be_a_value() {
    Contents told = Contents.forTraces();
    for (Object state : List.of(new Data(), new Vote(new Data()), List.of(new Data()))) {
      assertThatThrownBy(() -> new Structures().ofState("n1", state, told))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("n1")
          .hasMessageContaining(Data.class.getTypeName())
          .hasMessageContaining("its field value is not final");
    }
    assertThatThrownBy(() -> new Structures().ofState("n1", new Vote(new Itself()), told))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no equals of its own");
    assertThatThrownBy(() -> new Structures().ofState("n1", new Owned("a"), told))
        .isInstanceOf(ModelException.class);

    Structures structures = new Structures();
    assertThat(structures.ofState("n1", new Vote(new Money(1)), told))
        .isEqualTo(structures.ofState("n2", new Vote(new Money(1)), told))
        .isNotEqualTo(structures.ofState("n1", new Vote(new Money(2)), told));
    assertThat(told.unhashed()).contains(Money.class.getName());
  }
}
