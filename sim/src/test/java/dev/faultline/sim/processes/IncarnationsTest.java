package dev.faultline.sim.processes;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.ModelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Issue 11, item 16: one instance is one incarnation, and what outlives it is told. */
final class IncarnationsTest {
  private static class Counting implements Node {
    @Override
    public void start(Env env) {}
  }

  private static final class WithStatic extends Counting {
    @SuppressWarnings("unused")
    private static int lives;

    @SuppressWarnings("unused")
    private static final AtomicInteger STARTS = new AtomicInteger();

    @SuppressWarnings("unused")
    private static final String NAME = "constant";

    @Override
    public void start(Env env) {
      lives++;
    }
  }

  private static final class WithConstants extends Counting {
    private static final Map<String, Integer> MAP = new HashMap<>();
    private static final List<String> LIST = new ArrayList<>();
    private static final int[] ARRAY = new int[1];
    private static final LongAdder SUM = new LongAdder();
    private static final AtomicReference<List<Integer>> REFERENCE =
        new AtomicReference<>(List.of());
    private static final Table TABLE = new Table();

    @SuppressWarnings("unused")
    private static final List<String> NEVER = new ArrayList<>(List.of("x"));

    @Override
    public void start(Env env) {
      MAP.merge("lives", 1, Integer::sum);
      LIST.add("life");
      ARRAY[0]++;
      SUM.increment();
      REFERENCE.set(List.of(ARRAY[0]));
      TABLE.rows.add(1);
    }
  }

  /** What a program keeps outside of its nodes by mistake. */
  private static final class Table {
    private final List<Integer> rows = new ArrayList<>();
  }

  private static World world(Supplier<? extends Node> factory) {
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
    world.model(asynchronous().crashRecovery(1));
    world.node("a", factory);
    world.fault(millis(100), new Fault.Crash("a", millis(100)));
    return world;
  }

  @Test
  void a_factory_that_returns_one_instance_for_two_incarnations_is_refused() {
    Node one = new Counting();

    assertThatThrownBy(() -> world(() -> one).run())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("factory of node 'a' returned the same")
        .hasMessageContaining("return a new one from each call");
  }

  @Test
  void a_factory_that_returns_one_instance_for_two_nodes_is_refused() {
    Node one = new Counting();
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
    world.nodes(3, "db", () -> one);

    assertThatThrownBy(world::run).isInstanceOf(ModelException.class).hasMessageContaining("db-");
  }

  @Test
  void a_factory_that_returns_nothing_is_refused() {
    Supplier<@Nullable Node> none = () -> null;

    assertThatThrownBy(() -> world(none).run())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("returned null");
  }

  @Test
  void captured_state_that_an_incarnation_changed_is_told() {
    Table table = new Table();
    int constant = 3;
    World world =
        world(() ->
            new Counting() {
              @Override
              public void start(Env env) {
                table.rows.add(constant);
              }
            });

    assertThat(world.run().outliving()).containsExactly("what the factory of a captured changed");
  }

  @Test
  void captured_state_that_stays_as_it_was_is_not_told() {
    Table table = new Table();
    table.rows.add(1);
    World world =
        world(() ->
            new Counting() {
              @Override
              public void start(Env env) {
                assertThat(table.rows).hasSize(1);
              }
            });

    assertThat(world.run().outliving()).isEmpty();
  }

  @Test
  void static_variables_of_a_node_that_came_back_are_told() {
    assertThat(world(WithStatic::new).run().outliving())
        .containsExactlyInAnyOrder(
            "static " + WithStatic.class.getName() + ".lives",
            "static " + WithStatic.class.getName() + ".STARTS");
  }

  private static final String[] CHANGED = {
    "static " + WithConstants.class.getName() + ".ARRAY",
    "static " + WithConstants.class.getName() + ".LIST",
    "static " + WithConstants.class.getName() + ".MAP",
    "static " + WithConstants.class.getName() + ".REFERENCE",
    "static " + WithConstants.class.getName() + ".SUM",
    "static " + WithConstants.class.getName() + ".TABLE"
  };

  @Test
  void constants_whose_contents_changed_are_told() {
    // The sum is of a class whose name alone says that it is a variable.
    assertThat(world(WithConstants::new).run().outliving()).contains(CHANGED).hasSize(6);
  }

  @Test
  void constants_that_changed_are_told_also_where_no_process_comes_back() {
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
    world.node("a", WithConstants::new);

    assertThat(world.run().outliving()).containsExactly(CHANGED);
  }

  private static final List<Integer> OF_THE_PROGRAM = new ArrayList<>();

  @Test
  void constants_of_the_class_where_a_blocking_node_is_written_are_told() {
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
    world.blockingNode("a", env -> OF_THE_PROGRAM.add(1));

    assertThat(world.run().outliving())
        .containsExactly("static " + IncarnationsTest.class.getName() + ".OF_THE_PROGRAM");
  }

  /** A class that nodes call. */
  private static final class Ids {
    private static final List<Integer> GIVEN = new ArrayList<>();
    private static int last;
    private static @Nullable String cached;

    static int next() {
      if (cached == null) {
        cached = "filled once";
      }
      GIVEN.add(last);
      return ++last;
    }
  }

  /** One that is called by what the node calls. */
  private static final class Names {
    static String next() {
      return "name-" + Ids.next();
    }
  }

  private static final class Asking extends Counting {
    @Override
    public void start(Env env) {
      env.send(env.self(), Names.next());
    }
  }

  @Test
  void variables_of_classes_that_a_node_calls_are_told() {
    Ids.next();
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
    world.node("a", Asking::new);

    assertThat(world.run().outliving())
        .containsExactly(
            "static " + Ids.class.getName() + ".GIVEN", "static " + Ids.class.getName() + ".last");
  }

  /** Nobody has called it before the test that does. */
  private static final class CalledLate {
    private static int last = 1;

    static int next() {
      return ++last;
    }
  }

  private static final class AskingLate extends Counting {
    @Override
    public void start(Env env) {
      env.send(env.self(), CalledLate.next());
    }
  }

  @Test
  void a_class_that_the_first_incarnation_calls_first_is_looked_at_from_the_second_one_on() {
    assertThat(world(AskingLate::new).run().outliving())
        .contains("static " + CalledLate.class.getName() + ".last");
  }

  /** A class that fills a cache when it is called first. */
  private static final class Cache {
    private static @Nullable String value;
    private static final int SIZE = Integer.getInteger("no.such.property", 7);

    static int size() {
      if (value == null) {
        value = "filled once";
      }
      return SIZE;
    }
  }

  private static final class Caching extends Counting {
    @Override
    public void start(Env env) {
      env.send(env.self(), Cache.size());
    }
  }

  @Test
  void a_cache_that_is_filled_once_is_nobodys_mistake() {
    assertThat(Cache.SIZE).isEqualTo(7);
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
    world.node("a", Caching::new);

    assertThat(world.run().outliving()).isEmpty();
    assertThat(Cache.value).isNotNull();
  }

  @Test
  void a_factory_that_takes_turns_between_two_instances_is_refused() {
    List<Node> two = List.of(new Counting(), new Counting());
    int[] calls = {0};
    World world = world(() -> two.get(calls[0]++ % 2));
    world.fault(millis(400), new Fault.Crash("a", millis(100)));

    assertThatThrownBy(world::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("factory of node 'a' returned the same");
  }

  @Test
  void a_factory_that_returns_one_instance_for_the_first_and_the_third_node_is_refused() {
    Node one = new Counting();
    int[] calls = {0};
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
    world.nodes(3, "db", () -> calls[0]++ % 2 == 0 ? one : new Counting());

    assertThatThrownBy(world::run).isInstanceOf(ModelException.class).hasMessageContaining("db-");
  }
}
