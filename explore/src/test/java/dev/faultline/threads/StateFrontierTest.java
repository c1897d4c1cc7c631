package dev.faultline.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Engine;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Program;
import dev.faultline.explore.Ranges;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.Toys;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Part;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.base.KeyedHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Issue 22: a search over states by pieces comes to what one thread comes to that goes back: the
 * same states in the same order, the same proof, the same violation.
 */
final class StateFrontierTest {
  /** A node that takes some messages and timers, and makes more of them. */
  private static final class Cell implements Node, Restorable {
    private record State(int taken, long lived) {}

    private final long seed;
    private final int nodes;
    private State state = new State(0, 0);

    Cell(long seed, int nodes) {
      this.seed = seed;
      this.nodes = nodes;
    }

    @Override
    public void start(Env env) {
      act(env, 1);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      act(env, (Integer) message);
    }

    @Override
    public void timer(Env env, Object tag) {
      act(env, (Integer) tag);
    }

    private void act(Env env, int what) {
      if (state.taken > 2 + (seed & 1)) {
        return;
      }
      long lived = KeyedHash.mix(state.lived + what) & 3;
      state = new State(state.taken + 1, lived);
      long left = KeyedHash.of(seed, state.taken, lived, 0);
      for (int i = 0; i < 1 + (left & 1); i++) {
        long choice = KeyedHash.of(left, i, 0, 0);
        int number = (int) (choice >>> 8 & 1);
        if ((choice & 7) < 5) {
          long to = Long.remainderUnsigned(choice >>> 16, nodes);
          env.send(env.address("n-" + to), number);
        } else {
          env.timer(Duration.ofMillis(5L * number + (left & 2)), number);
        }
      }
    }

    @Override
    public Object state() {
      return state;
    }

    @Override
    public void restore(Object earlier) {
      state = (State) earlier;
    }
  }

  private static Program random(long seed) {
    int nodes = 2 + (int) (KeyedHash.mix(seed) & 1);
    return world -> {
      world.model(SystemModel.asynchronous());
      world.timerLateness(Duration.ZERO);
      List<Address> all = new ArrayList<>();
      for (int i = 0; i < nodes; i++) {
        long own = KeyedHash.of(seed, i, 0, 0);
        all.add(world.node("n-" + i, () -> new Cell(own, nodes)));
      }
      long never = KeyedHash.mix(seed + 1);
      if ((never & 1) == 0) {
        world.always("never that", () -> KeyedHash.mix(lived(world, all) + never) % 29 != 0);
      }
      world.sometimes("all the same", () -> lived(world, all) % 5 == 0);
      if ((never & 6) == 0) {
        world.atEnd("not there", () -> KeyedHash.mix(lived(world, all) + never) % 7 != 0);
      }
      world.outcome(() -> "" + lived(world, all) % 11);
    };
  }

  private static long lived(World world, List<Address> all) {
    long lived = 0;
    for (Address each : all) {
      Cell.State state = world.instance(each) instanceof Cell cell ? cell.state : null;
      lived = 13 * lived + (state == null ? 9 : 4 * state.taken + state.lived);
    }
    return lived;
  }

  private static void assertSame(CampaignResult other, CampaignResult local, String what) {
    assertThat(other.exploration()).as(what).isEqualTo(local.exploration());
    assertThat(other)
        .as(what)
        .usingRecursiveComparison()
        .ignoringFields("realNanos", "survey.pace")
        .isEqualTo(local);
  }

  private static final int SYSTEMS = Integer.getInteger("faultline.test.systems", 24);

  @Test
  void random_systems_come_to_the_same() {
    long first = Long.getLong("faultline.test.seed", 1);
    System.out.println("random systems from seed " + first + " on");
    int proofs = 0;
    int violations = 0;
    int counted = 0;
    int again = 0;
    for (long seed = first; seed < first + SYSTEMS; seed++) {
      Random random = new Random(seed);
      EventOrder network = random.nextBoolean() ? EventOrder.PENDING_SET : EventOrder.MESSAGE_SET;
      CampaignPlan plan =
          Toys.plan(random(seed), seed, 1 + random.nextInt(30))
              .withAll(random.nextBoolean())
              .withMaxEvents(random.nextInt(4) == 0 ? 20 + random.nextInt(400) : 100_000)
              .withStrategy(
                  Strategy.EXHAUSTIVE
                      .withDepth(random.nextInt(3) == 0 ? 4 : 1_000)
                      .overStates(network));
      CampaignResult result = new Campaign(plan).run();
      for (int i = 0; i < 2; i++) {
        CampaignResult other = new Campaign(plan, new Searching(2 * seed + i)).run();
        assertSame(other, result, "seed " + seed);
        Levelling levelling = new Levelling(2 * seed + i);
        CampaignResult byLevels = new Campaign(plan, levelling).run();
        assertSame(byLevels, result, "by levels, seed " + seed);
        counted += levelling.counted;
        again += levelling.again;
      }
      violations += result.violatingWorlds() > 0 ? 1 : 0;
      proofs += Objects.requireNonNull(result.exploration()).proof() ? 1 : 0;
    }
    assertThat(violations).isPositive();
    assertThat(proofs).isPositive();
    assertThat(counted).isPositive();
    assertThat(again).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void a_block_that_is_lost_on_its_way_does_not_make_a_smaller_proof(int block) {
    CampaignPlan plan = plan(world -> sixEnds(world, (state, message) -> state + "" + message));
    assertThatThrownBy(() -> new Campaign(plan, Levelling.losing(3, block)).run())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("what events led to");
  }

  /** The last event that is allowed may be the last one that there is, or the last of a level. */
  @Test
  void any_number_of_events_that_are_allowed_is_the_same_everywhere() {
    CampaignPlan plan = plan(world -> sixEnds(world, (state, message) -> state + "" + message));
    long all = Objects.requireNonNull(new Campaign(plan).run().exploration()).transitions();
    int proofs = 0;
    for (int events = 1; events <= all + 10; events++) {
      CampaignPlan some = plan.withMaxEvents(events);
      CampaignResult local = new Campaign(some).run();
      String what = events + " events";
      assertSame(new Campaign(some, new Levelling(events)).run(), local, "by levels, " + what);
      assertSame(new Campaign(some, new Searching(events)).run(), local, "by pieces, " + what);
      proofs += Objects.requireNonNull(local.exploration()).proof() ? 1 : 0;
    }
    assertThat(proofs).isPositive().isLessThan(10);
  }

  /** Three messages in any order, kept in that order: six ends. */
  private static Address sixEnds(World world, Keeper keeps) {
    world.model(SystemModel.asynchronous());
    Address to = world.node("to", () -> new Holder(keeps));
    for (int i = 1; i <= 3; i++) {
      int number = i;
      world.node("from-" + i, () -> new Sender(to, number));
    }
    return to;
  }

  private interface Keeper {
    Object next(Object state, Object message);
  }

  private static final class Holder implements Node, Restorable {
    private final Keeper keeps;
    private Object state = "";

    Holder(Keeper keeps) {
      this.keeps = keeps;
    }

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      state = keeps.next(state, message);
    }

    @Override
    public Object state() {
      return state;
    }

    @Override
    public void restore(Object earlier) {
      state = earlier;
    }
  }

  private record Sender(Address to, int number) implements Node, Restorable {
    @Override
    public void start(Env env) {
      env.send(to, number);
    }

    @Override
    public Object state() {
      return number;
    }

    @Override
    public void restore(Object earlier) {}
  }

  private static CampaignPlan plan(Program program) {
    return Toys.plan(program, 1, 1_000)
        .withStrategy(Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET));
  }

  @Test
  void a_violation_that_was_found_before_its_turn_is_told_where_the_search_is_interrupted() {
    CampaignPlan plan =
        plan(world -> {
          Address to = sixEnds(world, (state, message) -> state + "" + message);
          world.always(
              "never 32",
              () -> !(world.instance(to) instanceof Holder it && it.state.equals("32")));
        });
    Campaign[] campaign = new Campaign[1];
    Engine overtaking =
        (ignored, intake) -> {
          Frontier frontier = Objects.requireNonNull(intake.frontier());
          Ranges ranges = new Ranges(plan);
          while (frontier.found().isEmpty()) {
            // One state a piece; the first of those that can be searched comes last.
            List<Frontier.Piece> pieces = new ArrayList<>();
            for (Frontier.Piece piece = frontier.next(1); piece != null; piece = frontier.next(1)) {
              pieces.addFirst(piece);
            }
            for (int i = 0; i < pieces.size() && frontier.found().isEmpty(); i++) {
              Frontier.Piece piece = pieces.get(i);
              Ranges.Ran ran = ranges.run(piece.from(), piece.to(), piece.recipe());
              frontier.learn(piece.number(), ran.part(), ran.shown()).forEach(intake::take);
            }
          }
          campaign[0].interrupt();
        };
    campaign[0] = new Campaign(plan, overtaking);
    CampaignResult result = campaign[0].run();

    assertThat(result.interrupted()).isTrue();
    assertThat(result.findings())
        .singleElement()
        .satisfies(it -> assertThat(it.violation().property()).isEqualTo("never 32"));
    assertThat(Objects.requireNonNull(result.exploration()).proof()).isFalse();
  }

  @Test
  void a_piece_that_was_interrupted_is_searched_again() {
    CampaignPlan plan = plan(random(3)).withWorlds(40).withAll(true);
    Engine hasty =
        (ignored, intake) -> {
          Frontier frontier = Objects.requireNonNull(intake.frontier());
          Ranges ranges = new Ranges(plan);
          boolean whole = false;
          while (!frontier.done()) {
            Frontier.Piece piece = Objects.requireNonNull(frontier.next(5));
            if (whole) {
              Ranges.Ran ran = ranges.run(piece.from(), piece.to(), piece.recipe());
              frontier.learn(piece.number(), ran.part(), ran.shown()).forEach(intake::take);
            } else {
              assertThat(frontier.learn(piece.number(), new Part(piece.from()), new byte[0]))
                  .isEmpty();
            }
            whole ^= true;
          }
        };
    assertSame(
        new Campaign(plan, hasty).run(), new Campaign(plan).run(), "every second one is cut short");
  }

  /** Equal where its own equals says so, and cannot be looked into. */
  private static final class Sealed {
    private final StringBuilder inside;

    Sealed(String text) {
      this.inside = new StringBuilder(text);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Sealed it && it.inside.compareTo(inside) == 0;
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  @ParameterizedTest
  @EnumSource(names = "TIME", mode = EnumSource.Mode.EXCLUDE)
  void what_only_its_own_equals_tells_apart_is_refused(EventOrder network) {
    CampaignPlan plan =
        plan(world -> sixEnds(world, (state, message) -> new Sealed("" + message)))
            .withStrategy(Strategy.EXHAUSTIVE.overStates(network));
    assertThatThrownBy(() -> new Campaign(plan, new Searching(1)).run())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("local engine");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_search_that_has_to_run_the_world_anew_is_refused(boolean faults) {
    SystemModel model = SystemModel.asynchronous();
    CampaignPlan plan =
        plan(world -> {
          sixEnds(world, (state, message) -> state);
          world.model(faults ? model.crashStop(1) : model);
          if (!faults) {
            world.node("plain", () -> (Node) env -> {});
          }
        });
    assertThatThrownBy(() -> new Campaign(plan, new Searching(1)).run())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(faults ? "faults open" : Restorable.class.getName())
        .hasMessageContaining("local engine");
  }

  @Test
  void a_proof_says_the_same_and_counts_the_same() {
    CampaignPlan plan =
        plan(world -> {
          Address to = sixEnds(world, (state, message) -> state + "" + message);
          world.atEnd(
              "all came",
              () -> world.instance(to) instanceof Holder it && it.state.toString().length() == 3);
        });
    Exploration exploration =
        Objects.requireNonNull(new Campaign(plan, new Searching(5)).run().exploration());
    assertThat(exploration.states()).isEqualTo(16);
    assertThat(exploration.proof()).isTrue();
  }

  private record Late(Address to, int number) implements Node, Restorable {
    @Override
    public void start(Env env) {
      env.timer(Duration.ofMillis(number), "now");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(to, number);
    }

    @Override
    public Object state() {
      return number;
    }

    @Override
    public void restore(Object earlier) {}
  }

  /** A state that boxes a number is another object each time. */
  @ParameterizedTest
  @EnumSource(names = "TIME", mode = EnumSource.Mode.EXCLUDE)
  void what_changes_nothing_is_the_same_everywhere(EventOrder network) {
    CampaignPlan plan =
        plan(
                world -> {
                  world.model(SystemModel.asynchronous());
                  Address to =
                      world.node(
                          "to",
                          () ->
                              new Holder((state, it) ->
                                  state.toString().contains("" + it) ? state : state + "" + it));
                  for (int i = 1; i <= 3; i++) {
                    int number = i;
                    world.node("from-" + i, () -> new Late(to, number));
                  }
                })
            .withStrategy(Strategy.EXHAUSTIVE.overStates(network));
    CampaignResult local = new Campaign(plan).run();
    for (int seed = 1; seed <= 3; seed++) {
      assertSame(new Campaign(plan, new Searching(seed)).run(), local, "seed " + seed);
    }
  }
}
