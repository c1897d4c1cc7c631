package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.EventOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** States that a search over states must not take for one, or has to refuse. */
final class StatesToldApartTest {
  private record Vote(String name) {}

  /** Remembers the last message. */
  private static class Last implements Node, Restorable {
    Object last = "none";

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      last = message;
    }

    @Override
    public Object state() {
      return last;
    }

    @Override
    public void restore(Object state) {
      last = state;
    }
  }

  /** Has all that it knows in one object of an ordinary class, and hands that out. */
  private static class Data {
    int received;
  }

  private static final class Equal extends Data {
    @Override
    public boolean equals(Object other) {
      return other instanceof Equal that && that.received == received;
    }

    @Override
    public int hashCode() {
      return received;
    }
  }

  private record Counting(Data data) implements Node, Restorable {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      data.received++;
    }

    @Override
    public Object state() {
      return data;
    }

    @Override
    public void restore(Object state) {
      data.received = ((Data) state).received;
    }
  }

  private static final class Itself implements Node, Restorable {
    private int received;

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      received++;
    }

    @Override
    public Object state() {
      return this;
    }

    @Override
    public void restore(Object state) {
      received = ((Itself) state).received;
    }
  }

  private record Sender(Address to, Object... messages) implements Node, Restorable {
    @Override
    public void start(Env env) {
      for (Object message : messages) {
        env.send(to, message);
      }
    }

    @Override
    public Object state() {
      return "";
    }

    @Override
    public void restore(Object state) {}
  }

  private static Address build(World world, Supplier<Node> to, Object... messages) {
    world.model(SystemModel.asynchronous());
    Address address = world.node("to", to);
    world.node("from", () -> new Sender(address, messages));
    return address;
  }

  @ParameterizedTest
  @EnumSource(names = "TIME", mode = EnumSource.Mode.EXCLUDE)
  void texts_with_one_hash_of_the_jvm_are_two_messages_and_two_states(EventOrder network) {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    Program program =
        world -> {
          Address to = build(world, Last::new, new Vote("Aa"), new Vote("BB"));
          world.always(
              "never BB",
              () -> !(world.instance(to) instanceof Last node && node.last.equals(new Vote("BB"))));
        };

    assertThat(run(program, network).findings()).isNotEmpty();
  }

  @Test
  void a_state_that_its_node_goes_on_changing_is_refused() {
    refused(world -> build(world, () -> new Counting(new Data()), "m"), "Data");
    refused(world -> build(world, () -> new Counting(new Equal()), "m"), "Equal");
    refused(world -> build(world, Itself::new, "m"), "Itself");
  }

  private static void refused(Program program, String named) {
    assertThatThrownBy(() -> run(program, EventOrder.PENDING_SET))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("state of to")
        .hasMessageContaining(named);
  }

  /** Two are equal when their parts are, whatever their terms. */
  private static final class Entries extends ArrayList<String> {
    private static final long serialVersionUID = 1;
    final String term;

    Entries(String term) {
      this.term = term;
    }
  }

  /** Issue 11: two messages that differ in the term were one, and what came of one was not seen. */
  @Test
  void messages_timers_and_stored_values_that_differ_and_are_equal_are_refused() {
    refuses(
        world -> build(world, Last::new, new Entries("a"), new Entries("b")), "a message to to");
    refuses(world -> starting(world, env -> env.timer(1, new Entries("a"))), "a timer of node");
    refuses(
        world -> starting(world, env -> env.store().put("log", new Entries("a"))),
        "the store of node");
  }

  private static void starting(World world, Consumer<Env> atStart) {
    world.model(SystemModel.asynchronous());
    world.node(
        "node",
        () ->
            new Last() {
              @Override
              public void start(Env env) {
                atStart.accept(env);
                env.send(env.self(), "go on");
              }
            });
  }

  private static void refuses(Program program, String what) {
    for (int faults : new int[] {0, 1}) {
      Strategy search = Strategy.EXHAUSTIVE.withFaults(faults).overStates(EventOrder.PENDING_SET);
      Program lossy =
          world -> {
            program.build(world);
            world.model(SystemModel.asynchronous().fairLossLinks());
          };
      assertThatThrownBy(() -> new Campaign(Toys.plan(lossy, 1, 100).withStrategy(search)).run())
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(what)
          .hasMessageContaining(Entries.class.getTypeName());
    }
  }

  /** Equal to itself alone, and used up by whoever receives it. */
  private static final class Box {
    int hops;
  }

  private static final class Hop extends Last {
    @Override
    public void receive(Env env, Address from, Object message) {
      last = message instanceof Box box ? box.hops++ : message;
    }
  }

  /** Issue 11: a node that came a step later met what it had changed in another branch. */
  @Test
  void a_message_that_its_receiver_may_change_is_refused() {
    Program program = world -> build(world, Hop::new, new Box(), "x");

    assertThatThrownBy(() -> run(program, EventOrder.PENDING_SET))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("a message to to")
        .hasMessageContaining("Box, and its field hops is not final");
  }

  /** Queues what it gets by length, and serves one when all is there. */
  private static final class Clerk extends Last {
    private static final Comparator<String> BY_LENGTH = Comparator.comparingInt(String::length);
    private PriorityQueue<String> queue = new PriorityQueue<>(BY_LENGTH);
    private String served = "";

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message.equals("serve")) {
        served = Objects.requireNonNull(queue.poll());
        return;
      }
      queue.add((String) message);
      if (queue.size() == 2) {
        env.send(env.self(), "serve");
      }
    }

    @Override
    public Object state() {
      return List.of(new PriorityQueue<>(queue), served);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void restore(Object state) {
      queue = new PriorityQueue<>((PriorityQueue<String>) ((List<?>) state).get(0));
      served = (String) ((List<?>) state).get(1);
    }
  }

  /** Issue 11: the queues with a before b and with b before a were one state. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void which_of_two_tasks_of_one_priority_came_first_is_part_of_the_state(String task) {
    Program program =
        world -> {
          world.model(SystemModel.asynchronous());
          Address clerk = world.node("clerk", Clerk::new);
          world.node("a", () -> new Sender(clerk, "a"));
          world.node("b", () -> new Sender(clerk, "b"));
          world.always(
              task + " is not served first",
              () -> !(world.instance(clerk) instanceof Clerk node && node.served.equals(task)));
        };

    assertThat(run(program, EventOrder.PENDING_SET).findings()).isNotEmpty();
  }

  /** Issue 11: all were one, though programs make them to be told apart by ==. */
  @Test
  void an_object_that_is_nothing_but_itself_is_another_one_each_time() {
    refused(
        world ->
            build(
                world,
                () ->
                    new Last() {
                      @Override
                      public void start(Env env) {
                        last = List.of(new Object());
                      }
                    },
                "m"),
        "java.lang.Object");
    Object tag = new Object();
    assertThat(states(tag, new Object())).isGreaterThan(states(tag, tag));
  }

  /** How many come up where a node starts a timer of one tag for a, and one of the other for b. */
  private static long states(Object tagOfA, Object tagOfB) {
    Supplier<Node> starting =
        () ->
            new Last() {
              @Override
              public void receive(Env env, Address from, Object message) {
                env.timer(1, message.equals("a") ? tagOfA : tagOfB);
              }
            };
    Program program =
        world -> {
          Address to = build(world, starting, "a");
          world.node("another", () -> new Sender(to, "b"));
        };
    return Objects.requireNonNull(run(program, EventOrder.PENDING_SET).exploration()).states();
  }

  /** A value of an ordinary class. */
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

  @Test
  void what_a_proof_takes_for_granted_of_ordinary_classes_is_named() {
    CampaignResult result =
        run(
            world -> build(world, Last::new, new Money(1), new Money(2), new Money(2)),
            EventOrder.PENDING_SET);

    assertThat(Objects.requireNonNull(result.exploration()).summary())
        .contains("a proof")
        .contains("objects of " + Money.class.getName() + " are immutable")
        .contains("nodes do not depend on the iteration order");
  }

  private static void narrow(World world) {
    build(world, Last::new, "one", "two");
    world.network().bandwidth(1_000, 10_000);
  }

  @Test
  void how_full_the_queues_of_links_are_is_part_of_no_state() {
    assertThatThrownBy(() -> run(StatesToldApartTest::narrow, EventOrder.PENDING_SET))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("bandwidth");
  }

  @Test
  void a_search_over_schedules_says_how_full_it_took_the_queues_of_links_to_be() {
    CampaignPlan plan =
        Toys.plan(StatesToldApartTest::narrow, 1, 10_000).withStrategy(Strategy.EXHAUSTIVE);
    Exploration exploration = Objects.requireNonNull(new Campaign(plan).run().exploration());

    assertThat(exploration.complete()).isTrue();
    assertThat(exploration.summary()).contains("link queues").doesNotContain("proof");
  }

  private static CampaignResult run(Program program, EventOrder network) {
    Strategy strategy = Strategy.EXHAUSTIVE.overStates(network);
    return new Campaign(Toys.plan(program, 1, 10_000).withStrategy(strategy).withAll(true)).run();
  }
}
