package dev.faultline.sim.properties;

import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.ClientOperations;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.setup.Codec;
import dev.faultline.sim.testing.Ordering;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.Violation;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Issue 11, item 5: what messages, operations and stored values say is part of the trace hash. */
final class ContentsTest {
  private enum Colour {
    RED,
    GREEN
  }

  private record Point(int x, long y, double z, boolean b, char c, byte d, short e, float f) {
    static Point of(int x) {
      return new Point(x, 2, 3.5, true, 'c', (byte) 4, (short) 5, 6.5f);
    }
  }

  private record Letter(Object text, @Nullable Object more) implements Serializable {}

  private static final class Opaque {
    int number;
  }

  private static long hashOf(Object message) {
    return sent(message).traceHash();
  }

  private static WorldResult sent(Object message) {
    return rig(message).runWell();
  }

  private static Rig rig(Object message) {
    return Rig.quiet()
        .node("a", new Scripted().onStart(env -> env.send(env.address("b"), message)))
        .node("b", new Scripted());
  }

  static Stream<Arguments> different() {
    return Stream.of(
        Arguments.of(1, 2),
        Arguments.of(1, "1"),
        Arguments.of("a", "b"),
        Arguments.of('a', 'b'),
        Arguments.of(1.0, 1.5),
        Arguments.of(1.0f, 1.5f),
        Arguments.of((short) 1, (short) 2),
        Arguments.of((byte) 1, (byte) 2),
        Arguments.of(true, false),
        Arguments.of(Colour.RED, Colour.GREEN),
        Arguments.of(Point.of(1), Point.of(2)),
        Arguments.of(new Letter("a", null), new Letter("a", "a")),
        Arguments.of(new Letter(new Letter(1L, "x"), 2), new Letter(new Letter(2L, "x"), 2)),
        Arguments.of(List.of(1, 2), List.of(2, 1)),
        Arguments.of(new Object[] {1, null}, new Object[] {null, 1}),
        Arguments.of(new int[] {1}, new int[] {2}),
        Arguments.of(new long[] {1}, new long[] {2}),
        Arguments.of(new double[] {1}, new double[] {2}),
        Arguments.of(new char[] {1}, new char[] {2}),
        Arguments.of(new boolean[] {true}, new boolean[] {false}),
        Arguments.of(new byte[20], Arrays.copyOf(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 1}, 20)),
        Arguments.of(new byte[9], Arrays.copyOf(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 1}, 9)),
        Arguments.of(new Object[] {"a"}, new Object[] {"b"}),
        Arguments.of(new LinkedHashSet<>(List.of(1, 2)), new LinkedHashSet<>(List.of(2, 1))),
        Arguments.of(Map.of("k", 1), Map.of("k", 2)),
        Arguments.of(new TreeMap<>(Map.of("k", 1)), new TreeMap<>(Map.of("l", 1))),
        Arguments.of(Optional.of(1), Optional.empty()),
        Arguments.of(Instant.ofEpochSecond(1), Instant.ofEpochSecond(2)),
        Arguments.of(new UUID(1, 2), new UUID(2, 1)),
        Arguments.of(new StringBuilder("a"), new StringBuilder("b")),
        Arguments.of(new IllegalStateException("a"), new IllegalStateException("b")));
  }

  @ParameterizedTest
  @MethodSource("different")
  void messages_that_say_different_things_are_told_apart(Object one, Object other) {
    assertThat(hashOf(one)).isNotEqualTo(hashOf(other));
    assertThat(sent(one).unhashed()).isEmpty();
  }

  @Test
  void a_set_without_an_order_counts_by_what_is_in_it() {
    HashSet<Object> roomy = new HashSet<>(1_000);
    Collections.addAll(roomy, "x", 17, Point.of(1), 1_000_003);
    HashSet<Object> tight = new HashSet<>();
    Collections.addAll(tight, 1_000_003, Point.of(1), 17, "x");

    assertThat(hashOf(roomy)).isEqualTo(hashOf(tight));
  }

  @Test
  void equal_structures_have_equal_hashes_and_one_changed_leaf_shows() {
    for (long seed = 0; seed < 200; seed++) {
      long left = hashOf(structure(new SplittableRandom(seed), 0, 4));
      long right = hashOf(structure(new SplittableRandom(seed), 0, 4));
      long changed = hashOf(structure(new SplittableRandom(seed), 1, 4));

      assertThat(left).as("seed " + seed).isEqualTo(right).isNotEqualTo(changed);
    }
  }

  /** A structure by chance; {@code offset} is added to each number and text in it. */
  private static Object structure(SplittableRandom random, int offset, int depth) {
    Supplier<Object> part = () -> structure(random, offset, depth - 1);
    return switch (depth == 0 ? random.nextInt(3) : random.nextInt(8)) {
      case 0 -> random.nextInt() + offset;
      case 1 -> "text" + (random.nextInt() + offset);
      case 2 -> Point.of(random.nextInt() + offset);
      case 3 -> List.of(part.get(), part.get());
      case 4 -> new ArrayList<>(List.of(part.get(), "last"));
      case 5 -> new Object[] {part.get()};
      case 6 -> new LinkedHashMap<>(Map.of("key", part.get()));
      default -> new Letter(part.get(), part.get());
    };
  }

  @Test
  void a_class_that_cannot_be_looked_into_is_named() {
    assertThat(sent(new Opaque()).unhashed()).containsExactly(Opaque.class.getName());
    assertThat(sent(new Letter(1, List.of(new Opaque()))).unhashed())
        .containsExactly(Opaque.class.getName());
    assertThat(sent(List.of(1, "x", Point.of(1), Colour.RED, new byte[2])).unhashed()).isEmpty();
  }

  @Test
  void a_list_that_contains_itself_does_no_harm() {
    List<Object> loop = new ArrayList<>();
    loop.add(loop);

    assertThat(hashOf(loop)).isEqualTo(hashOf(loop));
  }

  @Test
  void operations_count_by_what_they_say_and_not_by_how_it_is_printed() {
    assertThat(operation(new int[] {1}, new Letter(1, new int[] {2})))
        .isEqualTo(operation(new int[] {1}, new Letter(1, new int[] {2})))
        .isNotEqualTo(operation(new int[] {2}, new Letter(1, new int[] {2})))
        .isNotEqualTo(operation(new int[] {1}, new Letter(1, new int[] {3})));
  }

  private static long operation(Object input, Object output) {
    Rig rig = Rig.quiet();
    ClientOperations<Object, Object> operations = rig.world.operations();
    rig.node(
        "c",
        new Scripted().onStart(env -> operations.ok(operations.invoke(env.self(), input), output)));
    return rig.runWell().traceHash();
  }

  @Test
  void a_message_that_its_sender_changes_on_the_way_is_a_violation() {
    List<Object> shared = new ArrayList<>(List.of("meant"));
    WorldResult result = rig(shared).at(1, () -> shared.add("more")).run();

    assertThat(result.violation()).isNotNull();
    assertThat(result.violation().property()).isEqualTo(Violation.NO_MESSAGE_CHANGES);
    assertThat(result.violation().detail()).contains("java.util.ArrayList", "a sent to b", "codec");
  }

  @Test
  void a_date_counts_to_the_millisecond_and_may_not_change_on_the_way() {
    Date shared = new Date(1);
    WorldResult result = rig(shared).at(1, () -> shared.setTime(2)).run();

    assertThat(hashOf(new Date(1)))
        .isEqualTo(hashOf(new Date(1)))
        .isNotEqualTo(hashOf(new Date(2)));
    assertThat(sent(new Date(1)).unhashed()).isEmpty();
    assertThat(result.violation()).isNotNull();
  }

  @Test
  void a_change_behind_an_unchangeable_view_is_seen_where_an_adversary_orders_events_too() {
    byte[] shared = new byte[100];
    WorldResult result =
        Rig.with(Ordering.earliestFirst(new QuietAdversary(1)))
            .node(
                "a",
                new Scripted()
                    .onStart(env -> {
                      env.send(
                          env.address("b"),
                          new Letter(Collections.unmodifiableList(of(shared)), 1));
                      shared[99] = 1;
                    }))
            .node("b", new Scripted())
            .run();

    assertThat(result.violation()).isNotNull();
    assertThat(result.violation().property()).isEqualTo(Violation.NO_MESSAGE_CHANGES);
  }

  private static List<Object> of(Object part) {
    return new ArrayList<>(List.of(part));
  }

  @Test
  void a_receiver_that_changes_what_others_get_too_is_a_violation() {
    int[] shared = {1};
    Rig rig =
        Rig.quiet()
            .node("a", new Scripted().onStart(env -> env.send(env.address("b"), shared)))
            .node("b", new Scripted().onReceive((env, from, m) -> ((int[]) m)[0]++))
            .node("c", new Scripted().onStart(env -> env.send(env.address("b"), shared)));

    assertThat(rig.run().violation()).isNotNull();
  }

  @Test
  void what_waits_behind_a_cut_is_compared_with_what_was_sent() {
    List<Object> shared = new ArrayList<>(List.of("meant"));
    Rig rig =
        Rig.quiet()
            .node(
                "a",
                new Scripted()
                    .onStart(env -> env.timer(millis(10), "send"))
                    .onTimer((env, tag) -> env.send(env.address("b"), shared)))
            .node("b", new Scripted())
            .model(SystemModel.asynchronous().perfectLinks())
            .at(500, () -> shared.add("more"));
    rig.fault(
        0,
        new Fault.Partition(
            PartitionShape.HALVES, List.of(List.of("a"), List.of("b")), millis(1_000)));

    assertThat(rig.run().violation()).isNotNull();
  }

  @Test
  void a_message_on_a_connection_is_compared_with_what_was_sent() {
    List<Object> shared = new ArrayList<>(List.of("meant"));
    WorldResult result =
        Rig.quiet()
            .node(
                "a",
                new Scripted()
                    .onStart(env -> {
                      env.connect(env.address("b"), new Ignoring()).send(shared);
                      shared.add("more");
                    }))
            .node("b", new Scripted().onAccept((env, asked) -> new Ignoring()))
            .run();

    assertThat(result.violation()).isNotNull();
    assertThat(result.violation().property()).isEqualTo(Violation.NO_MESSAGE_CHANGES);
  }

  private static final class Ignoring implements ConnectionListener {
    @Override
    public void received(Env env, Connection connection, Object message) {}
  }

  @Test
  void with_a_codec_each_receiver_has_a_message_of_its_own() {
    List<Object> shared = new ArrayList<>(List.of("meant"));
    List<Object> got = new ArrayList<>();
    Rig rig =
        Rig.quiet()
            .node(
                "a",
                new Scripted()
                    .onStart(env -> {
                      env.send(env.address("b"), new Letter(shared, 1));
                      env.send(env.address("c"), new Letter(shared, 1));
                      shared.add("more");
                    }))
            .node("b", new Scripted().onReceive((env, from, m) -> changeAfterReading(got, m)))
            .node("c", new Scripted().onReceive((env, from, m) -> changeAfterReading(got, m)));
    rig.world.network().codec(Codec.serialization());
    rig.runWell();

    assertThat(got).containsExactly("[meant]", "[meant]");
  }

  @SuppressWarnings("unchecked")
  private static void changeAfterReading(List<Object> got, Object message) {
    got.add(((Letter) message).text().toString());
    ((List<Object>) ((Letter) message).text()).add("changed by its receiver");
  }

  @Test
  void what_cannot_be_serialized_is_named() {
    Rig rig = rig(new Opaque());
    rig.world.network().codec(Codec.serialization());

    assertThat(rig.run().violation()).asString().contains(Opaque.class.getName());
  }

  private record Pair(Object left, Object right) {}

  /** So many parts that no time suffices to look at each, in a few objects. */
  @Test
  void a_value_that_is_shared_within_itself_does_not_stop_the_world() {
    Object shared = "leaf";
    for (int i = 0; i < 60; i++) {
      shared = new Pair(shared, shared);
    }
    List<Object> twice = new ArrayList<>();
    twice.add(twice);
    twice.add(twice);

    assertThat(rig(shared).run().violation()).isNull();
    assertThat(rig(twice).run().violation()).isNull();
  }

  private static Object proxy(Class<?>... interfaces) {
    return Proxy.newProxyInstance(
        ContentsTest.class.getClassLoader(), interfaces, (proxy, method, arguments) -> null);
  }

  @Test
  void classes_that_this_jvm_made_are_told_without_their_numbers() {
    int captured = "captured".length();
    Runnable lambda = () -> assertThat(captured).isPositive();

    assertThat(rig(proxy(Runnable.class)).run().unhashed())
        .containsExactly("a java.lang.reflect.Proxy");
    assertThat(rig(proxy(Runnable.class)).run().traceHash())
        .isEqualTo(rig(proxy(Comparable.class)).run().traceHash());
    assertThat(rig(lambda).run().unhashed())
        .containsExactly(ContentsTest.class.getName() + "$$Lambda");
  }

  @Test
  @SuppressWarnings("NullAway")
  void a_codec_that_makes_null_of_a_message_does_not_lose_it_in_silence() {
    Rig rig = rig("text");
    rig.world
        .network()
        .codec(
            new Codec() {
              @Override
              public byte[] encode(Object message) {
                return new byte[0];
              }

              @Override
              public Object decode(byte[] bytes) {
                return null;
              }
            });

    assertThat(rig.run().violation())
        .asString()
        .contains("the world's codec made null of a message of java.lang.String");
  }

  @Test
  @SuppressWarnings("NullAway")
  void null_is_refused_where_it_would_be_lost_in_silence() {
    List<Consumer<Env>> calls =
        List.of(
            env -> env.send(env.self(), null),
            env -> env.timer(1, null),
            env -> env.store().put("key", null),
            env -> env.connect(env.address("b"), new Ignoring()).send(null));
    for (Consumer<Env> call : calls) {
      WorldResult result =
          Rig.quiet()
              .node("a", new Scripted().onStart(call::accept))
              .node("b", new Scripted().onAccept((env, asked) -> new Ignoring()))
              .run();

      assertThat(result.violation()).asString().contains("NullPointerException", " is null");
    }
  }

  private record Cell(int head, @Nullable Cell tail) implements Serializable {}

  private static Cell cells() {
    Cell cells = new Cell(0, null);
    for (int i = 1; i < 100_000; i++) {
      cells = new Cell(i, cells);
    }
    return cells;
  }

  @Test
  void a_message_that_is_nested_too_deep_to_be_copied_is_named_with_what_to_do() {
    Rig rig = rig(cells());
    rig.world.network().codec(Codec.serialization());

    Violation violation = rig.run().violation();

    assertThat(violation).isNotNull();
    assertThat(violation.detail())
        .contains("a message of " + Cell.class.getName() + " is nested too deep")
        .contains("send a flat one");
  }

  @Test
  void a_value_that_is_nested_too_deep_is_named_with_the_reason() {
    assertThat(sent(cells()).unhashed())
        .containsExactly(Cell.class.getName() + ", nested more than 64 deep or containing itself");
  }

  @Test
  void a_value_that_contains_itself_is_named_with_the_reason() {
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    itself.add(itself);

    assertThat(sent(itself).unhashed())
        .contains("java.util.ArrayList, nested more than 64 deep or containing itself");
  }

  @Test
  void of_a_value_with_very_many_parts_the_rest_is_not_even_counted() {
    List<Colour> many = Collections.nCopies(Integer.MAX_VALUE, Colour.RED);

    assertThat(sent(many).unhashed())
        .containsExactly(Colour.class.getName() + ", part of a value of more than 262144 parts");
  }
}
