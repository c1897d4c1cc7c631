package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.hook.Order;
import java.lang.reflect.Method;
import java.net.StandardSocketOptions;
import java.text.DateFormat;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OrderTest {
  /**
   * Orders that hang on identities, in a world on a carrier that has hashed {@code before} objects
   * already.
   */
  private static List<String> order(int before) {
    AtomicReference<List<String>> log = new AtomicReference<>();
    TinyWorld.onCarrier(() -> {
      for (int i = 0; i < before; i++) {
        assertThat(System.identityHashCode(new Object())).isNotZero();
      }
      try (TinyWorld world = new TinyWorld(1)) {
        world.node("node", () -> sayOrders(world));
        world.run();
        log.set(world.log());
      }
    });
    return log.get();
  }

  private static void sayOrders(TinyWorld world) {
    Set<Object> identities = new HashSet<>();
    Map<Object, Integer> places = new IdentityHashMap<>();
    Map<Class<?>, Integer> types = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      Object key = i % 2 == 0 ? new Object() : new CompletableFuture<Void>();
      identities.add(key);
      places.put(key, i);
    }
    for (Class<?> type : OrderTest.class.getDeclaredClasses()) {
      types.put(type, 0);
    }
    List<Integer> met = new ArrayList<>();
    identities.forEach(key -> met.add(places.getOrDefault(key, -1)));
    world.say(met);
    world.say(List.copyOf(places.values()));
    world.say(new Object() + " " + new Object().hashCode());
    world.say(types.keySet());
    world.say(Thread.currentThread() + " " + Thread.currentThread().threadId());
  }

  /** What a handler, which has no thread of its own, sees of the thread that it runs on. */
  @Test
  void a_handler_sees_the_same_thread_whichever_worker_runs_it() {
    assertThat(handlersThread()).isEqualTo(handlersThread());
    assertThat(handlersThread().subList(0, 3))
        .containsExactly("0 2147483647", "0 2147483647", "0 node");
    assertThat(handlersThread().getLast()).startsWith("0 Thread[#2147483647,node,5,");
  }

  @Test
  void outside_of_steps_threads_keep_their_ids_and_names() {
    TinyWorld.onCarrier(() -> {
      Thread carrier = Thread.currentThread();
      assertThat(carrier.getName()).isEqualTo("carrier");
      assertThat(carrier.threadId()).isLessThan(Integer.MAX_VALUE);
      assertThat(carrier.toString()).startsWith("Thread[#" + carrier.threadId() + ",carrier,");
    });
  }

  @SuppressWarnings("deprecation") // Programs still call getId.
  private static List<String> handlersThread() {
    AtomicReference<List<String>> log = new AtomicReference<>();
    TinyWorld.onCarrier(() -> {
      try (TinyWorld world = new TinyWorld(1)) {
        Machine machine = world.machine("node");
        machine.enter();
        world.say(Thread.currentThread().threadId());
        world.say(Thread.currentThread().getId());
        world.say(Thread.currentThread().getName());
        world.say(Thread.currentThread().hashCode());
        world.say(Thread.currentThread());
        machine.leave();
        log.set(world.log());
      }
    });
    return log.get();
  }

  private record A() {}

  private record B() {}

  private record C() {}

  @Test
  void what_hangs_on_identities_repeats() {
    List<String> first = order(0);
    assertThat(first.getLast()).isEqualTo("0 VirtualThread[#1,node]/runnable@carrier 1");
    for (int before = 1; before < 5; before++) {
      assertThat(order(before)).isEqualTo(first);
    }
  }

  /** Its {@code hashCode} is linked when it is first called, which happens outside of the world. */
  private record Cold(int number) {}

  /** Issue 11: what links left the generator where it had found it, inside another hash code. */
  @Test
  void what_hangs_on_identities_repeats_after_the_first_hash_code_of_a_type_in_this_jvm()
      throws ReflectiveOperationException {
    Method drawn = System.class.getMethod("identityHashCode", Object.class);
    assertThat(drawn.invoke(null, "warm")).isNotEqualTo(0);

    List<String> cold = orderAfterHashing(drawn);
    assertThat(orderAfterHashing(drawn)).isEqualTo(cold);
    assertThat(cold.getFirst()).isNotEqualTo(cold.getLast());
  }

  private static List<String> orderAfterHashing(Method drawn) {
    return TinyWorld.run(
        1,
        world ->
            world.node(
                "node",
                () -> {
                  for (int round = 0; round < 2; round++) {
                    Object key = new Cold(round);
                    // As the JDK's own code draws: not by the type of the object.
                    world.say(key.hashCode() + " " + drawn.invoke(null, new Object()));
                  }
                }));
  }

  @Test
  void immutable_collections_are_walked_in_the_same_order_in_every_jvm() {
    List<String> log =
        TinyWorld.run(
            1,
            world ->
                world.node(
                    "node",
                    () -> {
                      world.say(Set.of(1, 2, 3, 4, 5, 6, 7));
                      world.say(Set.of("a", "b") + " " + List.of(Set.of("a", "b").toArray()));
                      world.say(Map.of(1, 2, 3, 4, 5, 6));
                    }));
    // The JDK draws another order in each JVM: these are what its salt of 0x5DEECE66 gives.
    assertThat(log)
        .containsExactly("0 [4, 3, 2, 1, 7, 6, 5]", "0 [a, b] [a, b]", "0 {1=2, 5=6, 3=4}");
  }

  @Test
  void enum_constants_have_the_same_hash_code_in_every_jvm_and_on_both_sides_of_a_world() {
    Map<TimeUnit, String> made = new HashMap<>(Map.of(TimeUnit.DAYS, "outside"));
    List<String> log =
        TinyWorld.run(
            1,
            world ->
                world.node(
                    "node",
                    () -> {
                      made.put(TimeUnit.HOURS, "inside");
                      world.say(made.get(TimeUnit.DAYS) + " " + Color.RED.hashCode());
                    }));
    assertThat(log)
        .containsExactly("0 outside " + (31 * Color.class.getName().hashCode() + "RED".hashCode()));
    assertThat(made).containsEntry(TimeUnit.HOURS, "inside");
  }

  private enum Color {
    RED
  }

  @Test
  void the_machine_looks_the_same_everywhere() {
    List<String> log =
        TinyWorld.run(
            1,
            world ->
                world.node(
                    "node",
                    () -> {
                      Runtime runtime = Runtime.getRuntime();
                      world.say(runtime.availableProcessors());
                      world.say(runtime.maxMemory() + " " + runtime.freeMemory());
                    }));
    assertThat(log).containsExactly("0 2", "0 1073741824 536870912");
  }

  /** An object that nobody has asked for its hash code gets the one that a name stands for. */
  private static int hashOf(String name) {
    return Order.named(new Object(), name);
  }

  @Test
  void constants_of_the_jdk_have_hash_codes_that_no_world_decides_on() {
    assertThat(Currency.getInstance("XTS").hashCode()).isEqualTo(hashOf("XTS"));
    assertThat(Currency.getInstance(Locale.JAPAN).hashCode()).isEqualTo(hashOf("JPY"));
    assertThat(StandardSocketOptions.SO_LINGER.hashCode())
        .isEqualTo(hashOf("java.net.StandardSocketOptions.SO_LINGER"));
    assertThat(NumberFormat.Field.SIGN.hashCode())
        .isEqualTo(hashOf("java.text.NumberFormat$Field.SIGN"));
    assertThat(DateFormat.Field.HOUR1.hashCode())
        .isEqualTo(hashOf("java.text.DateFormat$Field.HOUR1"));
  }
}
