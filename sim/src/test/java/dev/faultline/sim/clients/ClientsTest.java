package dev.faultline.sim.clients;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static dev.faultline.sim.workload.Consistency.linearizable;
import static dev.faultline.sim.workload.Consistency.sequential;
import static dev.faultline.sim.workload.Counters.add;
import static dev.faultline.sim.workload.Counters.counter;
import static dev.faultline.sim.workload.Counters.get;
import static dev.faultline.sim.workload.Registers.cas;
import static dev.faultline.sim.workload.Registers.read;
import static dev.faultline.sim.workload.Registers.register;
import static dev.faultline.sim.workload.Registers.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.model.CounterOp;
import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import dev.faultline.sim.ClientOperations;
import dev.faultline.sim.Clients;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.workload.Answer;
import dev.faultline.sim.workload.Protocol;
import dev.faultline.sim.workload.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClientsTest {
  /** A register in memory, which answers at once. */
  private static class Server implements Node {
    private Object value = 0;

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Request<?> request) {
        answer(env, from, request);
      }
    }

    void answer(Env env, Address from, Request<?> request) {
      env.send(from, request.done(apply((RegisterOp) request.input())));
    }

    final Object apply(RegisterOp operation) {
      return switch (operation) {
        case RegisterOp.Read() -> value;
        case RegisterOp.Write(var next) -> {
          value = next;
          yield Nil.NIL;
        }
        case RegisterOp.Cas(var expected, var next) -> {
          boolean matches = value.equals(expected);
          if (matches) {
            value = next;
          }
          yield matches;
        }
      };
    }
  }

  /** What a server does with a request. */
  @FunctionalInterface
  private interface Handler {
    void handle(Env env, Address client, Request<?> request);
  }

  private final Rig rig = Rig.quiet();

  private Clients<RegisterOp, Object> registers(int count) {
    return rig.world.clients(count, register(0)).mix(read(0.5), write(0.3), cas(0.2));
  }

  private Address server(String name, Handler handler) {
    return rig.world.node(
        name,
        () ->
            new Scripted()
                .onReceive((env, from, message) -> {
                  if (message instanceof Request<?> request) {
                    handler.handle(env, from, request);
                  }
                }));
  }

  private static <I, O> List<Outcome<O>> outcomes(Clients<I, O> clients) {
    return clients.history().operations().stream().map(Operation::outcome).toList();
  }

  @Test
  void clients_record_what_a_register_tells_them_in_three_lines() {
    Address server = rig.world.node("server", Server::new);
    Clients<RegisterOp, Object> clients = registers(5).to(server).rate(10);
    rig.world.check(clients, linearizable());
    rig.world.check(clients, sequential());
    rig.runWell();
    List<Operation<RegisterOp, Object>> operations = clients.history().operations();
    assertThat(operations).hasSizeBetween(2_500, 3_500).allMatch(Operation::isOk);
    long reads = operations.stream().filter(op -> op.input() instanceof RegisterOp.Read).count();
    assertThat((double) reads / operations.size()).isBetween(0.45, 0.55);
    assertThat(operations)
        .anyMatch(op -> op.input() instanceof RegisterOp.Cas && op.outcome().equals(ok(true)));
    assertThat(operations.stream().map(Operation::client).distinct()).hasSize(5);
    assertThat(clients.allAnsweredSince(Duration.ofSeconds(59))).isTrue();
    assertThat(clients.allAnsweredSince(Duration.ofSeconds(61))).isFalse();
  }

  private static Outcome<Object> ok(Object output) {
    return new Outcome.Ok<>(output);
  }

  @Test
  void a_server_that_answers_old_values_is_found_out() {
    Address server =
        rig.world.node(
            "server",
            () ->
                new Server() {
                  private int reads;

                  @Override
                  void answer(Env env, Address from, Request<?> request) {
                    boolean stale = request.input() instanceof RegisterOp.Read && ++reads % 20 == 0;
                    Object answer = stale ? 0 : apply((RegisterOp) request.input());
                    env.send(from, request.done(answer));
                  }
                });
    rig.world.check("fresh", registers(2).to(server), linearizable());
    WorldResult result = rig.run();
    assertThat(result.violation()).isNotNull();
    assertThat(result.violation().property()).isEqualTo("fresh");
  }

  @Test
  void values_are_written_once_and_never_the_initial_one() {
    Address server = rig.world.node("server", Server::new);
    Clients<RegisterOp, Object> clients =
        rig.world.clients(3, register(7)).mix(write(1), cas(1)).to(server).rate(100);
    rig.run();
    List<Object> written =
        clients.history().operations().stream()
            .map(op ->
                switch (op.input()) {
                  case RegisterOp.Write(var value) -> value;
                  case RegisterOp.Cas(var _, var next) -> next;
                  case RegisterOp.Read() -> throw new AssertionError("nobody reads");
                })
            .toList();
    assertThat(written).hasSizeGreaterThan(10_000).doesNotHaveDuplicates().doesNotContain(7);
  }

  @Test
  void a_write_that_is_not_answered_is_indeterminate_and_a_read_failed() {
    Address silent = server("silent", (env, client, request) -> {});
    Clients<RegisterOp, Object> clients = registers(3).to(silent).timeout(millis(100)).rate(10);
    rig.run();
    List<Operation<RegisterOp, Object>> operations = clients.history().operations();
    assertThat(operations).hasSizeGreaterThan(300);
    TreeSet<Integer> retired = new TreeSet<>();
    for (Operation<RegisterOp, Object> each : operations.subList(0, operations.size() - 3)) {
      assertThat(retired).doesNotContain(each.client());
      if (each.input() instanceof RegisterOp.Read) {
        assertThat(each.isFail()).as("%s", each).isTrue();
      } else {
        assertThat(each.isIndeterminate()).as("%s", each).isTrue();
        retired.add(each.client());
      }
    }
    assertThat(clients.allAnsweredSince(Duration.ZERO)).isFalse();
  }

  @Test
  void an_answer_that_comes_too_late_is_for_nobody() {
    Address slow =
        rig.world.node(
            "slow",
            () ->
                new Server() {
                  @Override
                  void answer(Env env, Address from, Request<?> request) {
                    env.timer(millis(150), new Late(from, request));
                  }

                  @Override
                  public void timer(Env env, Object tag) {
                    if (tag instanceof Late(var from, var request)) {
                      super.answer(env, from, request);
                    }
                  }
                });
    Clients<RegisterOp, Object> clients =
        registers(2).to(slow).timeout(millis(100)).pause(millis(1), millis(200));
    rig.world.check(clients, linearizable());
    rig.runWell();
    assertThat(outcomes(clients)).noneMatch(Outcome.Ok.class::isInstance);
    assertThat(outcomes(clients)).anyMatch(Outcome.Indeterminate.class::isInstance);
  }

  private record Late(Address from, Request<?> request) {}

  /** Answers every third request too late, and knows a request again or does not. */
  private void count(boolean recognises) {
    long[] sum = {0};
    int[] requests = {0};
    TreeSet<String> done = new TreeSet<>();
    Address server =
        server(
            "server",
            (env, client, request) -> {
              boolean first = done.add(client + " " + request.operation());
              switch ((CounterOp) request.input()) {
                case CounterOp.Add(var delta) -> sum[0] += first || !recognises ? delta : 0;
                case CounterOp.AddAndGet _ -> throw new AssertionError("nobody asks for it");
                case CounterOp.Get() -> {}
              }
              if (++requests[0] % 3 != 0) {
                Object output = request.input() instanceof CounterOp.Get ? sum[0] : Nil.NIL;
                env.send(client, request.done(output));
              }
            });
    Clients<CounterOp, Object> clients =
        rig.world
            .clients(2, counter())
            .mix(add(1), get(1))
            .to(server)
            .timeout(millis(50))
            .retry(3)
            .operations(40);
    rig.world.check(clients, linearizable());
    rig.world.always(
        "requests are not as many as operations",
        () -> clients.done() || requests[0] <= clients.history().size() * 4);
  }

  @Test
  void a_retry_is_one_operation_of_a_system_that_knows_it_again() {
    count(true);
    assertThat(rig.run().violation()).isNull();
  }

  @Test
  void a_retry_doubles_an_operation_of_a_system_that_does_not_and_that_is_seen() {
    count(false);
    WorldResult result = rig.run();
    assertThat(result.violation()).isNotNull();
    assertThat(result.violation().property()).isEqualTo("linearizable");
  }

  @Test
  void nothing_is_asked_twice_unless_the_program_says_so() {
    List<Long> asked = new ArrayList<>();
    Address silent = server("silent", (env, client, request) -> asked.add(request.operation()));
    Clients<RegisterOp, Object> clients = registers(1).to(silent).operations(20);
    rig.run();
    assertThat(asked).hasSize(20).doesNotHaveDuplicates();
    assertThat(clients.done()).isTrue();
  }

  private Outcome<Object> onlyOutcome(Clients<RegisterOp, Object> clients) {
    rig.run();
    assertThat(clients.history().size()).isEqualTo(1);
    return clients.history().operations().getFirst().outcome();
  }

  private Clients<RegisterOp, Object> oneWrite(Address server) {
    return rig.world.clients(1, register(0)).mix(write(1)).to(server).operations(1);
  }

  private static void refuse(Env env, Address client, Request<?> request) {
    env.send(client, request.refused("not the leader"));
  }

  @Test
  void a_write_that_all_refuse_failed_where_no_copy_of_it_may_come_later() {
    rig.model(partiallySynchronous().perfectLinks());
    Clients<RegisterOp, Object> clients = oneWrite(server("follower", ClientsTest::refuse));
    assertThat(onlyOutcome(clients)).isInstanceOf(Outcome.Fail.class);
  }

  @Test
  void a_write_that_all_refuse_is_indeterminate_where_links_deliver_twice() {
    rig.model(partiallySynchronous().fairLossLinks());
    Clients<RegisterOp, Object> clients = oneWrite(server("follower", ClientsTest::refuse));
    assertThat(onlyOutcome(clients)).isInstanceOf(Outcome.Indeterminate.class);
  }

  @Test
  void a_write_that_all_refuse_failed_where_the_program_says_that_refusals_are_final() {
    rig.model(partiallySynchronous().fairLossLinks());
    Clients<RegisterOp, Object> clients =
        oneWrite(server("follower", ClientsTest::refuse)).finalRefusals();
    assertThat(onlyOutcome(clients)).isInstanceOf(Outcome.Fail.class);
  }

  @Test
  void a_failure_says_nothing_of_an_attempt_that_is_still_open() {
    rig.model(partiallySynchronous().perfectLinks());
    Address server =
        server(
            "server",
            (env, client, request) -> {
              if (request.attempt() == 2) {
                env.send(client, request.failed("overloaded"));
              }
            });
    assertThat(onlyOutcome(oneWrite(server).retry(1))).isInstanceOf(Outcome.Indeterminate.class);
  }

  @Test
  void a_failure_of_the_only_attempt_is_one() {
    Address server =
        server("server", (env, client, request) -> env.send(client, request.failed("full")));
    assertThat(onlyOutcome(oneWrite(server))).isEqualTo(new Outcome.Fail<>("full"));
  }

  @Test
  void an_answer_to_an_earlier_attempt_ends_the_operation() {
    Address server =
        rig.world.node(
            "server",
            () ->
                new Server() {
                  @Override
                  void answer(Env env, Address from, Request<?> request) {
                    if (request.attempt() == 1) {
                      env.timer(millis(1_500), new Late(from, request));
                    }
                  }

                  @Override
                  public void timer(Env env, Object tag) {
                    if (tag instanceof Late(var from, var request)) {
                      super.answer(env, from, request);
                    }
                  }
                });
    assertThat(onlyOutcome(oneWrite(server).retry(1))).isEqualTo(ok(Nil.NIL));
  }

  @Test
  void a_refusal_that_names_a_server_is_followed_and_remembered() {
    List<Long> refused = new ArrayList<>();
    Address leader = rig.world.node("leader", Server::new);
    Address follower =
        server(
            "follower",
            (env, client, request) -> {
              refused.add(request.attempt());
              env.send(client, request.refused("not the leader", leader));
              env.send(client, request.refused("not the leader", leader));
            });
    Clients<RegisterOp, Object> clients =
        registers(1).toLeader(List.of(follower, leader), 0).operations(50);
    rig.world.check(clients, linearizable());
    rig.runWell();
    assertThat(outcomes(clients)).hasSize(50).allMatch(Outcome.Ok.class::isInstance);
    assertThat(refused).containsExactly(1L);
  }

  @Test
  void a_server_that_names_a_dead_leader_does_not_keep_a_client_from_the_others() {
    Address dead = server("dead", (env, client, request) -> {});
    Address removed =
        server("removed", (env, client, request) -> env.send(client, request.refused("", dead)));
    Address leader = rig.world.node("leader", Server::new);
    Clients<RegisterOp, Object> clients = registers(1).toLeader(List.of(removed, dead, leader), 0);
    rig.run();
    assertThat(clients.allAnsweredSince(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void servers_that_send_clients_in_a_circle_are_not_asked_without_end_at_one_time() {
    int[] asked = {0};
    Address circle =
        server(
            "circle",
            (env, client, request) -> {
              asked[0]++;
              env.send(client, request.refused("ask me", env.self()));
              env.send(client, request.refused("ask me", env.self()));
            });
    oneWrite(circle).timeout(millis(1_000));
    rig.run();
    assertThat(asked[0]).isBetween(10, 40);
  }

  private record Ask(long number, String what) {}

  private record Told(long number, Object value) {}

  /** Speaks a language of its own. */
  private record Spoken() implements Protocol<RegisterOp, Object> {
    @Override
    public Object message(Request<RegisterOp> request, Address server) {
      return new Ask(request.attempt(), request.input().toString());
    }

    @Override
    public @Nullable Answer<Object> answer(Address server, Object message) {
      return message instanceof Told(var number, var value)
          ? new Answer.Done<>(number, value)
          : null;
    }
  }

  @Test
  void clients_speak_the_language_of_the_program() {
    Address server =
        rig.world.node(
            "server",
            () ->
                new Scripted()
                    .onReceive((env, from, message) -> {
                      if (message instanceof Ask(var number, var what)) {
                        env.send(from, "noise");
                        env.send(from, new Told(number, what.equals("read") ? 0 : Nil.NIL));
                      }
                    }));
    Clients<RegisterOp, Object> clients =
        rig.world.clients(2, register(0)).mix(read(1)).to(server).protocol(Spoken::new);
    rig.world.check(clients, linearizable());
    rig.runWell();
    assertThat(outcomes(clients)).isNotEmpty().allMatch(ok(0)::equals);
  }

  /** Leaves the operations with these numbers out. */
  private static final class Without extends QuietAdversary {
    private final long skipped;

    Without(long skipped) {
      super(1);
      this.skipped = skipped;
    }

    @Override
    public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
      return kind == Decision.OPERATION_SKIPPED && ordinal == skipped
          || super.strikes(kind, subject, ordinal, odds);
    }
  }

  private static List<RegisterOp> inputsWithout(long skipped) {
    Rig rig = Rig.with(new Without(skipped));
    Address server = rig.world.node("server", Server::new);
    Clients<RegisterOp, Object> clients =
        rig.world.clients(1, register(0)).mix(read(1), write(1)).to(server).operations(30);
    rig.runWell();
    return clients.history().operations().stream().map(Operation::input).toList();
  }

  @Test
  void an_operation_that_is_left_out_changes_no_other_one() {
    List<RegisterOp> all = new ArrayList<>(inputsWithout(-1));
    assertThat(all).hasSize(30);
    all.remove(11);
    assertThat(inputsWithout(11)).isEqualTo(all);
  }

  @Test
  void two_runs_of_a_seed_are_one() {
    List<Long> hashes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Rig again = Rig.quiet(7);
      Address server = again.world.node("server", Server::new);
      again.world.clients(3, register(0)).mix(read(1), write(1), cas(1)).to(server);
      hashes.add(again.runWell().traceHash());
    }
    assertThat(hashes.get(0)).isEqualTo(hashes.get(1));
  }

  @Test
  void clients_without_servers_or_anything_to_do_are_refused_before_the_world_runs() {
    rig.world.clients(1, register(0)).mix(read(1));
    assertThatThrownBy(rig.world::run)
        .isInstanceOf(ModelException.class)
        .hasMessage("client-1 and its like have no servers; call Clients.to or toLeader");
    Rig other = Rig.quiet();
    other.world.clients(1, "reader", register(0)).to(other.world.node("server", Server::new));
    assertThatThrownBy(other.world::run)
        .isInstanceOf(ModelException.class)
        .hasMessage("reader-1 and its like have nothing to do; call Clients.mix");
  }

  @Test
  void what_makes_no_sense_is_refused_where_it_is_written() {
    Clients<RegisterOp, Object> clients = registers(1);
    assertThatThrownBy(() -> read(-1)).hasMessageContaining("weight is -1.0");
    assertThatThrownBy(() -> clients.mix(read(0))).hasMessageContaining("add up to 0.0");
    assertThatThrownBy(() -> clients.rate(0)).hasMessageContaining("perSecond is 0.0");
    assertThatThrownBy(() -> clients.pause(millis(2), millis(1)))
        .hasMessageContaining("expected at least the shortest");
    assertThatThrownBy(() -> clients.to(List.of())).hasMessageContaining("servers are empty");
    assertThatThrownBy(() -> rig.world.clients(0, register(0))).hasMessageContaining("count is 0");
  }

  @Test
  void a_caller_that_crashed_never_uses_its_process_number_again() {
    rig.model(partiallySynchronous().crashRecovery(1));
    ClientOperations<String, String> operations = rig.world.operations();
    rig.node(
        "caller",
        new Scripted().onStart(env -> operations.invoke(env.self(), "life " + env.incarnation())));
    rig.fault(1_000, new Fault.Crash("caller", millis(10)));
    rig.runWell();
    List<Operation<String, String>> recorded = operations.history().operations();
    assertThat(recorded).extracting(Operation::input).containsExactly("life 1", "life 2");
    assertThat(recorded).extracting(Operation::client).doesNotHaveDuplicates();
    assertThat(recorded.getFirst().outcome())
        .isEqualTo(new Outcome.Indeterminate<>("its caller crashed"));
  }
}
