package dev.faultline.sim.clients;

import static dev.faultline.sim.workload.Consistency.linearizable;
import static dev.faultline.sim.workload.Registers.read;
import static dev.faultline.sim.workload.Registers.register;
import static dev.faultline.sim.workload.Registers.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.sim.ClientOperations;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.workload.Request;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A check of clients that nobody answered judges nothing; the result of the world says so. */
final class AnsweredTest {
  private final Rig rig = Rig.quiet();

  private Address server(String name, Function<Request<?>, Object> answer) {
    return rig.world.node(
        name,
        () ->
            new Scripted()
                .onReceive((Env env, Address from, Object message) ->
                    env.send(from, answer.apply((Request<?>) message))));
  }

  private void clients(String prefix, Address server) {
    var clients = rig.world.clients(2, prefix, register(0)).mix(read(0.5), write(0.5)).to(server);
    rig.world.check(prefix, clients, linearizable());
  }

  @Test
  void answers_in_a_form_that_the_clients_do_not_know_are_none() {
    clients("client", server("server", request -> 0));
    assertThat(rig.runWell().reached())
        .containsEntry("a successful answer to clients 'client'", false);
  }

  @Test
  void operations_that_all_failed_judge_nothing_either() {
    clients("client", server("server", request -> request.failed("full")));
    assertThat(rig.runWell().reached())
        .containsEntry("a successful answer to clients 'client'", false);
  }

  @Test
  void each_group_of_clients_is_told_apart() {
    clients("some", server("answers", request -> request.done(0)));
    clients("other", server("silent", request -> 0));
    assertThat(rig.world.run().reached())
        .containsEntry("a successful answer to clients 'some'", true)
        .containsEntry("a successful answer to clients 'other'", false);
  }

  @Test
  void records_of_the_programs_own_clients_are_looked_at_too() {
    ClientOperations<RegisterOp, Object> answered = rig.world.operations();
    rig.world.operations();
    rig.world.node(
        "own",
        () ->
            new Scripted()
                .onStart(
                    env -> answered.ok(answered.invoke(env.self(), new RegisterOp.Read()), 0)));
    assertThat(rig.runWell().reached())
        .containsEntry("a successful answer to the program's own clients", true)
        .containsEntry("a successful answer to the program's own clients #2", false);
  }

  @Test
  void worlds_without_clients_say_nothing() {
    assertThat(rig.runWell().reached()).isEmpty();
  }
}
